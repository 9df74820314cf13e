#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/toml.h"
#include "tests/support/temp_folder.h"
#include "transforms/catalog.h"
#include "transforms/testing.h"
#include "transforms/wordnet_testing.h"

// What every transformation of text promises, checked once for all of them: a new one joins by
// one line in the list.
namespace tangram {
namespace {

struct Case {
  const char* name;
  const char* use;
  const char* options;             // TOML
  bool changes_questions = false;  // documented: its questions are its own
  bool draws = true;               // its map is another one in another draw
  int queries = 3;                 // of the episodes that it is shown
};

const std::vector<Case>& cases() {
  static const std::vector<Case> out = {
      {"random_tokens", "map_outputs", "g = 'random_tokens'"},
      {"symbols", "map_outputs", "g = 'symbols'"},
      {"flip", "map_outputs", "g = 'flip'", false, false},
      {"synonyms", "map_outputs", "g = 'synonyms'"},
      {"antonyms", "map_outputs", "g = 'antonyms'\nrotate = true"},
      {"keywords", "map_outputs", "g = 'keywords'"},
      {"identity", "map_outputs", "g = 'identity'", false, false},
      {"uppercase", "map_outputs", "g = 'uppercase'", false, false},
      {"reversed", "map_outputs", "g = 'reversed'", false, false},
      {"initials", "map_outputs", "g = 'initials'", false, false},
      {"letters", "map_outputs", "g = 'letters'\nrotate = true", false, false},
      {"numbers", "map_outputs", "g = 'numbers'", false, false},
      {"fixed", "map_outputs", "g = 'fixed'\ntable = { negative = 'bar', positive = 'foo' }", false,
       false},
      {"synonym_chain", "wordnet_outputs",
       "relation = 'synonym'\norder = 2\nlongest = 2\nwordnet = '.'"},
      {"wordnet_antonym", "wordnet_outputs", "relation = 'antonym'\nwordnet = '.'"},
      {"wordnet_keyword", "wordnet_outputs", "relation = 'keyword'\nwordnet = '.'"},
      {"shuffle", "shuffle_outputs", "scope = 'demonstration'"},
      {"half_wrong", "corrupt_outputs", "correct = 0.5"},
      {"all_wrong", "corrupt_outputs", "correct = 0.0", false, false},
      {"random_labels", "corrupt_outputs", "labels = 'uniform'"},
      {"resampled_labels", "corrupt_outputs", "labels = 'empirical'"},
      {"one_label", "corrupt_outputs", "labels = 'constant'"},
      {"permute_tokens", "permute_input_tokens", ""},
      {"permute_some_tokens", "permute_input_tokens", "fraction = 0.5\npreserve = 'space'"},
      {"splice_tokens", "permute_input_tokens", "identity = true", false, false},
      {"fresh_tokens", "fresh_input_tokens", ""},
      {"merge_tokens", "merge_input_tokens", "merge = 0.5"},
      {"permute_words", "permute_input_words", ""},
      {"fresh_words", "fresh_input_words", ""},
      {"next", "map_outputs", "g = 'next'", false, false},
      {"english_words", "english_outputs", "wordnet = '.'"},
      {"english_words_by_label", "english_outputs", "association = 'gold'\nwordnet = '.'"},
      {"other_sentences", "ood_inputs", "data = 'corpus.jsonl'"},
      {"labels_only", "show_only", "part = 'labels'", false, false},
      {"inputs_only", "show_only", "part = 'inputs'", false, false},
      {"query_as_input", "query_as_input", "", false, false, 1},
      {"tau_g", "output_as_input", "", true, false},
      {"tau_g_of_queries", "output_as_input", "asked = 'of_queries'", true, false}};
  return out;
}

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

using Component = std::unique_ptr<Transformation<Text>>;

const WordTokenizer& tokenizer() {
  static const WordTokenizer t(test_pieces());
  return t;
}

/// A folder beside the study with a few synonyms and antonyms of the labels, and other texts.
const std::filesystem::path& study_dir() {
  static const TempFolder folder;
  static const bool written = [] {
    write_test_wordnet(folder.path(),
                       {{"adj",
                         {{'a', {"positive", "va", "vb"}, {{"!", 2}, {"!", 3}, {"&", 2}, {"&", 3}}},
                          {'a', {"negative", "wa", "wb"}, {{"!", 4}, {"&", 4}}},
                          {'a', {"vc"}},
                          {'a', {"vd"}},
                          {'a', {"wc"}},
                          {'a', {"va", "ve"}},
                          {'a', {"wb", "we"}}}}});
    std::string corpus;
    for (int i = 0; i < 60; ++i)
      corpus += fmt::format("{{\"text\": \"report {} of {}\", \"label\": {}}}\n", i, i / 2, i % 2);
    folder.write("corpus.jsonl", corpus);
    return true;
  }();
  TANGRAM_CHECK(written);
  return folder.path();
}

Component make(const std::string& use, const std::string& options) {
  static const auto entries = text_transformations();
  Resources resources;
  resources.tokenizer = &tokenizer();
  resources.share_dir = std::string(TANGRAM_SOURCE_DIR) + "/data";
  resources.study_dir = study_dir();
  return find_entry(entries, "transformation", use, {}).make(parse_toml(options, "t"), resources);
}

Component make(const Case& c) { return make(c.use, c.options); }

/// What a case is shown: its number of queries at each of these numbers of shots.
Episode<Text> shown_to(const Case& c, std::vector<int> shots = {0, 2, 4, 8}) {
  return test_episode({{"negative", "positive"}, std::move(shots), c.queries, 1});
}

Rng draw(std::uint64_t i) { return Rng(11).at("draw").at(i); }

class TransformationContract : public testing::TestWithParam<Case> {
 protected:
  Component t_ = make(GetParam());
  int n_variants_ = t_->variants(2);
};

TEST_P(TransformationContract, GivesTheSameBitsForTheSameInput) {
  const auto again = make(GetParam());
  for (int v = 0; v < n_variants_; ++v) {
    const auto once = text_of(t_->apply(shown_to(GetParam()), draw(1), v));
    EXPECT_EQ(once, text_of(t_->apply(shown_to(GetParam()), draw(1), v)));
    EXPECT_EQ(once, text_of(again->apply(shown_to(GetParam()), draw(1), v)));
  }
  EXPECT_EQ(t_->id(), again->id());
}

TEST_P(TransformationContract, DoesNotDependOnTheEpisodesItSawBefore) {
  const auto fresh = make(GetParam());
  t_->apply(test_episode({{"negative", "positive"}, {6}, 1, 0}), draw(2), 0);
  EXPECT_EQ(text_of(t_->apply(shown_to(GetParam()), draw(1), 0)),
            text_of(fresh->apply(shown_to(GetParam()), draw(1), 0)));
}

TEST_P(TransformationContract, LeavesTheEpisodeThatItWasGivenAsItWas) {
  const auto episode = shown_to(GetParam());
  const auto before = text_of(episode);
  const auto after = t_->apply(episode, draw(1), 0);
  EXPECT_EQ(text_of(episode), before);
  const auto& shared = episode.problem.demonstration[0].candidates;
  for (const auto& question : after.problem.questions) {
    if (question.candidates != shared) continue;
    EXPECT_EQ(*question.candidates, (std::vector<std::string>{"negative", "positive"}));
  }
}

TEST_P(TransformationContract, KeepsTruthQuestionsAndTheirNames) {
  if (GetParam().changes_questions) return;
  const auto before = shown_to(GetParam());
  for (int v = 0; v < n_variants_; ++v) {
    const auto after = t_->apply(before, draw(1), v);
    EXPECT_EQ(after.truth, before.truth);
    EXPECT_EQ(after.query, before.query);
    ASSERT_EQ(after.problem.questions.size(), before.problem.questions.size());
    for (std::size_t q = 0; q < before.problem.questions.size(); ++q) {
      EXPECT_EQ(after.problem.questions[q].shots, before.problem.questions[q].shots);
      EXPECT_EQ(after.problem.questions[q].reference, before.problem.questions[q].reference);
    }
  }
}

TEST_P(TransformationContract, GivesAnEpisodeThatFitsTogether) {
  for (int v = 0; v < n_variants_; ++v) {
    const auto after = t_->apply(shown_to(GetParam()), draw(1), v);
    const auto& problem = after.problem;
    ASSERT_EQ(problem.demonstration.size(), shown_to(GetParam()).problem.demonstration.size());
    EXPECT_EQ(after.query.size(), problem.questions.size());
    EXPECT_EQ(std::ssize(after.truth),
              std::count_if(problem.questions.begin(), problem.questions.end(),
                            [](const auto& question) { return !question.reference; }));
    EXPECT_EQ(problem.format, test_format());
    for (const auto& example : problem.demonstration)
      EXPECT_LT(static_cast<std::size_t>(example.y), example.candidates->size());
    for (const int y : after.truth) EXPECT_LT(y, 2);
  }
}

TEST_P(TransformationContract, KeepsTheNumberOfCandidatesAndTheCandidatesDistinct) {
  for (int v = 0; v < n_variants_; ++v)
    for (std::uint64_t i = 0; i < 10; ++i) {
      const auto after = t_->apply(shown_to(GetParam()), draw(i), v);
      for (const auto& question : after.problem.questions) {
        const std::set<std::string> words(question.candidates->begin(), question.candidates->end());
        EXPECT_EQ(words.size(), 2u);
      }
    }
}

TEST_P(TransformationContract, DrawsAnotherMapInAnotherDraw) {
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 8; ++i)
    seen.insert(text_of(t_->apply(shown_to(GetParam()), draw(i), 0)));
  if (GetParam().draws)
    EXPECT_GT(seen.size(), 1u);
  else
    EXPECT_EQ(seen.size(), 1u);
}

TEST_P(TransformationContract, TakesAnEpisodeWithoutExamples) {
  const auto after = t_->apply(shown_to(GetParam(), {0}), draw(1), 0);
  EXPECT_TRUE(after.problem.demonstration.empty());
  EXPECT_FALSE(after.problem.questions.empty());
}

TEST_P(TransformationContract, SaysInItsIdWhatItIsCalled) {
  EXPECT_TRUE(t_->id().starts_with(std::string(GetParam().use) + "(")) << t_->id();
}

INSTANTIATE_TEST_SUITE_P(Catalog, TransformationContract, testing::ValuesIn(cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TransformationContract, CoversEveryEntryOfTheCatalog) {
  std::set<std::string> tested;
  for (const auto& c : cases()) tested.insert(c.use);
  for (const auto& entry : text_transformations())
    EXPECT_TRUE(tested.contains(entry.name)) << entry.name << " has no line in this suite";
}

// Arms are paired: in one draw, ra, ra_shuffled and tau_random show the same words whatever else
// the condition does, in every variant.
TEST(TransformationStreams, GiveOneDrawOneMapInEveryCondition) {
  const auto g = make("map_outputs", "g = 'random_tokens'");
  const auto shuffled = make("shuffle_outputs", ""), tau_g = make("output_as_input", "");
  const auto pa = make("permute_input_tokens", "");
  for (int v = 0; v < 2; ++v) {
    const auto ra = g->apply(test_episode(), draw(3), v);
    const auto ra_shuffled = shuffled->apply(ra, draw(3), 0);
    const auto shuffled_first = g->apply(shuffled->apply(test_episode(), draw(3), 0), draw(3), v);
    const auto tau_random = g->apply(tau_g->apply(test_episode(), draw(3), 0), draw(3), v);
    const auto both = pa->apply(ra, draw(3), 0), alone = pa->apply(test_episode(), draw(3), 0);
    const auto& words = *ra.problem.questions[0].candidates;
    EXPECT_EQ(words, *ra_shuffled.problem.questions[0].candidates);
    EXPECT_EQ(words, *tau_random.problem.questions[0].candidates);
    EXPECT_EQ(text_of(ra_shuffled), text_of(shuffled_first));
    for (std::size_t i = 0; i < both.problem.demonstration.size(); ++i)
      EXPECT_EQ(both.problem.demonstration[i].x, alone.problem.demonstration[i].x);
  }
}

TEST(TransformationStreams, RotateOneMapThroughTheVariants) {
  const auto g = make("map_outputs", "g = 'random_tokens'");
  const auto a = g->apply(test_episode(), draw(3), 0), b = g->apply(test_episode(), draw(3), 1);
  auto words = *a.problem.questions[0].candidates;
  std::reverse(words.begin(), words.end());
  EXPECT_EQ(words, *b.problem.questions[0].candidates);
}

}  // namespace
}  // namespace tangram
