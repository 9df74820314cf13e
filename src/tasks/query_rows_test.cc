#include "tasks/query_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace tangram {
namespace {

/// Queries of classes with so many rows; row i of the data is the i-th of them.
TextData queries_of_classes(const std::vector<int>& counts) {
  TextData data;
  data.report.name = "made";
  data.queries_by_class.resize(counts.size());
  for (std::size_t y = 0; y < counts.size(); ++y)
    for (int i = 0; i < counts[y]; ++i) {
      data.queries_by_class[y].push_back(static_cast<int>(data.queries.size()));
      data.queries.push_back({"q", static_cast<int>(y), data.queries.size()});
    }
  return data;
}

std::vector<int> rows_of(const TextData& data, bool balanced, std::uint64_t index, int n) {
  return draw_query_rows(data, balanced, Rng(1), index, {Design::nested, {0}, n, 0});
}

std::vector<int> sorted(std::vector<int> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

// 2 classes of 4 rows, 4 queries, 2 of each class: two draws take all 8, the third begins anew.
TEST(QueryRows, NestedDrawsShareNoRowUntilAllAreUsed) {
  const TextData data = queries_of_classes({4, 4});
  std::vector<int> all(8), both = rows_of(data, true, 0, 4);
  std::iota(all.begin(), all.end(), 0);
  const std::vector<int> second = rows_of(data, true, 1, 4), third = rows_of(data, true, 2, 4);
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_EQ(sorted(both), all);
  EXPECT_EQ(std::set<int>(third.begin(), third.end()).size(), 4u);
}

// 3 and 30 rows, 4 queries: the second draw would find 1 row of the first class, and begins anew
// rather than ask 1 and 3.
TEST(QueryRows, NestedDrawsStayBalancedWhereAClassIsRare) {
  const TextData data = queries_of_classes({3, 30});
  for (std::uint64_t draw = 0; draw < 5; ++draw) {
    std::map<int, int> counts;
    for (const int row : rows_of(data, true, draw, 4))
      ++counts[data.queries[static_cast<std::size_t>(row)].y];
    EXPECT_EQ(counts, (std::map<int, int>{{0, 2}, {1, 2}})) << draw;
  }
}

// 10 rows, 3 queries, whatever their class: three draws share none, of the fourth 1 row is left.
TEST(QueryRows, UniformNestedDrawsShareNoRowEither) {
  const TextData data = queries_of_classes({9, 1});
  std::set<int> seen;
  for (std::uint64_t draw = 0; draw < 3; ++draw)
    for (const int row : rows_of(data, false, draw, 3)) EXPECT_TRUE(seen.insert(row).second);
  EXPECT_EQ(rows_of(data, false, 3, 3).size(), 3u);
}

// Passes are permutations of their own: over 50 draws of 1 of 2 rows either row comes first in a
// pass, each pass asks both.
TEST(QueryRows, EachPassHasAnOrderOfItsOwn) {
  const TextData data = queries_of_classes({2});
  int first = 0;
  for (std::uint64_t pass = 0; pass < 25; ++pass) {
    const int a = rows_of(data, false, 2 * pass, 1)[0],
              b = rows_of(data, false, 2 * pass + 1, 1)[0];
    EXPECT_EQ(a + b, 1) << pass;
    first += a;
  }
  EXPECT_GT(first, 3);
  EXPECT_LT(first, 22);
}

// In the limit in which a draw asks all rows, nested draws ask what crossed ones do.
TEST(QueryRows, OfAllRowsNestedIsCrossed) {
  const TextData data = queries_of_classes({3, 5});
  const auto crossed = draw_query_rows(data, true, Rng(1), 7, {Design::crossed, {0}, 8, 0});
  for (std::uint64_t draw = 0; draw < 3; ++draw)
    EXPECT_EQ(sorted(rows_of(data, true, draw, 8)), sorted(crossed));
}

TEST(QueryRows, DrawsOfACrossedDesignAskTheSame) {
  const TextData data = queries_of_classes({20, 20});
  const Shape crossed{Design::crossed, {0}, 6, 0};
  EXPECT_EQ(draw_query_rows(data, true, Rng(1), 0, crossed),
            draw_query_rows(data, true, Rng(1), 5, crossed));
}

}  // namespace
}  // namespace tangram
