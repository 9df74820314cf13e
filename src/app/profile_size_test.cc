#include "app/profile_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tangram {
namespace {

using testing::ElementsAre;

/// What a draw of so many queries costs: 100 tokens and 10 a query for the curve, as much for all
/// altered demonstrations.
std::vector<std::pair<int, DrawCost>> costs_of(const std::vector<int>& queries) {
  std::vector<std::pair<int, DrawCost>> out;
  for (const int n : queries) out.push_back({n, {100.0 + 10 * n, 100.0 + 10 * n}});
  return out;
}

const ProfileLimits kManyRows{16, 2, {5000, 5000}, false};

// A draw of 24 queries costs 340 for the curve and as much for the rest, which takes half the
// draws: 10,200 tokens are 20 draws and 10, one more would be 21 and 11.
TEST(ProfileSize, TakesTheDrawsThatFit) {
  const auto size = narrowest_profile(kManyRows, 10'200, costs_of({12, 24}));
  ASSERT_TRUE(size.has_value());
  EXPECT_EQ(size->draws, 20);
  EXPECT_EQ(size->altered_draws(), 10);
  EXPECT_EQ(size->queries, 24);
  EXPECT_TRUE(size->nested);
}

// 60 rows a class: 5 draws of 24 have queries of their own, and no more; asked in all of 20 draws,
// 24 queries would tell less: sqrt(.15 / 24) beside sqrt(.265 / 120).
TEST(ProfileSize, OfFewRowsWeighsOwnQueriesAgainstMoreDraws) {
  const auto few = narrowest_profile({16, 2, {60, 60}, false}, 10'200, costs_of({24}));
  ASSERT_TRUE(few.has_value());
  EXPECT_TRUE(few->nested);
  EXPECT_EQ(few->draws, 5);
  const auto fewer = narrowest_profile({16, 2, {40, 60}, false}, 10'200, costs_of({24}));
  ASSERT_TRUE(fewer.has_value());
  EXPECT_FALSE(fewer->nested) << "4 draws are no interval";
  EXPECT_EQ(fewer->draws, 20);
}

TEST(ProfileSize, FewQueriesAreForWhereNothingElseFits) {
  const auto size = narrowest_profile(kManyRows, 2 * 5 * 220, costs_of({12, 24}));
  ASSERT_TRUE(size.has_value());
  EXPECT_EQ(size->queries, 12);
  EXPECT_EQ(size->draws, 5);
  EXPECT_EQ(size->altered_draws(), 5);
  EXPECT_FALSE(narrowest_profile(kManyRows, 2 * 5 * 220 - 1, costs_of({12, 24})).has_value());
}

TEST(ProfileSize, AsksMoreQueriesThanThereAreClassesAndNoMoreThanRows) {
  EXPECT_THAT(profile_queries({16, 2, {100, 100}, false}), ElementsAre(12, 24, 48, 96));
  EXPECT_THAT(profile_queries({16, 77, std::vector<int>(77, 10), false}), ElementsAre(78, 96));
  EXPECT_THAT(profile_queries({16, 2, {20, 10}, false}), ElementsAre(12, 24, 30));
  EXPECT_THAT(profile_queries({16, 2, {2, 1}, false}), ElementsAre(3));
}

// 25 queries of 2 classes are up to 13 of one: of 40 rows 3 draws' worth.
TEST(ProfileSize, DrawsWithQueriesOfTheirOwnAreLimitedByTheRarestClass) {
  EXPECT_EQ((ProfileLimits{16, 2, {40, 500}, false}.nested_draws(25)), 3);
  EXPECT_EQ((ProfileLimits{16, 2, {0, 500}, false}.nested_draws(2)), 0);
}

TEST(ProfileSize, IsSettingsOfTheStudy) {
  EXPECT_THAT((ProfileSize{20, 24, true, 16, 2}.settings()),
              ElementsAre("draws=20", "queries=24", "design=nested", "block.arms.draws=10",
                          "block.order.draws=10"));
  EXPECT_THAT((ProfileSize{20, 24, true, 16, 2, true}.settings()),
              testing::IsSupersetOf({"learner.chat.chat=turns", "block.chat.draws=10"}));
  const auto small = ProfileSize{5, 78, false, 4, 77}.settings();
  EXPECT_THAT(small, testing::IsSupersetOf({"design=crossed", "block.arms.draws=5",
                                            "block.curve.shots=[0,2,4]", "block.chat.shots=[4]"}));
  EXPECT_THAT(small[3], testing::Not(testing::HasSubstr("symbols")));
}

}  // namespace
}  // namespace tangram
