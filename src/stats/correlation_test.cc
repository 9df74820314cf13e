#include "stats/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/bootstrap.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Values = std::vector<double>;

MatrixXd matrix(std::initializer_list<std::initializer_list<double>> rows) {
  MatrixXd out(static_cast<Eigen::Index>(rows.size()),
               static_cast<Eigen::Index>(rows.begin()->size()));
  Eigen::Index r = 0;
  for (const auto& row : rows) {
    Eigen::Index c = 0;
    for (const double v : row) out(r, c++) = v;
    ++r;
  }
  return out;
}

// Deviations -2 -1 0 1 2 (-1 0 for y: -1 -2 0 2 1): products 2 + 2 + 0 + 2 + 2 = 8 of 10.
// atanh .5 = .549306; 1.959964 / 5 = .391993; tanh of .157313 and .941299 is .156028 and .735818.
TEST(FisherInterval, IsWorkedOutByHand) {
  const auto bounds = fisher_interval(0.5, 28, 0.95);
  ASSERT_TRUE(bounds);
  EXPECT_NEAR(bounds->low, 0.156028, 1e-6);
  EXPECT_NEAR(bounds->high, 0.735818, 1e-6);
  EXPECT_FALSE(fisher_interval(0.5, 3, 0.95));
  EXPECT_FALSE(fisher_interval(1, 28, 0.95));
  EXPECT_NEAR(fisher_interval(0, 1'000'003, 0.95)->high, 1.959964e-3, 1e-8);
}

TEST(Pearson, AsByHand) {
  EXPECT_NEAR(*pearson(Values{1, 2, 3, 4, 5}, Values{2, 1, 3, 5, 4}), 0.8, 1e-15);
}

TEST(Pearson, IsNothingForTwoPairsAndWhereASideDoesNotVary) {
  EXPECT_FALSE(pearson({}, {}));
  EXPECT_FALSE(pearson(Values{1, 2}, Values{1, 2}));
  EXPECT_FALSE(pearson(Values{1, 2, 3}, Values{4, 4, 4}));
  // .1 + .2 and .3 differ by rounding and by nothing else.
  EXPECT_FALSE(pearson(Values{1, 2, 3}, Values{0.1 + 0.2, 0.3, 0.3}));
}

// The one-pass formula loses every digit of the spread here.
TEST(Pearson, KeepsItsDigitsFarFromZero) {
  const double far = 1e9;
  EXPECT_NEAR(*pearson(Values{far + 1, far + 2, far + 3, far + 4, far + 5},
                       Values{far + 2, far + 1, far + 3, far + 5, far + 4}),
              0.8, 1e-12);
}

// Ranks of x: 1 2.5 2.5 4; of y: 1 2 3 4. Deviations -1.5 0 0 1.5 and -1.5 -.5 .5 1.5: 4.5 over
// sqrt(4.5 * 5).
TEST(Spearman, SharesTheRanksOfTies) {
  EXPECT_NEAR(*spearman(Values{1, 7, 7, 1000}, Values{3, 4, 5, 6}), 4.5 / std::sqrt(22.5), 1e-15);
}

TEST(Spearman, SeesOrderAlone) {
  EXPECT_DOUBLE_EQ(
      *spearman(Values{1, 2, 3, 4}, Values{std::exp(1), std::exp(5), std::exp(9), 1e9}), 1);
}

TEST(PartialCorrelation, WithoutCovariatesIsPearsons) {
  const Values x{1, 2, 3, 4, 5}, y{2, 1, 3, 5, 4};
  EXPECT_NEAR(*partial_correlation(x, y, MatrixXd(5, 0)), 0.8, 1e-14);
  // A covariate that does not vary says nothing.
  EXPECT_NEAR(*partial_correlation(x, y, MatrixXd::Constant(5, 1, 7.0)), 0.8, 1e-14);
}

