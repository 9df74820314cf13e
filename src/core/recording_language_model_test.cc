#include "core/recording_language_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"
#include "core/check_paths.h"
#include "core/token_embeddings.h"

namespace tangram {
namespace {

/// 100 tokens, of which 1 may be BOS; it reads no text.
class Numbers final : public Tokenizer {
 public:
  explicit Numbers(Token bos) : bos_(bos) {}
  const std::string& fingerprint() const override { return name_; }
  std::vector<Token> encode(std::string_view) const override { return {}; }
  std::vector<Token> encode_inside(std::string_view) const override { return {}; }
  std::string decode(const std::vector<Token>&) const override { return {}; }
  int size() const override { return 100; }
  bool is_ordinary(Token id) const override { return id != bos_; }
  Token bos() const override { return bos_; }
  Token eos() const override { return -1; }

 private:
  std::string name_ = "numbers";
  Token bos_;
};

class Keep final : public ScoreSink {
 public:
  void done(std::size_t i, PathScore score) override {
    if (scores.size() <= i) scores.resize(i + 1);
    scores[i] = std::move(score.token_logps);
  }
  std::vector<std::vector<double>> scores;
};

std::string message(const std::vector<Path>& paths, Token bos = 1, int context = 8) {
  try {
    check_paths(paths, Numbers(bos), context);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// Two labels of one and two tokens behind 1 2 3: rows of 1, 2, 3 and of the first token of the
// second label, 4 in all; asked for: 4 + 5 tokens. A guess among 100 tokens: -ln 100.
TEST(RecordingLanguageModel, CountsTheTreeAndGuessesUniformly) {
  const Numbers tokenizer(1);
  RecordingLanguageModel model(tokenizer, 16, 3, 4);
  Keep keep;
  const std::vector<Path> paths = {{{1, 2, 3, 4}, 3}, {{1, 2, 3, 5, 6}, 3}};
  EXPECT_EQ(model.score(paths, keep, {}), Outcome::done);
  const double guess = -std::log(100.0);
  EXPECT_EQ(keep.scores, (std::vector<std::vector<double>>{{guess}, {guess, guess}}));
  EXPECT_EQ(model.work().tokens_evaluated, 4u);
  EXPECT_EQ(model.work().tokens_asked, 9u);
  EXPECT_EQ(model.work().paths, 2u);
}

TEST(RecordingLanguageModel, AnswersNothingWhereNothingIsAsked) {
  const Numbers tokenizer(1);
  RecordingLanguageModel model(tokenizer, 16, 3, 4);
  Keep keep;
  EXPECT_EQ(model.score({}, keep, {}), Outcome::done);
  EXPECT_TRUE(keep.scores.empty());
  EXPECT_EQ(model.work().tokens_evaluated, 0u);
}

TEST(RecordingLanguageModel, StopsBeforeItBegins) {
  const Numbers tokenizer(1);
  RecordingLanguageModel model(tokenizer, 16, 3, 4);
  Keep keep;
  std::stop_source stop;
  stop.request_stop();
  const std::vector<Path> paths = {{{1, 2}, 1}};
  EXPECT_EQ(model.score(paths, keep, stop.get_token()), Outcome::stopped);
  EXPECT_TRUE(keep.scores.empty());
  const std::vector<std::vector<Token>> reads = {{1, 2}};
  EXPECT_TRUE(model.read_last(reads, {}, stop.get_token()).empty());
}

TEST(RecordingLanguageModel, ReadsStatesOfZerosInTheModelsShape) {
  const Numbers tokenizer(1);
  RecordingLanguageModel model(tokenizer, 16, 3, 4);
  const std::vector<std::vector<Token>> paths = {{1, 2}, {1, 2, 3}};
  const std::vector<Site> sites = {{SiteKind::residual, 1}, {SiteKind::residual, 3}};
  const auto states = model.read_last(paths, sites, {});
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0], Eigen::MatrixXf::Zero(4, 2));
  EXPECT_EQ(model.work().tokens_evaluated, 5u) << "every path by itself";
}

TEST(RecordingLanguageModel, ReadsEmbeddingsOfNoiseThatTellTokensApart) {
  const Numbers tokenizer(1);
  RecordingLanguageModel model(tokenizer, 16, 3, 4);
  const std::vector<Token> tokens = {2, 3, 2};
  const Eigen::MatrixXd embeddings = token_embeddings(model, tokens);
  ASSERT_EQ(embeddings.rows(), 4);
  ASSERT_EQ(embeddings.cols(), 3);
  EXPECT_EQ(embeddings.col(0), embeddings.col(2));
  EXPECT_NE(embeddings.col(0), embeddings.col(1));
}

TEST(CheckPaths, NamesTheLongestPathItsTokensAndTheLimit) {
  EXPECT_EQ(message({{{1, 2}, 1}, {std::vector<Token>(9, 3), 1}}),
            "path 1 of 2 is the longest and does not fit: 9 tokens, the context holds 8; use fewer "
            "shots or shorter texts, or a larger context if the model was trained for one");
  EXPECT_EQ(message({{std::vector<Token>(8, 3), 1}}), "no error");
}

TEST(CheckPaths, RefusesADoubledBos) {
  EXPECT_EQ(message({{{1, 1, 2}, 2}}),
            "path 0 begins with BOS (token 1) twice: remove one, or the model reads a prompt that "
            "it never saw in training");
  EXPECT_EQ(message({{{1, 1, 2}, 2}}, -1), "no error") << "token 1 is no BOS here";
}

TEST(CheckPaths, SaysWhatToGiveWhereTheFirstTokenIsScored) {
  EXPECT_EQ(message({{{4, 5}, 0}}, -1),
            "path 0 scores its first token, and this model has no BOS to stand before it: give at "
            "least one token of context (a non-empty prompt), or name a BOS with the option bos = "
            "TOKEN");
  EXPECT_EQ(message({{{4, 5}, 0}}),
            "path 0 scores its first token (scored_from = 0): put BOS (token 1) before it and "
            "score from 1");
}

TEST(CheckPaths, RefusesAPathThatScoresNothing) {
  EXPECT_EQ(message({{{4, 5}, 2}}),
            "path 0 has nothing to score: 2 tokens, scored_from = 2; a candidate must have at "
            "least one token");
}

TEST(CheckPaths, RefusesTokensOfAnotherVocabulary) {
  EXPECT_EQ(message({{{4, 5}, 1}, {{4, 100}, 1}}),
            "path 1: token 100 is outside the vocabulary of 100 tokens; encode the text with this "
            "model's own tokenizer");
}

}  // namespace
}  // namespace tangram
