#include "stats/allocation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tangram {
namespace {

// 16 draws x 4 queries: variance .16/16 + .08/4 + .64/64 = .04, se .2; t(.975; 15) = 2.131450.
TEST(Allocation, HalfWidthIsTheTableTimesTheStandardError) {
  EXPECT_NEAR(half_width({0.16, 0.08, 0.64}, 16, 4, 0.95), 2.131450 * 0.2, 1e-6);
}

// Without a query component the variance at a fixed cost M (a + b Q) is least at
// Q = sqrt(a residual / (b draw)) = sqrt(400 * .64 / (1 * .01)) = 160, for many draws.
TEST(Allocation, NarrowestIsTheTextbookOptimum) {
  const Allocation best = *narrowest({0.01, 0, 0.64}, {400, 1}, 1e7);
  EXPECT_NEAR(best.queries, 160, 16);
  EXPECT_EQ(best.draws, static_cast<int>(1e7 / (400 + best.queries)));
  EXPECT_LE(best.cost, 1e7);
}

TEST(Allocation, NoDesignIsNarrowerAtItsCost) {
  const VarianceComponents c{0.02, 0.005, 0.2};
  const DesignCost cost{900, 20};
  const Allocation best = *narrowest(c, cost, 60'000);
  for (int queries = 1; queries < 300; ++queries) {
    const int draws = static_cast<int>(60'000 / cost.of(1, queries));
    if (draws < 5) break;
    EXPECT_LE(best.half_width, 1.01 * half_width(c, draws, queries, 0.95));
  }
}

// The cheapest way to an interval and the narrowest interval for that money are one design.
TEST(Allocation, CheapestAndNarrowestAgree) {
  const VarianceComponents c{0.02, 0.005, 0.2};
  const DesignCost cost{900, 20};
  const Allocation cheap = *cheapest(c, cost, 0.05);
  EXPECT_LE(cheap.half_width, 0.05);
  const Allocation narrow = *narrowest(c, cost, cheap.cost);
  EXPECT_LE(narrow.half_width, cheap.half_width);
  EXPECT_NEAR(narrow.half_width, cheap.half_width, 0.01 * cheap.half_width);
}

// Demonstrations that cost nothing more than queries of their own: one query a draw is best.
TEST(Allocation, FreeDemonstrationsWantManyDraws) {
  EXPECT_EQ(narrowest({0.1, 0, 0.1}, {0, 10}, 10'000)->queries, 1);
}

TEST(Allocation, ABudgetBelowTheFewestDrawsHoldsNone) {
  EXPECT_EQ(narrowest({0.1, 0.1, 0.1}, {100, 1}, 500), std::nullopt);
  EXPECT_NE(narrowest({0.1, 0.1, 0.1}, {100, 1}, 505), std::nullopt);
}

// 4,096 queries of variance .5 leave se .011 whatever the draws.
TEST(Allocation, WhatTheQueriesAloneForbidHasNoDesign) {
  EXPECT_EQ(cheapest({0, 0.5, 0}, {100, 1}, 0.02), std::nullopt);
}

// No variance: the smallest design does, exactly 0 wide.
TEST(Allocation, WithoutVarianceTheSmallestDesignDoes) {
  const Allocation best = *cheapest({}, {100, 1}, 0.0);
  EXPECT_EQ(best.draws, 5);
  EXPECT_EQ(best.queries, 1);
  EXPECT_EQ(best.half_width, 0);
}

}  // namespace
}  // namespace tangram
