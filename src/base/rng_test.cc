#include "base/rng.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace tangram {
namespace {

// The key of seed 0 is mix(0) = 0: the stream is SplitMix64 of seed 0, whose first values are
// published with the algorithm (Vigna, splitmix64.c).
TEST(Rng, SeedZeroIsSplitMix64OfZero) {
  Rng rng(0);
  EXPECT_EQ(rng.next(), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(rng.next(), 0x6e789e6aa1b965f4ULL);
  EXPECT_EQ(rng.next(), 0x06c45d188009454fULL);
  EXPECT_EQ(rng.next(), 0xf88bb8a8724c81ecULL);
}

// 0xe220a8397b1dcdaf >> 11 = 0x1c4415072f63b9, times 2^-53.
TEST(Rng, UniformIsTheUpper53BitsOfNext) {
  Rng rng(0);
  EXPECT_EQ(rng.uniform(), 0x1.c4415072f63b9p-1);
  EXPECT_EQ(rng.uniform(), 0x1.b9e279aa86e58p-2);
}

TEST(Rng, NormalValuesArePinned) {
  Rng rng(7);
  EXPECT_NEAR(rng.normal(), -0.39226082138170837, 1e-14);
  EXPECT_NEAR(rng.normal(), 1.7670044037885191, 1e-14);
  EXPECT_NEAR(rng.normal(), -0.82677799065382063, 1e-14);
}

// The mean of 20000 has standard error 0.0071, the mean square 0.01: five of each.
TEST(Rng, NormalHasMeanZeroAndVarianceOne) {
  Rng rng(1);
  double sum = 0, squares = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const double v = rng.normal();
    sum += v;
    squares += v * v;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.036);
  EXPECT_NEAR(squares / kDraws, 1.0, 0.05);
}

TEST(Rng, AddressesArePinned) {
  EXPECT_EQ(Rng(7).at("episode").next(), 0xab56031900d0e674ULL);
  EXPECT_EQ(Rng(7).at(7).next(), 0xf712bcedac543141ULL);
  EXPECT_EQ(Rng(7).at("episode").at(7).at("noise").next(), 0x43cf1f3dafe804c1ULL);
}

TEST(Rng, AStreamDoesNotDependOnWhatWasDrawnElsewhere) {
  const Rng root(11);
  Rng used = root;
  for (int i = 0; i < 100; ++i) used.next();
  EXPECT_EQ(root.at("demo").next(), used.at("demo").next());
  EXPECT_NE(root.at("demo").next(), root.at("queries").next());
  EXPECT_NE(root.at(1).next(), root.at(2).next());
  EXPECT_NE(root.at("a").at("b").next(), root.at("b").at("a").next());
}

TEST(Rng, BelowIsPinnedAndBelowOneIsZero) {
  Rng rng(7);
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 10; ++i) values.push_back(rng.below(6));
  EXPECT_EQ(values, (std::vector<std::uint64_t>{1, 1, 2, 5, 5, 0, 0, 0, 2, 4}));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(rng.below(1), 0U);
}

// 2^63 + 1 values leave an incomplete interval of almost half of all: without rejection, values
// below 2^63 - 1 would come twice as often as they should.
TEST(Rng, BelowStaysInRangeForHugeRanges) {
  constexpr std::uint64_t kRange = (1ULL << 63) + 1;
  Rng rng(5);
  int upper = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t v = rng.below(kRange);
    ASSERT_LT(v, kRange);
    if (v >= (1ULL << 62)) ++upper;
  }
  EXPECT_NEAR(upper, 500, 80);  // 5 standard deviations of Binomial(1000, 1/2)
}

TEST(Rng, ShuffleIsPinned) {
  Rng rng(7);
  std::vector<int> items{0, 1, 2, 3, 4, 5, 6, 7};
  rng.shuffle(items);
  EXPECT_EQ(items, (std::vector<int>{3, 5, 4, 6, 0, 2, 1, 7}));
}

TEST(Rng, ShuffleOfNothingAndOfOneDrawsNothing) {
  Rng rng(7), untouched(7);
  std::vector<int> none, one{4};
  rng.shuffle(none);
  rng.shuffle(one);
  EXPECT_EQ(one, std::vector<int>{4});
  EXPECT_EQ(rng.next(), untouched.next());
}

// 6000 shuffles of 3 items: each of the 6 orders 1000 times, standard deviation 29.
TEST(Rng, EveryOrderIsEquallyLikely) {
  Rng rng(3);
  std::array<int, 9> count{};
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> items{0, 1, 2};
    rng.shuffle(items);
    const int order = 3 * items[0] + items[1];
    ++count[static_cast<std::size_t>(order)];
  }
  for (const std::size_t order : {1, 2, 3, 5, 6, 7}) EXPECT_NEAR(count[order], 1000, 145);
}

}  // namespace
}  // namespace tangram
