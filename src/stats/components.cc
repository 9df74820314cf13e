#include "stats/components.h"

#include <algorithm>

#include "base/check.h"
#include "stats/mean_squares.h"

namespace tangram {

std::optional<VarianceComponents> variance_components(const Eigen::MatrixXd& y) {
  if (y.rows() < 2 || y.cols() < 2) return std::nullopt;
  const MeanSquares ms = mean_squares(y);
  const double draw = (ms.draw - ms.residual) / ms.n_queries;
  const double query = (ms.query - ms.residual) / ms.n_draws;
  return VarianceComponents{std::max(draw, 0.0), std::max(query, 0.0), ms.residual, draw < 0,
                            query < 0};
}

double variance_of_mean(const VarianceComponents& components, int draws, int queries) {
  TANGRAM_CHECK(draws >= 1 && queries >= 1);
  const double m = draws, q = queries;
  return components.draw / m + components.query / q + components.residual / (m * q);
}

}  // namespace tangram
