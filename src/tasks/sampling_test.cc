#include "tasks/sampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace tangram {
namespace {

TEST(PermutationPrefix, HoldsEachPlaceOnce) {
  auto all = permutation_prefix(Rng(1), 50, 50);
  std::sort(all.begin(), all.end());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], i);
}

TEST(PermutationPrefix, ALongerOneBeginsWithTheShorter) {
  const auto longer = permutation_prefix(Rng(2), 1000, 40);
  for (int m = 0; m <= 40; ++m)
    EXPECT_EQ(permutation_prefix(Rng(2), 1000, m),
              std::vector<int>(longer.begin(), longer.begin() + m));
}

TEST(PermutationPrefix, OfNothingIsEmpty) { EXPECT_TRUE(permutation_prefix(Rng(1), 0, 0).empty()); }

// 6 ordered pairs of 3 places, 6,000 draws: each about 1,000 times, sd = sqrt(6000/6 * 5/6) = 29.
TEST(PermutationPrefix, GivesEachOrderEquallyOften) {
  std::vector<int> counts(9);
  for (std::uint64_t i = 0; i < 6000; ++i) {
    const auto p = permutation_prefix(Rng(3).at(i), 3, 2);
    ++counts[static_cast<std::size_t>(3 * p[0] + p[1])];
  }
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      EXPECT_NEAR(counts[static_cast<std::size_t>(3 * a + b)], a == b ? 0 : 1000, 120);
}

TEST(BalancedCounts, DifferByAtMostOneAndGrowByOneClassAtATime) {
  for (int n_classes = 1; n_classes <= 6; ++n_classes) {
    auto before = balanced_counts(Rng(4), n_classes, 0);
    for (int size = 1; size <= 40; ++size) {
      const auto counts = balanced_counts(Rng(4), n_classes, size);
      const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
      EXPECT_LE(*high - *low, 1);
      EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0), size);
      for (std::size_t y = 0; y < counts.size(); ++y) EXPECT_GE(counts[y], before[y]);
      before = counts;
    }
  }
}

// One item over 2 classes, 400 streams: the first class has it 200 times, sd = 10.
TEST(BalancedCounts, WhichClassHasOneMoreIsRandom) {
  int first = 0;
  for (std::uint64_t i = 0; i < 400; ++i) first += balanced_counts(Rng(5).at(i), 2, 9)[0] - 4;
  EXPECT_NEAR(first, 200, 50);
}

// 10 of classes with 1, 3 and 100: the first gives 1, the second 3, the last the other 6.
TEST(CountsWithin, TakesFromTheOthersWhatAClassCannotGive) {
  EXPECT_EQ(counts_within(Rng(6), {1, 3, 100}, 10), (std::vector<int>{1, 3, 6}));
  EXPECT_EQ(counts_within(Rng(6), {1, 0, 2}, 3), (std::vector<int>{1, 0, 2}));
}

TEST(CountsWithin, IsBalancedWhereEveryClassHasEnough) {
  for (int size = 0; size <= 30; ++size)
    EXPECT_EQ(counts_within(Rng(7), {10, 10, 10}, size), balanced_counts(Rng(7), 3, size));
}

}  // namespace
}  // namespace tangram
