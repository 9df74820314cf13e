#include "stats/mean_squares.h"

#include "base/check.h"

namespace tangram {

MeanSquares mean_squares(const Eigen::MatrixXd& y) {
  TANGRAM_CHECK(y.rows() >= 2 && y.cols() >= 2 && y.allFinite());
  const double n_draws = static_cast<double>(y.rows()), n_queries = static_cast<double>(y.cols());
  const double origin = y(0, 0);
  Eigen::MatrixXd rest = y.array() - origin;
  const double shift = rest.mean();
  rest.array() -= shift;
  const Eigen::VectorXd rows = rest.rowwise().mean();
  const Eigen::RowVectorXd columns = rest.colwise().mean();
  rest.colwise() -= rows;
  rest.rowwise() -= columns;
  MeanSquares result;
  result.mean = origin + shift;
  result.n_draws = static_cast<int>(y.rows());
  result.n_queries = static_cast<int>(y.cols());
  result.draw = n_queries * rows.squaredNorm() / (n_draws - 1);
  result.query = n_draws * columns.squaredNorm() / (n_queries - 1);
  result.residual = rest.squaredNorm() / ((n_draws - 1) * (n_queries - 1));
  return result;
}

}  // namespace tangram
