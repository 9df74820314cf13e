#include "metrics/scored_episode.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "metrics/classification.h"

namespace tangram {
namespace {

const auto kWords = std::make_shared<const std::vector<std::string>>(
    std::vector<std::string>{"no", "\u00fcber"});  // 2 characters; 4, in 5 bytes

/// A query whose truth is "no", a reference question, a query whose truth is the other.
Episode<Text> episode() {
  Episode<Text> e{"task", 0, {}, {0, 1}, {3, 9, 4}};
  e.problem.questions = {{0, "a", kWords}, {0, "b", kWords, true}, {2, "c", kWords}};
  return e;
}

std::vector<Prediction> answers() {
  return {{{}, {{-1, -2}, {-4, -1}}, {}}, {{}, {{-9}, {-9}}, {}}, {{}, {{-2}, {-1}}, {}}};
}

TEST(ScoredEpisode, PutsTheTruthsBesideTheQueriesAndLeavesReferencesOut) {
  const auto scored = scored_questions(episode(), answers());
  ASSERT_EQ(scored.size(), 2u);
  EXPECT_EQ(scored[0].truth, 0);
  EXPECT_EQ(scored[0].candidate_log_p, (std::vector<double>{-3, -5}));  // sums over tokens
  EXPECT_EQ(scored[1].truth, 1);
  EXPECT_EQ(scored[1].candidate_log_p, (std::vector<double>{-2, -1}));
  EXPECT_EQ(accuracy(scored), Score::of(1));
}

// Of "no" -3 over 2 characters; of the other -5 over 4 characters, or over 5 bytes.
TEST(ScoredEpisode, ReadsWithTheLengthsOfTheCandidates) {
  const auto first = [](Reading reading) {
    return scored_questions(episode(), answers(), reading)[0].candidate_log_p;
  };
  EXPECT_EQ(first(Reading::per_token), (std::vector<double>{-1.5, -2.5}));
  EXPECT_EQ(first(Reading::per_char), (std::vector<double>{-1.5, -1.25}));
  EXPECT_EQ(first(Reading::per_byte), (std::vector<double>{-1.5, -1}));
}

TEST(ScoredEpisode, AnImpossibleTokenStaysImpossible) {
  auto impossible = answers();
  impossible[0].candidate_logps[0][1] = -INFINITY;
  EXPECT_EQ(scored_questions(episode(), impossible)[0].candidate_log_p[0], -INFINITY);
}

TEST(ScoredEpisode, NoQuestionsGiveNoScores) {
  EXPECT_TRUE(scored_questions({"task", 0, {}, {}, {}}, {}).empty());
}

}  // namespace
}  // namespace tangram
