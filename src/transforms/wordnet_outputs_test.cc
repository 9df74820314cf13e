#include "transforms/wordnet_outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"
#include "transforms/output_as_input.h"
#include "transforms/shuffle_outputs.h"
#include "transforms/testing.h"
#include "transforms/wordnet_testing.h"

namespace tangram {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Two ladders of meanings, a rung a step: positive - {va, vb} - {vc, vd} - {ve, vf}, every word
/// of a rung a synonym of every word of the next; negative - {wa, wb} - ... alike.
TestSynsets ladders() {
  TestSynsets out;
  for (const std::string side : {"v", "w"}) {
    std::vector<std::vector<std::string>> rungs = {{side == "v" ? "positive" : "negative"}};
    for (const char* letters : {"ab", "cd", "ef"})
      rungs.push_back({side + letters[0], side + letters[1]});
    for (std::size_t i = 0; i + 1 < rungs.size(); ++i)
      for (const auto& from : rungs[i])
        for (const auto& to : rungs[i + 1]) out["adj"].push_back({'a', {from, to}});
  }
  return out;
}

std::shared_ptr<const WordNet> database(const TestSynsets& synsets) {
  const TempFolder folder;
  write_test_wordnet(folder.path(), synsets);
  return std::make_shared<const WordNet>(folder.path());
}

WordNetOutputsOptions synonyms_of_order(int order, int longest) {
  WordNetOutputsOptions out;
  out.relation = "synonym";
  out.order = order;
  out.longest = longest;
  return out;
}

WordNetOutputsOptions one_word(const char* relation) {
  WordNetOutputsOptions out;
  out.relation = relation;
  return out;
}

const WordTokenizer& spare_words() {
  static const WordTokenizer t(test_pieces());
  return t;
}

WordNetOutputs made(const WordNetOutputsOptions& options, const TestSynsets& synsets,
                    const Tokenizer* tokenizer = nullptr) {
  Resources resources;
  resources.tokenizer = tokenizer;
  return {options, resources, database(synsets)};
}

std::vector<std::string> responses(const WordNetOutputs& g, std::uint64_t draw,
                                   const EpisodeShape& shape = {}) {
  const auto episode = g.apply(test_episode(shape), Rng(draw), 0);
  return *episode.problem.questions.front().candidates;
}

/// The words that a label of `test_episode()` gets in 50 draws.
std::set<std::string> words_of(const WordNetOutputs& g, std::size_t label) {
  std::set<std::string> out;
  for (std::uint64_t i = 0; i < 50; ++i) out.insert(responses(g, i)[label]);
  return out;
}

TEST(WordNetOutputs, WriteEveryListOfAnEpisodeAndLeaveTheTruth) {
  const auto before = test_episode();
  const auto after = made(synonyms_of_order(1, 1), ladders()).apply(before, Rng(1), 0);
  const auto& words = after.problem.questions.front().candidates;
  for (const auto& example : after.problem.demonstration) EXPECT_EQ(example.candidates, words);
  for (const auto& question : after.problem.questions) EXPECT_EQ(question.candidates, words);
  EXPECT_EQ((*words)[0].front(), 'w');  // negative's
  EXPECT_EQ((*words)[1].front(), 'v');
  EXPECT_EQ(after.truth, before.truth);
}

// On the ladders the m-th word of a chain stands on the m-th rung, or, having come back, on rung
// m - 2; each is a synonym of the one before, and orders 1, 2, 3 of one draw are one walk.
TEST(WordNetOutputs, ShowAtEachOrderTheNextWordOfOneChain) {
  const auto all = database(ladders());
  const std::vector<WordNetOutputs> orders = {{synonyms_of_order(1, 3), {}, all},
                                              {synonyms_of_order(2, 3), {}, all},
                                              {synonyms_of_order(3, 3), {}, all}};
  std::set<std::vector<std::string>> chains;
  for (std::uint64_t i = 0; i < 40; ++i)
    for (const std::size_t label : {0u, 1u}) {
      std::vector<std::string> chain = {label == 0 ? "negative" : "positive"};
      for (const auto& order : orders) {
        chain.push_back(responses(order, i)[label]);
        EXPECT_THAT(all->synonyms(chain[chain.size() - 2], PartOfSpeech::adjective),
                    Contains(chain.back()));
      }
      EXPECT_EQ(std::set<std::string>(chain.begin(), chain.end()).size(), 4u);
      chains.insert(chain);
    }
  EXPECT_GT(chains.size(), 10u);
}

// The same in every condition of a draw: on tau_g, with shuffled labels, in all variants; and a
// label's chain does not depend on the order of the labels.
TEST(WordNetOutputs, GiveOneDrawOneChainInEveryCondition) {
  const auto g = made(synonyms_of_order(2, 3), ladders());
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto words = responses(g, i);
    const auto tau = OutputAsInput().apply(test_episode(), Rng(i), 0);
    EXPECT_EQ(*g.apply(tau, Rng(i), 0).problem.questions[0].candidates, words);
    const auto shuffled = ShuffleOutputs({}, {}).apply(test_episode(), Rng(i), 0);
    EXPECT_EQ(*g.apply(shuffled, Rng(i), 1).problem.questions[0].candidates, words);
    auto turned = responses(g, i, {{"positive", "negative"}});
    std::reverse(turned.begin(), turned.end());
    EXPECT_EQ(turned, words);
  }
}

