#include "stats/nested_components.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

struct MeanSquare {
  double value = 0, df = 0;
};

/// How far the bound lies from a - b where P(F <= f) of the two is at the level's end: V of Ting
/// et al., whose term of both is such that the bound is 0 exactly where a / b = f.
double reach(const MeanSquare& a, const MeanSquare& b, double p) {
  const double of_a = 1 - 1 / mean_square_quantile(p, a.df);
  const double of_b = 1 / mean_square_quantile(1 - p, b.df) - 1;
  const double f = f_quantile(p, a.df, b.df);
  const double of_both = ((f - 1) * (f - 1) - of_a * of_a * f * f - of_b * of_b) / f;
  const double variance = of_a * of_a * a.value * a.value + of_b * of_b * b.value * b.value +
                          of_both * a.value * b.value;
  return std::sqrt(std::max(variance, 0.0));
}

/// (a - b) / divisor.
Component difference(const MeanSquare& a, const MeanSquare& b, double divisor, double level) {
  const double d = a.value - b.value, tail = (1 - level) / 2;
  return {std::max(d, 0.0) / divisor,
          d < 0,
          {std::max(d - reach(a, b, 1 - tail), 0.0) / divisor,
           std::max(d + reach(a, b, tail), 0.0) / divisor}};
}

/// What of the draws' mean square is not theirs.
MeanSquare below_draws(const MeanSquare& order, const MeanSquare& draw_query,
                       const MeanSquare& residual) {
  const double sum =
      std::max({order.value + draw_query.value - residual.value, order.value, draw_query.value});
  double spread = 0;
  for (const MeanSquare* ms : {&order, &draw_query, &residual})
    spread += ms->value * ms->value / ms->df;
  return {sum, spread > 0 ? std::max(sum * sum / spread, 1.0) : order.df};
}

}  // namespace

std::optional<NestedComponents> nested_components(const std::vector<MatrixXd>& y, double level) {
  if (y.size() < 2 || y.front().rows() < 2 || y.front().cols() < 2) return std::nullopt;
  const auto n_draws = static_cast<Eigen::Index>(y.size());
  const Eigen::Index n_orders = y.front().rows(), n_queries = y.front().cols();
  const double origin = y.front()(0, 0), D = static_cast<double>(n_draws),
               P = static_cast<double>(n_orders), Q = static_cast<double>(n_queries);
  MatrixXd by_query(n_draws, n_queries);  // y_d.q
  double orders = 0, residuals = 0;
  for (Eigen::Index d = 0; d < n_draws; ++d) {
    TANGRAM_CHECK(y[static_cast<std::size_t>(d)].rows() == n_orders);
    TANGRAM_CHECK(y[static_cast<std::size_t>(d)].cols() == n_queries);
    MatrixXd rest = y[static_cast<std::size_t>(d)].array() - origin;
    by_query.row(d) = rest.colwise().mean();
    rest.rowwise() -= by_query.row(d).eval();
    const VectorXd of_order = rest.rowwise().mean();
    orders += of_order.squaredNorm();
    rest.colwise() -= of_order;
    residuals += rest.squaredNorm();
  }
  const RowVectorXd of_query = by_query.colwise().mean();
  const VectorXd of_draw = (by_query.rowwise() - of_query).rowwise().mean();
  const MatrixXd both = (by_query.rowwise() - of_query).colwise() - of_draw;

  const MeanSquare draw{P * Q * of_draw.squaredNorm() / (D - 1), D - 1};
  const MeanSquare order{Q * orders / (D * (P - 1)), D * (P - 1)};
  const MeanSquare draw_query{P * both.squaredNorm() / ((D - 1) * (Q - 1)), (D - 1) * (Q - 1)};
  const MeanSquare residual{residuals / (D * (P - 1) * (Q - 1)), D * (P - 1) * (Q - 1)};
  const double query = D * P * (of_query.array() - of_query.mean()).square().sum() / (Q - 1);

  NestedComponents out;
  out.draw = difference(draw, below_draws(order, draw_query, residual), P * Q, level);
  out.order = difference(order, residual, Q, level);
  out.query = std::max(query - draw_query.value, 0.0) / (D * P);
  out.draw_query = std::max(draw_query.value - residual.value, 0.0) / P;
  out.residual = residual.value;
  out.n_draws = static_cast<int>(n_draws);
  out.n_orders = static_cast<int>(n_orders);
  out.n_queries = static_cast<int>(n_queries);
  return out;
}

}  // namespace tangram
