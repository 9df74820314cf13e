#include "nets/attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "nets/layer_testing.h"
#include "nets/small_product.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

/// Of width 1: W_q, W_k, W_v, then no bias; the output is taken as it is.
Values of_width_one(double q, double k, double v) { return {q, k, v, 0, 0, 0, 1, 0}; }

// The value 3 * 5 + 2 = 17, projected: 17 * 4 + 1.
TEST(Attention, OfOneTokenIsItsProjectedValue) {
  EXPECT_EQ(output_of(Attention<double>({1, 1}), Values{9, 9, 3, 9, 9, 2, 4, 1}, Values{5}, {1, 1}),
            Values{69});
}

// x = 1, 2; q = x, k = x log(3) / 2, v = x. Token 2: scores log 3 and 2 log 3, so weights 1/4 and
// 3/4: 1/4 * 1 + 3/4 * 2. Token 1 sees itself alone.
TEST(Attention, OfTwoTokensByHand) {
  const Values y = output_of(Attention<double>({1, 1}), of_width_one(1, std::log(3) / 2, 1),
                             Values{1, 2}, {1, 2});
  EXPECT_NEAR(y[0], 1, 1e-15);
  EXPECT_NEAR(y[1], 1.75, 1e-14);
}

// The same with two equal numbers a token: q . k is twice as large and sqrt(2) divides it.
TEST(Attention, DividesScoresByTheRootOfTheHeadsWidth) {
  const double k = std::log(3) / 2 / std::sqrt(2);
  const Values qkv{1, 0, k, 0, 1, 0, 0, 1, 0, k, 0, 1}, none(6), out{1, 0, 0, 1, 0, 0};
  Values parameters = qkv;
  parameters.insert(parameters.end(), none.begin(), none.end());
  parameters.insert(parameters.end(), out.begin(), out.end());
  const Values y = output_of(Attention<double>({2, 1}), parameters, Values{1, 1, 2, 2}, {1, 2});
  EXPECT_NEAR(y[2], 1.75, 1e-14);
  EXPECT_NEAR(y[3], 1.75, 1e-14);
}

// Two heads of width 1, the second without scores: the first answers 1.75 as above, the second the
// mean of 1 and 2.
TEST(Attention, HeadsAreSlicesThatAttendByThemselves) {
  const double k = std::log(3) / 2;
  Values parameters{1, 0, k, 0, 1, 0, 0, 0, 0, 0, 0, 1};
  parameters.insert(parameters.end(), 6, 0);
  for (const double value : {1, 0, 0, 1, 0, 0}) parameters.push_back(value);
  const Values y = output_of(Attention<double>({2, 2}), parameters, Values{1, 1, 2, 2}, {1, 2});
  EXPECT_NEAR(y[2], 1.75, 1e-14);
  EXPECT_NEAR(y[3], 1.5, 1e-14);
}

// A width of 2, of which one head of 1 number takes the first: the answer 1.75 as above, put into
// the second place with 10 times its size.
TEST(Attention, OfATotalLessThanItsWidthByHand) {
  const double k = std::log(3) / 2;
  const Values parameters{1, k, 1, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0};
  const Attention<double> layer({.width = 2, .heads = 1, .total = 1});
  ASSERT_EQ(layer.n_parameters(), parameters.size());
  const Values y = output_of(layer, parameters, Values{1, 7, 2, 7}, {1, 2});
  EXPECT_EQ(y[2], 0);
  EXPECT_NEAR(y[3], 17.5, 1e-13);
}

TEST(Attention, WithoutScoresIsTheMeanOfWhatCameBefore) {
  Values x(20);
  for (std::size_t t = 0; t < x.size(); ++t) x[t] = static_cast<double>(t);
  const Values y = output_of(Attention<double>({1, 1}), of_width_one(0, 1, 1), x, {1, 20});
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_NEAR(y[t], x[t] / 2, 1e-13) << t;
}

