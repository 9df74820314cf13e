#include "stats/additive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "stats/additive_testing.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

PairedRow cells_alone(const std::vector<double>& cells) {
  return {.cells = Eigen::Map<const VectorXd>(cells.data(), std::ssize(cells)),
          .contrasts = {},
          .units = {},
          .mean = {}};
}

/// Two cells a, b whose contrast has that standard error and 7 degrees of freedom.
PairedRow two_cells(double a, double b, double error, double mean_error) {
  PairedRow row = cells_alone({a, b});
  row.contrasts = {{(a - b) / 2, error, 7, 8}, {(b - a) / 2, error, 7, 8}};
  row.units = MatrixXd{{1, -1}, {-1, 1}};
  row.mean = Effect{(a + b) / 2, mean_error, 7, 8};
  return row;
}

// Rows .8 and .6, columns .75 and .65, mean .7: a = +-.1, b = +-.05, e = .9 - .8 - .75 + .7 = .05.
// Squares: 2 (.01 + .01), 2 (.0025 + .0025), 4 (.0025).
TEST(AdditiveModel, LeavesOfTwoByTwoCellsOneResidualInFourSigns) {
  const std::vector<PairedRow> rows = {cells_alone({0.9, 0.7}), cells_alone({0.6, 0.6})};
  const AdditiveFit fit = fit_additive(rows);
  EXPECT_NEAR(fit.mean, 0.7, 1e-15);
  EXPECT_NEAR(fit.row[0], 0.1, 1e-15);
  EXPECT_NEAR(fit.column[0], 0.05, 1e-15);
  const MatrixXd expected{{0.05, -0.05}, {-0.05, 0.05}};
  EXPECT_LT((fit.residual - expected).norm(), 1e-15);
  EXPECT_NEAR(fit.squares.row, 0.04, 1e-15);
  EXPECT_NEAR(fit.squares.column, 0.01, 1e-15);
  EXPECT_NEAR(fit.squares.rest, 0.01, 1e-15);
  EXPECT_NEAR(*additive_share(fit.squares), 5.0 / 6, 1e-14);
  EXPECT_TRUE(fit.residual_effects.empty());  // nothing is known of the spread
  EXPECT_FALSE(fit.true_squares || fit.test);
}

// The residual .05 is half a contrast less half another: se^2 = (.02^2 + .01^2) / 4 = .000125, df =
// 7 .000125^2 / (.0001^2 + .000025^2) = 10.294. Noise adds .0005 to the squares of the rest and of
// the columns, and 2 / 2 (.04^2 + .03^2) = .0025 to those of the rows.
TEST(AdditiveModel, GivesAResidualTheErrorsOfAllRowsByTheirShare) {
  const std::vector<PairedRow> rows = {two_cells(0.9, 0.7, 0.02, 0.04),
                                       two_cells(0.6, 0.6, 0.01, 0.03)};
  const AdditiveFit fit = fit_additive(rows);
  ASSERT_EQ(fit.residual_effects.size(), 4u);
  EXPECT_NEAR(fit.residual_effects[1].mean, -0.05, 1e-15);
  EXPECT_NEAR(fit.residual_effects[1].standard_error, std::sqrt(0.000125), 1e-15);
  EXPECT_NEAR(fit.residual_effects[1].df, 7 * 1.5625 / 1.0625, 1e-9);
  EXPECT_EQ(fit.residual_effects[1].n_units, 16);
  EXPECT_NEAR(fit.true_squares->row, 0.0375, 1e-14);
  EXPECT_NEAR(fit.true_squares->column, 0.0095, 1e-14);
  EXPECT_NEAR(fit.true_squares->rest, 0.0095, 1e-14);
}

// One degree of freedom is one residual: F = t^2 = .05^2 / .000125 = 20 with the df of that t.
TEST(AdditiveModel, TestsTwoByTwoCellsAsTheTwoSidedTTestOfTheirResidual) {
  const std::vector<PairedRow> rows = {two_cells(0.9, 0.7, 0.02, 0.04),
                                       two_cells(0.6, 0.6, 0.01, 0.03)};
  const AdditiveFit fit = fit_additive(rows);
  EXPECT_NEAR(fit.test->statistic, 20, 1e-10);
  EXPECT_NEAR(fit.test->df1, 1, 1e-12);
  EXPECT_NEAR(fit.test->df2, fit.residual_effects[0].df, 1e-9);
  EXPECT_NEAR(fit.test->p, 2 * p_above(fit.residual_effects[0], 0), 1e-12);
}

