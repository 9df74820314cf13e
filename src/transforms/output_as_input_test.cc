#include "transforms/output_as_input.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

TEST(OutputAsInput, ShowsEachLabelsWordAndAsksEachLabelOnceAtEachNumberOfShots) {
  const auto before = test_episode({{"negative", "neutral", "positive"}, {0, 4}, 5, 2});
  const auto after = OutputAsInput().apply(before, Rng(1), 0);
  for (const auto& example : after.problem.demonstration)
    EXPECT_EQ(std::get<std::string>(example.x),
              (*example.candidates)[static_cast<std::size_t>(example.y)]);
  ASSERT_EQ(after.problem.questions.size(), 6u);
  EXPECT_EQ(after.truth, (std::vector<int>{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(after.query, (std::vector<std::uint64_t>{0, 1, 2, 0, 1, 2}));
  for (std::size_t q = 0; q < 6; ++q) {
    const auto& question = after.problem.questions[q];
    EXPECT_EQ(question.shots, q < 3 ? 0 : 4);
    EXPECT_EQ(std::get<std::string>(question.x), (*question.candidates)[q % 3]);
    EXPECT_FALSE(question.reference);
  }
  EXPECT_EQ(after.problem.format, before.problem.format);
}

// Three labels, two queries: their truths are the first two.
TEST(OutputAsInput, OfQueriesAsksOnlyTheLabelsThatAreAQuerysTruth) {
  const auto before = test_episode({{"negative", "neutral", "positive"}, {0, 4}, 2, 1});
  OutputAsInputOptions options;
  options.asked = "of_queries";
  const auto after = OutputAsInput(options).apply(before, Rng(1), 0);
  EXPECT_EQ(after.truth, (std::vector<int>{0, 1, 0, 1}));
  EXPECT_EQ(after.query, (std::vector<std::uint64_t>{0, 1, 0, 1}));
  EXPECT_EQ(after.problem.questions.front().candidates->size(), 3u);
}

TEST(OutputAsInput, RefusesQueriesThatOfferDifferentAnswers) {
  auto episode = test_episode();
  episode.problem.questions[1].candidates =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"yes", "no"});
  EXPECT_EQ(error_text([&] { OutputAsInput().apply(episode, Rng(1), 0); }),
            "output_as_input: the queries offer different answers ('negative' ... and 'yes' ...); "
            "it needs a task with one set of labels");
}

TEST(OutputAsInput, AsksNothingWhereNothingIsAsked) {
  auto episode = test_episode();
  episode.problem.questions.clear();
  episode.truth.clear();
  episode.query.clear();
  EXPECT_TRUE(OutputAsInput().apply(episode, Rng(1), 0).problem.questions.empty());
}

TEST(OutputAsInput, ShowsOtherWordsForTheLabelsWhereTheyAreGiven) {
  const auto before = test_episode({{"negative", "positive"}, {4}, 2, 2});
  OutputAsInputOptions options;
  options.words.set("negative", {std::string("north"), {}});
  options.words.set("positive", {std::string("south"), {}});
  const OutputAsInput other(options);
  const auto after = other.apply(before, Rng(1), 0);
  for (const auto& example : after.problem.demonstration)
    EXPECT_EQ(std::get<std::string>(example.x), example.y == 0 ? "north" : "south");
  EXPECT_EQ(std::get<std::string>(after.problem.questions[1].x), "south");
  EXPECT_EQ((*after.problem.questions[1].candidates)[1], "positive");
  EXPECT_EQ(other.id(), R"(output_as_input(words={"negative":"north","positive":"south"}))");
  EXPECT_EQ(OutputAsInput().id(), "output_as_input()");
}

TEST(OutputAsInput, RefusesWordsThatLackALabelOrStandForTwo) {
  OutputAsInputOptions options;
  options.words.set("negative", {std::string("north"), {}});
  const OutputAsInput lacking(options);
  EXPECT_EQ(error_text([&] { lacking.apply(test_episode(), Rng(1), 0); }),
            "output_as_input: 'words' has no word for the label 'positive'; add one");
  options.words.set("positive", {std::string("north"), {"s.toml", 3, 1}});
  EXPECT_EQ(
      error_text([&] { OutputAsInput{options}; }),
      "s.toml:3: output_as_input: 'north' stands for two labels; their questions could not be "
      "told apart");
}

}  // namespace
}  // namespace tangram