// "vu" is no token of this vocabulary, "va" is: of the words va, vu only va is ever shown. Where
// there is no tokenizer both are.
TEST(WordNetOutputs, ShowSingleTokensAlone) {
  const TestSynsets words = {
      {"noun", {{'n', {"positive", "va", "vu"}}, {'n', {"negative", "wa"}}}}};
  const auto seen = [&](const Tokenizer* tokenizer) {
    return words_of(made(synonyms_of_order(1, 1), words, tokenizer), 1);
  };
  EXPECT_EQ(seen(&spare_words()), (std::set<std::string>{"va"}));
  EXPECT_EQ(seen(nullptr), (std::set<std::string>{"va", "vu"}));
}

TEST(WordNetOutputs, ShowNoLabelAndNoWordOfAnotherLabel) {
  const auto g = made(synonyms_of_order(1, 1),
                      {{"noun", {{'n', {"positive", "negative", "Negative", "va", "vb"}}}}});
  for (std::uint64_t i = 0; i < 50; ++i) {
    auto words = responses(g, i);
    std::sort(words.begin(), words.end());
    EXPECT_THAT(words, ElementsAre("va", "vb"));
  }
}

// Each label alone has a synonym, va; together they have not.
TEST(WordNetOutputs, SayWhereTheLabelsAreTooClose) {
  const TestSynsets words = {{"noun", {{'n', {"positive", "va"}}, {'n', {"negative", "va"}}}}};
  const auto g = made(synonyms_of_order(1, 1), words);
  EXPECT_EQ(error_text([&] { responses(g, 1); }),
            "wordnet_outputs: 200 draws of 2 chains gave none whose words differ at each order: "
            "the labels are too close in meaning; ask for a smaller 'longest'");
}

// On a ladder a walk changes at each step between {wa, wb, we, wf} and {wc, wd}: of those it can
// visit 3 + 2 = 5.
TEST(WordNetOutputs, NameTheLabelWithoutAChainAndHowFarItsLongestGot) {
  TestSynsets words = ladders();
  const auto far = made(synonyms_of_order(1, 6), words, &spare_words());
  EXPECT_THAT(error_text([&] { responses(far, 1); }),
              testing::AllOf(
                  HasSubstr("wordnet_outputs: the label 'negative' has no chain of 6 synonyms that "
                            "may be shown, each one token of this model: the longest found has 5"),
                  HasSubstr("show another word for it (labels of the data card), or ask for a "
                            "smaller 'longest'")));
  EXPECT_THAT(error_text([&] {
                responses(far, 1, {{"sports", "world"}});
              }),
              HasSubstr("the label 'sports' has no chain of 6 synonyms that may be shown, each one "
                        "token of this model: WordNet does not hold 'sports'; show another"));
  const TestSynsets alone = {{"noun", {{'n', {"negative", "fine_art"}}}}};
  EXPECT_EQ(error_text([&] { responses(made(synonyms_of_order(1, 6), alone), 1); }),
            "wordnet_outputs: the label 'negative' has no chain of 6 synonyms that may be shown: "
            "all that it has are other labels, several tokens or several words; show another word "
            "for it (labels of the data card)");
  auto options = synonyms_of_order(1, 6);
  options.part_of_speech = "fixed";
  EXPECT_THAT(error_text([&] { responses(made(options, words), 1); }),
              HasSubstr("or ask for a smaller 'longest' or part_of_speech = \"free\""));
  const auto near = made(synonyms_of_order(1, 1), {{"noun", {{'n', {"negative", "positive"}}}}});
  EXPECT_EQ(error_text([&] { responses(near, 1); }),
            "wordnet_outputs: the label 'negative' has no synonym that may be shown: all that it "
            "has are other labels, several tokens or several words; show another word for it "
            "(labels of the data card)");
}