// As a difference of sums of squares, 1e8 + small numbers would leave nothing of them.
TEST(AdditiveModel, KeepsSmallResidualsOfLargeCells) {
  const double c = 1e8;
  const std::vector<PairedRow> rows = {cells_alone({c + 0.25, c}), cells_alone({c, c})};
  const AdditiveFit fit = fit_additive(rows);
  EXPECT_EQ(fit.residual(0, 0), 0.0625);
  EXPECT_EQ(fit.squares.rest, 4 * 0.0625 * 0.0625);
  EXPECT_EQ(fit.mean, c + 0.0625);
}

TEST(AdditiveModel, OfAnAdditiveTableHasNoRest) {
  const std::vector<PairedRow> rows = {cells_alone({0.5, 0.75, 1}), cells_alone({0.25, 0.5, 0.75})};
  EXPECT_EQ(fit_additive(rows).squares.rest, 0);
  EXPECT_EQ(*additive_share(fit_additive(rows).squares), 1);
}

TEST(AdditiveModel, OfCellsThatAreAllAlikeHasNoShareAndNoTest) {
  const std::vector<PairedRow> rows = {row_of(MatrixXd::Constant(6, 3, 1)),
                                       row_of(MatrixXd::Constant(6, 3, 1))};
  const AdditiveFit fit = fit_additive(rows);
  EXPECT_FALSE(additive_share(fit.squares));
  EXPECT_FALSE(additive_share(*fit.true_squares));
  EXPECT_FALSE(fit.test);
  for (const Effect& e : fit.residual_effects) EXPECT_EQ(e.standard_error, 0);
}

// A row at the ceiling says nothing of its own spread; its residuals vary with the other rows.
TEST(AdditiveModel, OfOneRowWithoutSpreadTakesTheErrorsOfTheOthers) {
  MatrixXd y(6, 2);
  Rng rng(3);
  for (Eigen::Index i = 0; i < y.size(); ++i) y.data()[i] = 0.7 + 0.1 * rng.normal();
  const std::vector<PairedRow> rows = {row_of(MatrixXd::Constant(6, 2, 1)), row_of(y)};
  const AdditiveFit fit = fit_additive(rows);
  EXPECT_NEAR(fit.residual_effects[0].standard_error, rows[1].contrasts[0].standard_error / 2,
              1e-15);
  EXPECT_NEAR(fit.residual_effects[0].df, 5, 1e-12);
  ASSERT_TRUE(fit.test);
  EXPECT_GT(fit.test->p, 0);
}

// At 5 %, 120 tables, the share of false alarms has a standard error of 2 points; all designs, with
// 2,000 tables each: additive_replication_test.cc.
TEST(AdditiveModel, RarelySeesAnInteractionWhereThereIsNone) {
  for (const Noise& noise : {kNoises[0], kNoises[1]}) {
    const FalseAlarms alarms = false_alarms({.n_units = 8, .noise = noise, .n_sets = 120});
    EXPECT_GT(alarms.by_f, 0) << noise.name;
    EXPECT_LT(alarms.by_f, 14) << noise.name;
    EXPECT_LT(alarms.by_holm, 14) << noise.name;
  }
}

// One cell of 24 stands out by 5 of its standard errors, sd / sqrt(12).
TEST(AdditiveModel, SeesOneCellThatStandsOut) {
  Rng rng(7);
  int seen = 0;
  for (int set = 0; set < 50; ++set) {
    std::vector<PairedRow> rows;
    for (int t = 0; t < 4; ++t) {
      MatrixXd y = simulated_cells({12, 6}, kNoises[0], 1, rng);
      if (t == 1) y.col(2).array() += 5 / std::sqrt(12.0);
      rows.push_back(row_of(y));
    }
    const AdditiveFit fit = fit_additive(rows);
    Eigen::Index t = 0, g = 0;
    fit.residual.maxCoeff(&t, &g);
    seen += t == 1 && g == 2 && fit.test->p <= 0.05 ? 1 : 0;
  }
  EXPECT_GT(seen, 25);
}

// P(F >= 4.965) with 1 and 10 df is the two-sided p of t = 2.228 with 10 df: .05 (tables).
TEST(FUpperTail, IsThatOfTablesAndKeepsSmallTails) {
  EXPECT_NEAR(f_upper_tail(4.9646, 1, 10), 0.05, 1e-5);
  EXPECT_EQ(f_upper_tail(0, 3, 7), 1);
  EXPECT_GT(f_upper_tail(1e6, 5, 50), 0);
}

}  // namespace
}  // namespace tangram
