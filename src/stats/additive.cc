#include "stats/additive.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

/// The covariance of a row's contrasts: their variances, and the correlations of their units.
Eigen::MatrixXd covariance_of(const PairedRow& row) {
  const Eigen::Index n = row.cells.size();
  Eigen::MatrixXd rest = row.units.rowwise() - row.units.colwise().mean();
  for (Eigen::Index g = 0; g < n; ++g) {
    const double norm = rest.col(g).norm();
    const double error = row.contrasts[static_cast<std::size_t>(g)].standard_error;
    rest.col(g) *= norm == 0 ? 0 : error / norm;
  }
  Eigen::MatrixXd covariance = rest.transpose() * rest;
  for (Eigen::Index g = 0; g < n; ++g) {  // also where the units are equal and the queries are not
    const double error = row.contrasts[static_cast<std::size_t>(g)].standard_error;
    covariance(g, g) = error * error;
  }
  return covariance;
}

/// The degrees of freedom of a row's variances together: their mean by weight, harmonic.
double df_of(const PairedRow& row) {
  double sum = 0, over_df = 0;
  for (const Effect& z : row.contrasts) {
    const double v = z.standard_error * z.standard_error;
    sum += v;
    over_df += v / z.df;
  }
  return sum == 0 ? 1 : sum / over_df;
}

/// tr(V^2) from an estimate S of V with n degrees of freedom, without the bias of tr(S^2).
double square_trace(const Eigen::MatrixXd& s, double n) {
  const double trace = s.trace(), plain = s.squaredNorm();
  if (n <= 2) return plain;  // too few to correct: too large is the safe side
  const double least = trace * trace / static_cast<double>(s.rows() - 1);
  const double corrected = n * n / ((n - 1) * (n + 2)) * (plain - trace * trace / n);
  return std::clamp(corrected, least, trace * trace);
}

std::optional<InteractionTest> test_of(std::span<const PairedRow> rows, const AdditiveFit& fit) {
  const double n_rows = static_cast<double>(rows.size()), kept = 1 - 1 / n_rows;
  std::vector<Eigen::MatrixXd> covariances;
  double trace = 0;
  for (const PairedRow& row : rows) {
    covariances.push_back(covariance_of(row));
    trace += kept * covariances.back().trace();
  }
  if (trace == 0) return std::nullopt;
  double squares = 0, spread = 0;
  for (std::size_t s = 0; s < rows.size(); ++s) {
    const double n = df_of(rows[s]);
    // On the scale of the trace, so that small variances do not underflow.
    const double own = kept * kept * square_trace(covariances[s] / trace, n);
    squares += own;
    spread += own / n;
    for (std::size_t other = 0; other < s; ++other)
      squares += 2 / (n_rows * n_rows) *
                 (covariances[s] / trace).cwiseProduct(covariances[other] / trace).sum();
  }
  const double most = (n_rows - 1) * static_cast<double>(fit.residual.cols() - 1);
  InteractionTest test;
  test.statistic = fit.squares.rest / trace;
  test.df1 = std::clamp(1 / squares, 1.0, most);
  test.df2 = 1 / spread;
  test.p = f_upper_tail(test.statistic, test.df1, test.df2);
  return test;
}

std::vector<Effect> residual_effects(std::span<const PairedRow> rows, const AdditiveFit& fit) {
  const std::size_t n_rows = rows.size(), n_columns = rows.front().contrasts.size();
  std::vector<Effect> out;
  for (std::size_t t = 0; t < n_rows; ++t) {
    std::vector<double> weights(n_rows, -1 / static_cast<double>(n_rows));
    weights[t] += 1;
    for (std::size_t g = 0; g < n_columns; ++g) {
      std::vector<Effect> parts;
      for (const PairedRow& row : rows) parts.push_back(row.contrasts[g]);
      out.push_back(weighted_sum(parts, weights));
      out.back().mean = fit.residual(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(g));
    }
  }
  return out;
}

/// The sums of squares less what noise alone adds to each on average.
TableSquares true_squares(std::span<const PairedRow> rows, const AdditiveFit& fit) {
  const double n_rows = static_cast<double>(rows.size());
  const double n_columns = static_cast<double>(rows.front().contrasts.size());
  double of_means = 0, of_contrasts = 0;
  for (const PairedRow& row : rows) {
    of_means += row.mean->standard_error * row.mean->standard_error;
    for (const Effect& z : row.contrasts) of_contrasts += z.standard_error * z.standard_error;
  }
  const double kept = 1 - 1 / n_rows;
  return {.row = std::max(0.0, fit.squares.row - n_columns * kept * of_means),
          .column = std::max(0.0, fit.squares.column - of_contrasts / n_rows),
          .rest = std::max(0.0, fit.squares.rest - kept * of_contrasts)};
}

}  // namespace

std::optional<double> additive_share(const TableSquares& squares) {
  const double all = squares.row + squares.column + squares.rest;
  if (all == 0) return std::nullopt;
  return (squares.row + squares.column) / all;
}

AdditiveFit fit_additive(std::span<const PairedRow> rows) {
  TANGRAM_CHECK(rows.size() >= 2 && rows.front().cells.size() >= 2);
  const Eigen::Index n_columns = rows.front().cells.size();
  const double origin = rows.front().cells[0];
  AdditiveFit fit;
  fit.residual.resize(static_cast<Eigen::Index>(rows.size()), n_columns);
  bool spread_known = true;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    const PairedRow& row = rows[t];
    TANGRAM_CHECK(row.cells.size() == n_columns && row.cells.allFinite());
    TANGRAM_CHECK(row.contrasts.empty() ||
                  (std::ssize(row.contrasts) == n_columns && row.units.cols() == n_columns &&
                   row.units.rows() >= 2 && row.mean));
    fit.residual.row(static_cast<Eigen::Index>(t)) = row.cells.transpose().array() - origin;
    spread_known = spread_known && !row.contrasts.empty();
  }
  const double shift = fit.residual.mean();
  fit.mean = origin + shift;
  fit.residual.array() -= shift;
  fit.row = fit.residual.rowwise().mean();
  fit.column = fit.residual.colwise().mean().transpose();
  fit.residual.colwise() -= fit.row;
  fit.residual.rowwise() -= fit.column.transpose();
  fit.squares = {.row = static_cast<double>(n_columns) * fit.row.squaredNorm(),
                 .column = static_cast<double>(rows.size()) * fit.column.squaredNorm(),
                 .rest = fit.residual.squaredNorm()};
  if (!spread_known) return fit;
  fit.residual_effects = residual_effects(rows, fit);
  fit.true_squares = true_squares(rows, fit);
  fit.test = test_of(rows, fit);
  return fit;
}

}  // namespace tangram
