#include "transforms/english_outputs.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"
#include "transforms/testing.h"
#include "transforms/wordnet_testing.h"

namespace tangram {
namespace {

using Words = std::vector<std::string>;

/// Twelve plain words beside a name, two words and a word of one letter.
std::shared_ptr<const WordNet> plain_wordnet() {
  static const TempFolder folder;
  static const auto shared = [] {
    write_test_wordnet(folder.path(), {{"noun",
                                        {{'n', {"apple", "Paris", "ice_cream", "x", "negative"}},
                                         {'n', {"river", "stone", "apple"}},
                                         {'n', {"table", "cloud"}}}},
                                       {"verb", {{'v', {"walk", "sing", "jump"}}}},
                                       {"adj", {{'a', {"green", "round"}}}},
                                       {"adv", {{'r', {"soon", "never"}}}}});
    return std::make_shared<const WordNet>(folder.path());
  }();
  return shared;
}

EnglishOutputs english(const char* association) {
  return EnglishOutputs({association, ""}, {}, plain_wordnet());
}

TEST(WordNetWords, ArePlainLowerCaseWordsSortedEachOnce) {
  EXPECT_EQ(plain_wordnet()->words(),
            (Words{"apple", "cloud", "green", "jump", "negative", "never", "river", "round", "sing",
                   "soon", "stone", "table", "walk"}));
}

TEST(EnglishOutputs, ShowTheSameFewWordsInAllExamplesAndAskTheLabels) {
  const auto after = english("none").apply(test_episode(), Rng(1), 0);
  const auto& shown = after.problem.demonstration;
  const auto& words = *shown[0].candidates;
  ASSERT_EQ(words.size(), 2u);
  EXPECT_NE(words[0], words[1]);
  for (const auto& word : words) EXPECT_NE(word, "negative");
  for (const auto& example : shown) EXPECT_EQ(example.candidates, shown[0].candidates);
  for (const auto& question : after.problem.questions)
    EXPECT_EQ(*question.candidates, (Words{"negative", "positive"}));
}

// 200 draws of 8 examples: the share of answers that are where the label was is 1/2 +- 3 x .0125.
TEST(EnglishOutputs, TellNothingOfTheLabelUnlessAsked) {
  const auto before = test_episode();
  int same = 0, first = 0;
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto after = english("none").apply(before, Rng(2).at(i), 0);
    for (std::size_t e = 0; e < 8; ++e) {
      const auto& example = after.problem.demonstration[e];
      same += example.y == before.problem.demonstration[e].y;
      first += example.y == 0;
    }
    seen.insert(after.problem.demonstration[0].candidates->begin(),
                after.problem.demonstration[0].candidates->end());
  }
  EXPECT_NEAR(same / 1600.0, 0.5, 0.0375);
  EXPECT_NEAR(first / 1600.0, 0.5, 0.0375);
  EXPECT_EQ(seen.size(), 12u);  // all but the label
}

TEST(EnglishOutputs, OfGoldWriteEachLabelAsItsWordInWhatIsAskedToo) {
  const auto before = test_episode();
  const auto none = english("none").apply(before, Rng(3), 0);
  const auto after = english("gold").apply(before, Rng(3), 0);
  EXPECT_EQ(*after.problem.questions[0].candidates, *none.problem.demonstration[0].candidates);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(after.problem.demonstration[i].y, before.problem.demonstration[i].y);
    EXPECT_EQ(*after.problem.demonstration[i].candidates, *after.problem.questions[0].candidates);
  }
  EXPECT_EQ(after.truth, before.truth);
}

TEST(EnglishOutputs, OfADrawAreTheSameInEachOfItsEpisodesAndTheirOrderIsNot) {
  auto first = test_episode(), second = test_episode();
  second.index = first.index + 1;
  const auto a = english("none").apply(first, Rng(4), 0),
             b = english("none").apply(second, Rng(4), 0);
  EXPECT_EQ(*a.problem.demonstration[0].candidates, *b.problem.demonstration[0].candidates);
  Words of_a, of_b;
  for (std::size_t i = 0; i < 8; ++i) {
    of_a.push_back(std::to_string(a.problem.demonstration[i].y));
    of_b.push_back(std::to_string(b.problem.demonstration[i].y));
  }
  EXPECT_NE(of_a, of_b);
}

/// Multiple choice: three examples with two and three choices of their own.
Episode<Text> choices() {
  auto episode = test_episode({{"negative", "positive"}, {3}, 1, 0});
  const auto own = [](Words words) { return std::make_shared<const Words>(std::move(words)); };
  auto& shown = episode.problem.demonstration;
  shown[0].candidates = own({"a", "b"});
  shown[1].candidates = own({"c", "d", "e"});
  shown[2].candidates = own({"f", "g"});
  return episode;
}

TEST(EnglishOutputs, GiveItemsWithChoicesOfTheirOwnWordsOfTheirOwn) {
  const auto after = english("none").apply(choices(), Rng(5), 0);
  const auto& shown = after.problem.demonstration;
  EXPECT_EQ(shown[0].candidates->size(), 2u);
  EXPECT_EQ(shown[1].candidates->size(), 3u);
  EXPECT_NE(*shown[0].candidates, *shown[2].candidates);
  EXPECT_EQ(error_text([] { english("gold").apply(choices(), Rng(5), 0); }),
            "english_outputs: association = gold: the items offer different answers, 9 in all, so "
            "there is no one map of labels; use association = none");
}

// Of 13 words, 14 labels cannot each have one.
TEST(EnglishOutputs, SayWhereTheWordsAreTooFew) {
  EpisodeShape shape;
  shape.labels.clear();
  for (int i = 0; i < 14; ++i) shape.labels.push_back(fmt::format("label{}", i));
  EXPECT_EQ(
      error_text([&] { english("gold").apply(test_episode(shape), Rng(6), 0); }),
      "english_outputs: 1000 draws of 14 words out of 13 gave none that differ from each other "
      "and from the labels; use the files of WordNet 3.0");
}

// A vocabulary of single bytes: every word begins with the space before it, so two words that are
// asked have the same first token, and words that are only shown may.
TEST(EnglishOutputs, DifferInTheirFirstTokenWhereTheyAreAsked) {
  const WordTokenizer bytes({" "});
  Resources resources;
  resources.tokenizer = &bytes;
  const EnglishOutputs none({"none", ""}, resources, plain_wordnet());
  const EnglishOutputs gold({"gold", ""}, resources, plain_wordnet());
  EXPECT_NO_THROW(none.apply(test_episode(), Rng(7), 0));
  EXPECT_EQ(
      error_text([&] { gold.apply(test_episode(), Rng(7), 0); }),
      "english_outputs: 1000 draws of 2 words out of 13 gave none that differ from each other "
      "and from the labels, in their first token too; use the files of WordNet 3.0");
}

}  // namespace
}  // namespace tangram