// positive ! negative directly, both labels; positive ! neutral too; "sure" is a satellite.
TEST(WordNetOutputs, ShowAnAntonymThatIsNoLabel) {
  const TestSynsets words = {{"adj",
                              {{'a', {"positive"}, {{"!", 1, 1, 1}, {"!", 2, 1, 1}}},
                               {'a', {"negative"}, {{"!", 0, 1, 1}}},
                               {'a', {"neutral"}},
                               {'s', {"sure", "positive"}, {{"&", 4}}},
                               {'a', {"certain"}, {{"!", 5, 1, 1}}},
                               {'a', {"uncertain"}},
                               {'s', {"negative", "dark"}, {{"&", 7}}},
                               {'a', {"gloomy"}, {{"!", 8, 1, 1}}},
                               {'a', {"cheerful"}}}}};
  const auto g = made(one_word("antonym"), words);
  EXPECT_EQ(words_of(g, 0), (std::set<std::string>{"cheerful"}));
  EXPECT_EQ(words_of(g, 1), (std::set<std::string>{"neutral", "uncertain"}));
  EXPECT_THAT(error_text([&] {
                responses(g, 1, {{"neutral", "positive"}});
              }),
              HasSubstr("the label 'neutral' has no antonym that may be shown"));
}

// "negative" is one of positive's keywords, and a label.
TEST(WordNetOutputs, ShowAKeywordThatIsNoLabel) {
  const TestSynsets words = {{"adj",
                              {{'a', {"positive"}, {{"&", 2}, {"^", 3}, {"^", 1}}},
                               {'a', {"negative"}, {{"&", 4}}},
                               {'s', {"sure"}},
                               {'a', {"plus"}},
                               {'s', {"minus"}}}}};
  const auto g = made(one_word("keyword"), words);
  EXPECT_EQ(words_of(g, 0), (std::set<std::string>{"minus"}));
  EXPECT_EQ(words_of(g, 1), (std::set<std::string>{"plus", "sure"}));
  EXPECT_THAT(
      error_text([&] {
        responses(g, 1, {{"plus", "positive"}});
      }),
      HasSubstr("the label 'plus' has no keyword that may be shown: WordNet has none for it; "
                "show another word"));
}

TEST(WordNetOutputs, LookLabelsUpInLowerCase) {
  EXPECT_THAT(responses(made(synonyms_of_order(1, 1), ladders()), 1, {{"Negative", "POSITIVE"}})[1],
              HasSubstr("v"));
}

TEST(WordNetOutputs, LeaveAnEpisodeWithoutCandidatesAsItIs) {
  const Episode<Text> empty{"test", 1, {{}, {}, test_format()}, {}, {}};
  EXPECT_EQ(text_of(made(synonyms_of_order(1, 1), ladders()).apply(empty, Rng(1), 0)),
            text_of(empty));
}

TEST(WordNetOutputs, RefuseAnOrderThatThereIsNot) {
  EXPECT_EQ(error_text([] { made(synonyms_of_order(3, 2), ladders()); }),
            "wordnet_outputs: order = 3 lies beyond the chain, longest = 2; raise longest");
  auto second = one_word("antonym");
  second.order = 2;
  EXPECT_EQ(error_text([&] { made(second, ladders()); }),
            "wordnet_outputs: 'order' is read by relation = synonym only, but relation = antonym; "
            "leave it out");
}

TEST(WordNetOutputs, SayInTheirIdWhichDatabaseAndTokenizerTheyRead) {
  const std::string id = made(synonyms_of_order(1, 2), ladders(), &spare_words()).id();
  EXPECT_THAT(id, HasSubstr("wordnet_outputs(relation='synonym', order=1, longest=2"));
  EXPECT_THAT(id, HasSubstr("wordnet_sha256=" + database(ladders())->hash()));
  EXPECT_THAT(id, HasSubstr("tokenizer=word-tokenizer"));
  auto other = ladders();
  other["adv"] = {{'r', {"well"}}};
  EXPECT_NE(made(synonyms_of_order(1, 2), other, &spare_words()).id(), id);
  EXPECT_THAT(made(synonyms_of_order(1, 2), ladders()).id(), HasSubstr("tokenizer=none"));
}

TEST(WordNetOutputs, FindTheDatabaseBesideTheStudyOrWhereDebianPutsIt) {
  Resources resources;
  resources.study_dir = "/studies/mine";
  WordNetOutputsOptions options;
  EXPECT_EQ(WordNetOutputs::folder(options, resources), "/usr/share/wordnet");
  options.wordnet = "wn31/dict";
  EXPECT_EQ(WordNetOutputs::folder(options, resources), "/studies/mine/wn31/dict");
}

}  // namespace
}  // namespace tangram
