#include "math/vectorise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "math/exponential.h"

namespace tangram {
namespace {

const auto kIndex = [](std::size_t i) { return static_cast<double>(i); };

// n (n - 1) / 2, for less than one round of 16, whole rounds, and some more.
TEST(LaneSum, OfTheFirstNumbersByHand) {
  EXPECT_EQ(lane_sum<double>(0, kIndex), 0);
  EXPECT_EQ(lane_sum<double>(5, kIndex), 10);
  EXPECT_EQ(lane_sum<double>(32, kIndex), 496);
  EXPECT_EQ(lane_sum<double>(37, kIndex), 666);
}

// One float after another, 2^24 ones and more stay at 2^24, as 2^24 + 1 is no float.
TEST(LaneSum, OfManyFloatsLosesLessThanOneAfterAnother) {
  const std::size_t n = (std::size_t{1} << 24) + 160;
  EXPECT_EQ(lane_sum<float>(n, [](std::size_t) { return 1.0F; }), static_cast<float>(n));
}

TEST(LaneMax, IsTheLargestWhereverItStands) {
  for (const std::size_t n : {1, 16, 21, 40})
    for (std::size_t at = 0; at < n; ++at)
      EXPECT_EQ(lane_max<double>(n, [at](std::size_t i) { return i == at ? -1.0 : -2.0; }), -1);
}

TEST(LaneMax, OfNothingIsMinusInfinityAndNotANumberIsPassedOver) {
  EXPECT_EQ(lane_max<float>(0, [](std::size_t) { return 1.0F; }),
            -std::numeric_limits<float>::infinity());
  EXPECT_EQ(lane_max<double>(3, [](std::size_t i) { return i == 1 ? NAN : 7.0; }), 7);
}

// Columns 1 + 4 + 7 and 2 + 5 + 8 and 3 + 6 + 9, added to 100.
TEST(AddColumnSums, ByHand) {
  const std::vector<double> rows{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<double> sums(3, 100);
  add_column_sums<double>(rows, sums);
  EXPECT_EQ(sums, (std::vector<double>{112, 115, 118}));
}

#if defined(__x86_64__)
// Vectors of 8 and of 16 floats: the same operations on each number, and sums of 16 lanes in both.
TEST(Vectorised, WithAvx512HasTheBitsOfAvx2) {
  if (!has_avx512()) return;  // nothing that could differ
  std::vector<float> x(1003), narrow(x.size() + 1), wide(x.size() + 1);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(static_cast<float>(i)) * 30;
  const auto body = [&x](std::vector<float>& out) {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = exponential(x[i]) * 0.7F + x[i] / 3;
    out.back() = lane_sum<float>(x.size(), [&x](std::size_t i) { return x[i] * x[i]; });
  };
  run_with_avx2([&] { body(narrow); });
  run_with_avx512([&] { body(wide); });
  EXPECT_EQ(narrow, wide);
}
#endif

TEST(Vectorised, RunsItsBodyOnce) {
  int runs = 0;
  vectorised([&runs] { ++runs; });
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace tangram
