#include "transforms/query_as_input.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

EpisodeShape one_query() { return {{"negative", "positive"}, {0, 2, 8}, 1, 2}; }

TEST(QueryAsInput, WritesTheQueryIntoEachExampleAndKeepsItsLabel) {
  const auto before = test_episode(one_query());
  const auto after = QueryAsInput().apply(before, Rng(1), 0);
  ASSERT_EQ(after.problem.demonstration.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(after.problem.demonstration[i].x, before.problem.questions[0].x);
    EXPECT_EQ(after.problem.demonstration[i].y, before.problem.demonstration[i].y);
  }
}

TEST(QueryAsInput, TakesNoReferenceQuestionForTheQuery) {
  auto episode = test_episode(one_query());
  for (auto& question : episode.problem.questions)
    if (question.reference) question.x = std::string("nothing");
  const auto after = QueryAsInput().apply(episode, Rng(1), 0);
  EXPECT_NE(after.problem.demonstration[0].x, TextInput(std::string("nothing")));
  std::erase_if(episode.problem.questions, [](const auto& q) { return !q.reference; });
  episode.query.assign(episode.problem.questions.size(), 0);
  episode.truth.clear();
  EXPECT_EQ(text_of(QueryAsInput().apply(episode, Rng(1), 0)), text_of(episode));
}

TEST(QueryAsInput, RefusesADemonstrationForSeveralQueries) {
  EXPECT_EQ(error_text([] { QueryAsInput().apply(test_episode(), Rng(1), 0); }),
            "query_as_input: the draw asks queries 0 and 1, and one demonstration cannot hold "
            "both; use it in a block with design = \"per_query\"");
}

}  // namespace
}  // namespace tangram