// The textbook form for one covariate: (r_xy - r_xz r_yz) / sqrt((1 - r_xz^2) (1 - r_yz^2)).
TEST(PartialCorrelation, OfOneCovariateIsTheTextbookFormula) {
  const Values x{1, 2, 3, 4, 5, 7}, y{2, 1, 3, 5, 4, 4}, z{1, 1, 2, 5, 3, 6};
  const double xy = *pearson(x, y), xz = *pearson(x, z), yz = *pearson(y, z);
  const double expected = (xy - xz * yz) / std::sqrt((1 - xz * xz) * (1 - yz * yz));
  const MatrixXd covariates = matrix({{1}, {1}, {2}, {5}, {3}, {6}});
  EXPECT_NEAR(*partial_correlation(x, y, covariates), expected, 1e-13);
  // The same column twice, and in another unit, changes nothing.
  MatrixXd twice(6, 2);
  twice << covariates, 1e6 * covariates;
  EXPECT_NEAR(*partial_correlation(x, y, twice), expected, 1e-12);
}

TEST(PartialCorrelation, IsNothingWhereACovariateExplainsASideOrTooFewPairsAreLeft) {
  const Values x{1, 2, 3, 4, 5}, y{2, 1, 3, 5, 4};
  EXPECT_FALSE(partial_correlation(x, y, matrix({{2}, {4}, {6}, {8}, {10}})));
  EXPECT_FALSE(
      partial_correlation(Values{1, 2, 4}, Values{2, 1, 3}, matrix({{1, 5}, {2, 1}, {0, 2}})));
}

// Row means 1 and 3: between = 2 * (1 + 1) / 1 = 4; within = (1 + 1 + 1 + 1) / 2 = 2: 1 - 2/4.
TEST(ReliabilityOfMeans, AsByHand) {
  EXPECT_DOUBLE_EQ(*reliability_of_means(matrix({{0, 2}, {2, 4}})), 0.5);
  EXPECT_DOUBLE_EQ(*reliability_of_means(matrix({{1, 1}, {5, 5}})), 1);
  EXPECT_FALSE(reliability_of_means(matrix({{1, 3}, {2, 2}})));  // means do not vary
  EXPECT_FALSE(reliability_of_means(matrix({{1}, {2}})));
}

// x and y with the same repetition noise: r of the means is high, across halves it is not.
TEST(AcrossHalves, DropsTheNoiseThatARepetitionSharesBetweenTheSides) {
  Rng rng(5);
  MatrixXd noise(2000, 4);
  for (double& v : noise.reshaped()) v = rng.normal();
  EXPECT_NEAR(*across_halves_correlation(noise, noise), 0, 0.05);
  const Eigen::VectorXd means = noise.rowwise().mean();
  const std::span<const double> all(means.data(), 2000);
  EXPECT_NEAR(*pearson(all, all), 1, 1e-12);
  EXPECT_FALSE(across_halves_correlation(noise.leftCols(1), noise.leftCols(1)));
}

// In the limit of repetitions without noise every half is the whole.
TEST(AcrossHalves, WithoutNoiseIsPearsons) {
  const Values x{1, 2, 3, 4, 5}, y{2, 1, 3, 5, 4};
  MatrixXd xs(5, 3), ys(5, 3);
  for (Eigen::Index i = 0; i < 5; ++i) {
    xs.row(i).setConstant(x[static_cast<std::size_t>(i)]);
    ys.row(i).setConstant(y[static_cast<std::size_t>(i)]);
  }
  EXPECT_NEAR(*across_halves_correlation(xs, ys), 0.8, 1e-13);
}

// Differences of x: 2, -4; of y: 1, 1: (2 - 4) / sqrt(20 * 2).
TEST(WithinRows, OfTwoColumnsIsTheCorrelationOfDifferencesThroughTheOrigin) {
  const MatrixXd x = matrix({{0, 2}, {9, 5}}), y = matrix({{4, 5}, {0, 1}});
  EXPECT_NEAR(*within_rows_correlation(x, y), -2 / std::sqrt(40.0), 1e-15);
  EXPECT_NEAR(*within_rows_correlation(x.rowwise().reverse(), y.rowwise().reverse()),
              -2 / std::sqrt(40.0), 1e-15);
  EXPECT_FALSE(within_rows_correlation(x.leftCols(1), y.leftCols(1)));
  EXPECT_FALSE(within_rows_correlation(matrix({{1, 1}, {2, 2}}), y));
}

