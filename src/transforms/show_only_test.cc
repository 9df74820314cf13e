#include "transforms/show_only.h"

#include <gtest/gtest.h>

#include "transforms/map_outputs.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

Episode<Text> shown_only(const char* part, const Episode<Text>& episode) {
  return ShowOnly({part}).apply(episode, Rng(1), 0);
}

TEST(ShowOnly, OfLabelsKeepsEachAnswerAndNoInput) {
  const auto before = test_episode(), after = shown_only("labels", before);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto& example = after.problem.demonstration[i];
    EXPECT_EQ(std::get<std::string>(example.x), "");
    EXPECT_EQ(example.y, before.problem.demonstration[i].y);
    EXPECT_EQ(example.candidates, before.problem.demonstration[i].candidates);
  }
}

// What is not shown is gone from the problem, whoever reads it: the word and the index.
TEST(ShowOnly, OfInputsKeepsEachInputAndNoAnswer) {
  const auto before = test_episode(), after = shown_only("inputs", before);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto& example = after.problem.demonstration[i];
    EXPECT_EQ(example.x, before.problem.demonstration[i].x);
    EXPECT_EQ(example.y, 0);
    EXPECT_EQ(*example.candidates, std::vector<std::string>{""});
  }
}

TEST(ShowOnly, LeavesQuestionsAndFormatAsTheyAre) {
  for (const char* part : {"labels", "inputs"}) {
    auto before = test_episode(), after = shown_only(part, before);
    before.problem.demonstration.clear();
    after.problem.demonstration.clear();
    EXPECT_EQ(text_of(after), text_of(before));
  }
}

TEST(ShowOnly, OfOneExampleOrNoneIsNoSpecialCase) {
  for (const int shots : {0, 1}) {
    const auto after =
        shown_only("inputs", test_episode({{"negative", "positive"}, {shots}, 1, 0}));
    EXPECT_EQ(std::ssize(after.problem.demonstration), shots);
  }
}

// Maps of labels behind it find the labels of the questions, and not the empty one.
TEST(ShowOnly, OfInputsLeavesLaterMapsOfLabelsTheirLabels) {
  MapOutputsOptions options;
  options.g = "uppercase";
  const MapOutputs g(options, {});
  const auto after = g.apply(shown_only("inputs", test_episode()), Rng(1), 0);
  EXPECT_EQ(*after.problem.questions[0].candidates,
            (std::vector<std::string>{"NEGATIVE", "POSITIVE"}));
  EXPECT_EQ(*after.problem.demonstration[0].candidates, std::vector<std::string>{""});
}

}  // namespace
}  // namespace tangram
