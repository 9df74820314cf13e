#include "learners/word_prior.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/toml.h"
#include "tests/fakes/fake_language_model.h"
#include "tests/fakes/word_tokenizer.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

// Ids from 258 on: "\n" 258, ":" 259, "Input" 260, "Label" 261, " one" 262, " red" 263, " blue"
// 264.
const WordTokenizer kWords({"\n", ":", "Input", "Label", " one", " red", " blue"});
constexpr Token kRed = 263, kBlue = 264;

Problem<Text> asked(std::vector<std::string> candidates, int n_shown) {
  const auto words = std::make_shared<const std::vector<std::string>>(std::move(candidates));
  Problem<Text> p;
  for (int i = 0; i < n_shown; ++i) p.demonstration.push_back({std::string("one"), words, 0});
  p.questions.push_back({0, std::string("one"), words});
  p.questions.push_back({n_shown, std::string("two"), words});
  return p;
}

// After BOS (id 0) red has log p -1 and blue -2; "redblue" is red, then blue after red: -1 - 5.
FakeLanguageModel known_model() {
  return FakeLanguageModel(
      kWords,
      {.scorer = table_scorer({{{0, kRed}, -1}, {{0, kBlue}, -2}, {{0, kRed, kBlue}, -5}}, -9)});
}

TEST(WordPrior, IsTheProbabilityOfTheWordAtTheBeginningOfATextWhateverIsShown) {
  FakeLanguageModel model = known_model();
  WordPrior learner({}, model, nullptr);
  const std::vector<Problem<Text>> problems{asked({"red", "blue"}, 1), asked({"blue", "red"}, 3)};
  const auto answers = learner.answer(problems, {});
  ASSERT_EQ(answers.size(), 2U);
  for (const std::size_t q : {0U, 1U}) {
    EXPECT_EQ(answers[0][q].candidate_logps, (std::vector<std::vector<double>>{{-1}, {-2}}));
    EXPECT_EQ(answers[1][q].candidate_logps, (std::vector<std::vector<double>>{{-2}, {-1}}));
    EXPECT_EQ(answers[0][q].candidate_paths[0].tokens, (std::vector<Token>{0, kRed}));
  }
  EXPECT_EQ(model.score_calls(), 1);
  EXPECT_EQ(model.asked().size(), 2U) << "each word once";
}

TEST(WordPrior, GivesEachTokenOfAWordOfSeveral) {
  FakeLanguageModel model = known_model();
  WordPrior learner({}, model, nullptr);
  const std::vector<Problem<Text>> problems{asked({"red blue", "blue"}, 0)};
  EXPECT_EQ(learner.answer(problems, {})[0][0].candidate_logps,
            (std::vector<std::vector<double>>{{-1, -5}, {-2}}));
}

// Embeddings (3, 4) and (0, 1), those of 200 other words (0, 2): lengths 5 and 1, and a mean over
// the vocabulary near 2.
TEST(WordPrior, ByNormIsInProportionToTheLengthOfTheEmbedding) {
  std::vector<std::string> pieces{"\n", ":", "Input", "Label", " one", " red", " blue"};
  for (int i = 0; i < 200; ++i) pieces.push_back(" other" + std::to_string(i));
  const WordTokenizer words(pieces);
  const auto states = [](std::span<const Token> tokens, int, int) {
    if (tokens.back() == kRed) return std::vector<float>{3, 4};
    return std::vector<float>{0, tokens.back() == kBlue ? 1.0F : 2.0F};
  };
  FakeLanguageModel model(words, {.states = states, .width = 2});
  WordPriorOptions options;
  options.by = "norm";
  WordPrior learner(options, model, &model);
  const std::vector<Problem<Text>> problems{asked({"red", "blue"}, 0)};
  const auto logps = learner.answer(problems, {})[0][0].candidate_logps;
  EXPECT_NEAR(logps[0][0] - logps[1][0], std::log(5), 1e-6);
  EXPECT_NEAR(std::exp(logps[0][0]) * 2 * words.size() / 5, 1, 0.03);
}

TEST(WordPrior, GivesNothingWhenStopped) {
  FakeLanguageModel model = known_model();
  WordPrior learner({}, model, nullptr);
  std::stop_source stop;
  stop.request_stop();
  const std::vector<Problem<Text>> problems{asked({"red", "blue"}, 0)};
  EXPECT_TRUE(learner.answer(problems, stop.get_token()).empty());
}

TEST(WordPrior, SaysWhatItNeeds) {
  const Value options = parse_toml("use = 'word_prior'\nby = 'norm'", "s.toml");
  EXPECT_NE(error_text([&] {
              make_word_prior(options, {});
            }).find("learner word_prior asks a language model, and this command has none"),
            std::string::npos);
  FakeLanguageModel model = known_model();
  Resources resources;
  resources.model = &model;
  EXPECT_NE(error_text([&] { make_word_prior(options, resources); }).find("use by = unigram"),
            std::string::npos);
}

}  // namespace
}  // namespace tangram
