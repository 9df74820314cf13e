#include "base/difference.h"

#include <gtest/gtest.h>

#include "base/toml.h"

namespace tangram {
namespace {

/// "path: was -> now", or "" of two that mean the same.
std::string between(const std::string& was, const std::string& now) {
  const auto difference = first_difference(parse_toml(was, "a"), parse_toml(now, "b"));
  return difference ? difference->path + ": " + difference->was + " -> " + difference->now : "";
}

TEST(FirstDifference, IsNamedByItsKeys) {
  EXPECT_EQ(between("seed = 1\nx.y.z = 2", "seed = 1\nx.y.z = 3"), "x.y.z: 2 -> 3");
  EXPECT_EQ(between("a = [1, [2, 3]]", "a = [1, [2, 4]]"), "a[1][1]: 3 -> 4");
  EXPECT_EQ(between("a = 1\nb = 1", "a = 2\nb = 2"), "a: 1 -> 2");
}

TEST(FirstDifference, NamesWhatOneHasAndTheOtherNot) {
  EXPECT_EQ(between("a = 1\nb = 'x'", "a = 1"), "b: \"x\" -> nothing");
  EXPECT_EQ(between("a = 1", "a = 1\nb.c = inf"), "b: nothing -> {\"c\":inf}");
}

TEST(FirstDifference, OfListsOfTwoLengthsShowsBoth) {
  EXPECT_EQ(between("a = [1]", "a = [1, 2]"), "a: [1] -> [1,2]");
}

TEST(FirstDifference, OfKindsThatDoNotCompareShowsBoth) {
  EXPECT_EQ(between("a = 1", "a = [1]"), "a: 1 -> [1]");
  EXPECT_EQ(between("a = 1", "a = 1.0"), "a: 1 -> 1.0");
}

TEST(FirstDifference, LeavesOutAnEmptyKey) {
  EXPECT_EQ(between("blocks.\"\".draws = 8", "blocks.\"\".draws = 7"), "blocks.draws: 8 -> 7");
}

TEST(FirstDifference, IsNoneWhereOnlyTheOrderOfKeysIsAnother) {
  EXPECT_EQ(between("a = 1\nb = inf", "b = inf\na = 1"), "");
  EXPECT_EQ(between("", ""), "");
}

}  // namespace
}  // namespace tangram