// Scores 1e4 and 2e4, of which the exponentials overflow; and -1e4, -2e4, which all underflow.
TEST(Attention, OfScoresInTheTensOfThousandsTakesTheLargest) {
  const Attention<float> layer({1, 1});
  const auto y = output_of<float>(layer, {1, 5000, 1, 0, 0, 0, 1, 0}, {1, 2}, {1, 2});
  EXPECT_EQ(y[1], 2);
  const auto negative = output_of<float>(layer, {1, -5000, 1, 0, 0, 0, 1, 0}, {1, 2}, {1, 2});
  EXPECT_EQ(negative[1], 1);
}

TEST(Attention, PassesOnWhatIsNotANumber) {
  const Values y =
      output_of(Attention<double>({1, 1}), of_width_one(1, 1, 1), Values{1, NAN, 1}, {1, 3});
  EXPECT_TRUE(std::isnan(y[1]) && std::isnan(y[2]));
}

TEST(Attention, OfWidthsThatHeadsDoNotDivideIsAnError) {
  EXPECT_EQ(error_text([] {
              Attention<float>({64, 3});
            }),
            "attention: 3 heads do not divide a width of 64; give a width that is a multiple");
  EXPECT_EQ(error_text([] { Attention<float>({.width = 64, .heads = 4, .total = 6}); }),
            "attention: 4 heads do not divide a width of 6; give a width that is a multiple");
  EXPECT_EQ(error_text([] {
              Attention<float>({4, 0});
            }),
            "attention: width is 4, heads 0, total 0, must be at least 1, 1 and 0");
}

// Queries, keys and values of 2^30 numbers are 3 * 2^30, more than an int holds.
TEST(Attention, OfAWidthThatOverflowsIsAnError) {
  EXPECT_EQ(error_text([] {
              Attention<float>({1 << 30, 1});
            }),
            "attention: queries of 1073741824 numbers, must be at most 715827882");
}

// --- its products -------------------------------------------------------------------------------

// C[1][2] of A[1][j] = j and B[j][2] = 2 for the 16 terms j: 2 * (0 + ... + 15).
TEST(SmallProduct, OfOneElementByHand) {
  const std::size_t n = 16;
  Values a(n * n), b(n * n), c(n * n, NAN);
  for (std::size_t j = 0; j < n; ++j) {
    a[n + j] = static_cast<double>(j);
    b[n * j + 2] = 2;
  }
  small_product<double>({n, n, n, a.data(), n, 1, b.data(), c.data()}, Lower::left_transposed);
  EXPECT_EQ(c[n + 2], 240);
  EXPECT_EQ(c[n + 1], 0);
}

TEST(SmallProduct, IsATripleLoopWhateverIsLeftOut) {
  const std::size_t n = 48;
  const Values full = normal_values<double>(Rng(1), n * n),
               b = normal_values<double>(Rng(2), n * n);
  Values lower = full;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) lower[i * n + j] = 0;
  const auto expected = [&](const Values& a, std::size_t i, std::size_t j, bool transposed) {
    double sum = 0;
    for (std::size_t t = 0; t < n; ++t) sum += a[transposed ? t * n + i : i * n + t] * b[t * n + j];
    return sum;
  };
  Values of_all(n * n), of_left(n * n), of_transposed(n * n);
  small_product<double>({n, n, n, full.data(), n, 1, b.data(), of_all.data()}, Lower::result);
  small_product<double>({n, n, n, lower.data(), n, 1, b.data(), of_left.data()}, Lower::left);
  small_product<double>({n, n, n, lower.data(), 1, n, b.data(), of_transposed.data()},
                        Lower::left_transposed);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      if (j <= i) {
        EXPECT_NEAR(of_all[i * n + j], expected(full, i, j, false), 1e-12);
      }
      EXPECT_NEAR(of_left[i * n + j], expected(lower, i, j, false), 1e-12);
      EXPECT_NEAR(of_transposed[i * n + j], expected(lower, i, j, true), 1e-12);
    }
}

}  // namespace
}  // namespace tangram
