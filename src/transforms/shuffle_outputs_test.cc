#include "transforms/shuffle_outputs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

std::vector<int> labels_shown(const Episode<Text>& episode) {
  std::vector<int> out;
  for (const auto& example : episode.problem.demonstration) out.push_back(example.y);
  return out;
}

std::map<int, int> counts(const std::vector<int>& labels, int n) {
  std::map<int, int> out;
  for (int i = 0; i < n; ++i) ++out[labels[static_cast<std::size_t>(i)]];
  return out;
}

std::vector<int> cycled(int n, int k) {
  std::vector<int> out;
  for (int i = 0; i < n; ++i) out.push_back(i % k);
  return out;
}

// Labels 0 1 0 1 ...: at 2, 4, 8, 16 both halves hold half of each class, so splitting there
// leaves nothing; splitting [0, 2) at 1 would leave both labels in place: 1 + 1 - 2/2 = 1 label
// above chance, of 0.32 allowed.
TEST(LabelSegments, EndAtEveryPrefixThatHoldsTheClassesInTheSharesOfTheWhole) {
  EXPECT_EQ(label_segments(cycled(32, 2), {0, 1, 2, 4, 8, 16, 32}),
            (std::vector<int>{2, 4, 8, 16, 32}));
}

// 11, 11, 10 of three classes. Split at 16 (6 5 5 | 5 6 5): 86/16 + 86/16 - 342/32 = 0.0625 of
// 0.32 allowed; at 8 then (3 3 2 | 3 2 3): 22/8 + 22/8 - 86/16 = 0.125 more; at 4 (2 1 1 | 1 2 1):
// 6/4 + 6/4 - 22/8 = 0.25 more: 0.4375, too much.
TEST(LabelSegments, LeaveOutAPrefixThatWouldKeepMoreThanOnePercentInPlace) {
  EXPECT_EQ(label_segments(cycled(32, 3), {4, 8, 16, 32}), (std::vector<int>{8, 16, 32}));
}

TEST(LabelSegments, AreTheWholeWhereOnlyTheWholeIsAsked) {
  EXPECT_EQ(label_segments(cycled(8, 2), {8}), (std::vector<int>{8}));
  EXPECT_EQ(label_segments({0, 0, 0, 1, 1, 1}, {3, 6}), (std::vector<int>{6}));
  EXPECT_EQ(label_segments({}, {0}), (std::vector<int>{0}));
}

TEST(ShuffleOutputs, KeepsInputsTruthAndTheMarginalsOfThePrefixesAsked) {
  const auto before = test_episode();
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto after = ShuffleOutputs({}).apply(before, Rng(i), 0);
    for (const int prefix : {2, 4, 8})
      EXPECT_EQ(counts(labels_shown(after), prefix), counts(labels_shown(before), prefix));
    for (std::size_t e = 0; e < after.problem.demonstration.size(); ++e)
      EXPECT_EQ(after.problem.demonstration[e].x, before.problem.demonstration[e].x);
    EXPECT_EQ(after.truth, before.truth);
  }
}

// A label of 4 + 4 in segments of 2, 2, 4 stays with probability 1/2 at every place: of 4,000
// draws 2,000 expected, sd 32. A derangement would leave none.
TEST(ShuffleOutputs, LeavesNoAssociationAtAnyPlace) {
  const auto before = labels_shown(test_episode());
  std::vector<int> same(before.size());
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const auto after = labels_shown(ShuffleOutputs({}).apply(test_episode(), Rng(9).at(i), 0));
    for (std::size_t e = 0; e < after.size(); ++e) same[e] += after[e] == before[e] ? 1 : 0;
  }
  for (const int n : same) EXPECT_NEAR(n, 2000, 160);
}

TEST(ShuffleOutputs, PermutesEachEpisodeOfADrawOnItsOwn) {
  EpisodeShape shape;
  shape.shots = {64};
  auto a = test_episode(shape), b = test_episode(shape);
  b.index = a.index + 1;
  EXPECT_NE(labels_shown(ShuffleOutputs({}).apply(a, Rng(1), 0)),
            labels_shown(ShuffleOutputs({}).apply(b, Rng(1), 0)));
}

TEST(ShuffleOutputs, RefusesExamplesThatOfferDifferentAnswers) {
  auto episode = test_episode();
  episode.problem.demonstration[1].candidates =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"yes", "no"});
  EXPECT_EQ(error_text([&] { ShuffleOutputs({}).apply(episode, Rng(1), 0); }),
            "shuffle_outputs: the examples offer different answers ('negative' ... and 'yes' ...), "
            "so a label means nothing at another example; use it on tasks with one set of labels");
}

TEST(ShuffleOutputs, LeavesAnEpisodeWithoutExamplesAlone) {
  const auto after = ShuffleOutputs({}).apply(test_episode({{"a", "b"}, {0}, 2, 0}), Rng(1), 0);
  EXPECT_TRUE(after.problem.demonstration.empty());
  EXPECT_EQ(after.problem.questions.size(), 2u);
}

}  // namespace
}  // namespace tangram