// Rows tell everything, columns nothing: the other column says as much as the same one.
TEST(OtherColumns, IsPearsonsWhereColumnsAreAlikeAndItsOppositeWhereRowsAre) {
  const MatrixXd x = matrix({{1, 1}, {2, 2}, {3, 3}}), y = matrix({{5, 5}, {1, 1}, {7, 7}});
  EXPECT_NEAR(*other_columns_correlation(x, y), *pearson(Values{1, 2, 3}, Values{5, 1, 7}), 1e-14);
  const MatrixXd columns = matrix({{-1, 1}, {-1, 1}, {-1, 1}});
  EXPECT_NEAR(*other_columns_correlation(columns, columns), -1, 1e-15);
  EXPECT_FALSE(other_columns_correlation(x.leftCols(1), y.leftCols(1)));
}

TEST(PermutedNull, OfTheSameValuesIsAsRareAsAnOrderCanBe) {
  Values x;
  for (int i = 0; i < 30; ++i) x.push_back(i);
  const PermutedNull null = *permuted_null(x, x, 999, Rng(1));
  EXPECT_DOUBLE_EQ(null.p, 1.0 / 1000);
  EXPECT_NEAR(null.largest, 0.36, 0.04);  // 95 % of |r| at n = 30: 1.96 / sqrt(29)
  EXPECT_FALSE(permuted_null(x, Values(30, 1.0), 99, Rng(1)));
}

// 400 pairs of independent values: p below .05 in about 20.
TEST(PermutedNull, KeepsItsLevelWhereThereIsNothing) {
  int rejected = 0;
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    Rng rng = Rng(11).at(trial);
    Values x(20), y(20);
    for (double& v : x) v = rng.normal();
    for (double& v : y) v = rng.normal();
    if (permuted_null(x, y, 199, rng.at("null"))->p <= 0.05) ++rejected;
  }
  EXPECT_GE(rejected, 8);
  EXPECT_LE(rejected, 36);
}

/// Correlation .6 of two normal variables; how often the 95 % interval of n pairs holds it.
double coverage(std::size_t n, int trials) {
  int held = 0;
  for (int trial = 0; trial < trials; ++trial) {
    Rng rng = Rng(23).at(static_cast<std::uint64_t>(trial));
    Values x, y;
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(rng.normal());
      y.push_back(0.6 * x.back() + 0.8 * rng.normal());
    }
    const auto r = [&](std::span<const std::size_t> units) {
      Values xs, ys;
      for (const std::size_t i : units) {
        xs.push_back(x[i]);
        ys.push_back(y[i]);
      }
      return pearson(xs, ys);
    };
    const auto bounds = bca_interval(n, r, 0.95, 400, rng.at("bootstrap"));
    if (bounds && bounds->low <= 0.6 && 0.6 <= bounds->high) ++held;
  }
  return static_cast<double>(held) / trials;
}

// 200 data sets: the standard error of a coverage of .95 is .015.
TEST(BcaOfAStatistic, CoversACorrelation) {
  EXPECT_GE(coverage(40, 200), 0.90);
  EXPECT_LE(coverage(40, 200), 0.99);
}

// The mean is a statistic like another: both forms resample alike and differ in nothing.
TEST(BcaOfAStatistic, OfTheMeanIsTheIntervalOfTheMean) {
  const Values values{3, 1, 4, 1, 5, 9, 2, 6};
  const auto mean = [&](std::span<const std::size_t> units) -> std::optional<double> {
    double sum = 0;
    for (const std::size_t i : units) sum += values[i];
    return sum / static_cast<double>(units.size());
  };
  const Bounds general = *bca_interval(values.size(), mean, 0.95, 2000, Rng(1));
  const Bounds own = *bca_interval(values, 0.95, 2000, Rng(1));
  EXPECT_NEAR(general.low, own.low, 1e-12);
  EXPECT_NEAR(general.high, own.high, 1e-12);
}

TEST(BcaOfAStatistic, IsNothingForFewUnitsAndWhereTheStatisticIsNotDefined) {
  const auto one = [](std::span<const std::size_t>) { return std::optional<double>(1); };
  const auto none = [](std::span<const std::size_t>) { return std::optional<double>(); };
  EXPECT_FALSE(bca_interval(4, one, 0.95, 100, Rng(1)));
  EXPECT_FALSE(bca_interval(9, none, 0.95, 100, Rng(1)));
  EXPECT_EQ(bca_interval(5, one, 0.95, 100, Rng(1))->low, 1);
}

}  // namespace
}  // namespace tangram
