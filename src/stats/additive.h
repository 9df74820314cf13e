#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <vector>

#include "stats/effect.h"

namespace tangram {

/// A row of a table of cells whose own cells are paired by unit (one task under G maps, say), while
/// rows are independent of each other. Contrast g is the cell less the mean of its row.
struct PairedRow {
  Eigen::VectorXd cells;          // G
  std::vector<Effect> contrasts;  // G; empty: nothing is known of the spread
  Eigen::MatrixXd units;          // units by G: the contrasts of each unit; read for how they go
                                  // together, their sizes are those of `contrasts`
  std::optional<Effect> mean;     // of the row's cells; there where contrasts are
};

/// The spread of the cells of a table around their mean, as sums of squares over all cells:
/// row = G sum a_t^2, column = T sum b_g^2, rest = sum e_tg^2.
struct TableSquares {
  double row = 0, column = 0, rest = 0;
};

/// Share of the additive part, (row + column) / (row + column + rest); nullopt: there is no spread.
std::optional<double> additive_share(const TableSquares& squares);

/// The test of "no row differs from the others in how it takes the columns", all e_tg = 0:
///   F = sum r^2 / sum var(r),
/// 1 on average under the null, against F(df1, df2), the law of Box 1954 for sums of dependent
/// squares. With V the covariance of all residuals and V_s that of the contrasts of row s,
///   df1 = tr(V)^2 / tr(V^2),   df2 = tr(V)^2 / sum_s ((1 - 1/T)^2 tr(V_s^2) / n_s),
/// where tr(V_s^2) is taken without the bias of its estimate, n^2 / ((n - 1) (n + 2)) (tr(S^2) -
/// tr(S)^2 / n) (as Huynh and Feldt 1976 do), within what a covariance of G - 1 dimensions can be.
/// It needs neither equal variances nor equal correlations, nor more units than columns, which the
/// inverse of a Wald test would. Size by simulation: docs/statistics.md.
struct InteractionTest {
  double statistic = 0, df1 = 0, df2 = 0, p = 1;
};

/// The additive model of a table, y_tg = mean + a_t + b_g + e_tg, a and b summing to 0, by least
/// squares: with all cells there, the residual is y_tg - row mean - column mean + mean.
struct AdditiveFit {
  double mean = 0;
  Eigen::VectorXd row, column;  // a (T), b (G)
  Eigen::MatrixXd residual;     // T by G: the estimates of e
  TableSquares squares;         // of the cells as they are, noise included

  // What follows is there where each row has contrasts.
  std::vector<Effect> residual_effects;      // row by row; se 0: no unit differs from another
  std::optional<TableSquares> true_squares;  // less what noise adds on average; not below 0
  std::optional<InteractionTest> test;       // nullopt also where no residual has any spread
};

/// At least 2 rows of the same G >= 2 cells; all values finite. Cost: O(T G (T + G M)).
///
/// A residual is a weighted sum of contrasts of independent rows, r_tg = sum_s (1[s = t] - 1/T)
/// z_sg: its se^2 adds up and its df are Satterthwaite's.
AdditiveFit fit_additive(std::span<const PairedRow> rows);

}  // namespace tangram
