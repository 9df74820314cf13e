#include "tests/fakes/fake_language_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"

namespace tangram {
namespace {

class Scores final : public ScoreSink {
 public:
  void done(std::size_t i, PathScore score) override { scores[i] = std::move(score.token_logps); }
  std::map<std::size_t, std::vector<double>> scores;
};

TEST(FakeLanguageModel, HashScoresAreADistributionThatDependsOnThePrefix) {
  const TokenScorer scorer = hash_scorer(3, 20);
  for (const std::vector<Token>& prefix : {std::vector<Token>{1}, std::vector<Token>{1, 2}}) {
    double mass = 0;
    for (Token t = 0; t < 20; ++t) mass += std::exp(scorer(prefix, t));
    EXPECT_NEAR(mass, 1, 1e-12);
  }
  EXPECT_NE(scorer(std::vector<Token>{1}, 5), scorer(std::vector<Token>{2}, 5));
}

// The table knows 4 after (0, 3); everything else is -7.
TEST(FakeLanguageModel, ScoresEachTokenFromTheFirstScoredOne) {
  const FakeTokenizer tokenizer;
  FakeLanguageModel model(tokenizer, {.scorer = table_scorer({{{0, 3, 4}, -1.5}}, -7)});
  Scores sink;
  const std::vector<Path> paths = {{{0, 3, 4}, 1}, {{0, 4}, 1}};
  EXPECT_EQ(model.score(paths, sink, {}), Outcome::done);
  EXPECT_EQ(sink.scores[0], (std::vector<double>{-7, -1.5}));
  EXPECT_EQ(sink.scores[1], (std::vector<double>{-7}));
  EXPECT_EQ(model.work().tokens_asked, 5u);
  EXPECT_EQ(model.work().paths, 2u);
}

TEST(FakeLanguageModel, RefusesAPathThatDoesNotFit) {
  const FakeTokenizer tokenizer;
  FakeLanguageModel model(tokenizer, {.context_length = 2});
  Scores sink;
  const Path path{{0, 3, 4}, 1};
  EXPECT_THROW(model.score({&path, 1}, sink, {}), Error);
}

TEST(FakeLanguageModel, ReadsAStateForEachPathAndSite) {
  const FakeTokenizer tokenizer;
  FakeLanguageModel model(tokenizer);
  const std::vector<std::vector<Token>> paths = {{0, 3}, {0, 4}};
  const Site sites[] = {{SiteKind::residual, 1}, {SiteKind::residual, 2}};
  const auto states = model.read_last(paths, sites, {});
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].rows(), model.width());
  EXPECT_EQ(states[0].cols(), 2);
  EXPECT_NE(states[0].col(0), states[0].col(1));
  EXPECT_NE(states[0].col(0), states[1].col(0));
  EXPECT_EQ(model.read_last(paths, sites, {})[0], states[0]);
}

}  // namespace
}  // namespace tangram
