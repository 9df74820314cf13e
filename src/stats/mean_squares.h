#pragma once

#include <Eigen/Dense>

namespace tangram {

/// The two-way layout without replicates: M draws by Q queries. Private to stats/.
struct MeanSquares {
  double mean = 0;
  double draw = 0;      // MSA = Q sum_m (row mean - mean)^2 / (M - 1)
  double query = 0;     // MSB = M sum_q (column mean - mean)^2 / (Q - 1)
  double residual = 0;  // MSE = sum (y - row mean - column mean + mean)^2 / ((M - 1) (Q - 1))
  int n_draws = 0, n_queries = 0;
};

/// Of y(draw, query), at least 2 by 2, all values finite. Computed from deviations from the first
/// value, never as a difference of sums of squares: no cancellation far from 0.
MeanSquares mean_squares(const Eigen::MatrixXd& y);

}  // namespace tangram
