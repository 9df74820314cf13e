#include "stats/within_fit.h"

#include "base/check.h"

namespace tangram {
namespace {

/// Below this share of its size a rest is rounding.
constexpr double kRest = 1e-10;

Eigen::MatrixXd off_row_means(const Eigen::MatrixXd& m) {
  return m.colwise() - m.rowwise().mean().eval();
}

}  // namespace

std::optional<WithinFit> within_fit(const Eigen::MatrixXd& y, const Eigen::VectorXd& x,
                                    const Eigen::MatrixXd& c) {
  TANGRAM_CHECK(y.rows() == c.rows() && y.cols() == c.cols() && y.cols() == x.size());
  if (y.rows() == 0 || y.cols() < 2) return std::nullopt;
  const Eigen::MatrixXd dy = off_row_means(y), dc = off_row_means(c);
  const Eigen::RowVectorXd dx = (x.array() - x.mean()).matrix().transpose();
  if (dx.norm() <= kRest * x.norm()) return std::nullopt;
  const auto slope_of = [&](const Eigen::MatrixXd& of) {
    return (of * dx.transpose()).mean() / dx.squaredNorm();
  };
  const Eigen::MatrixXd rest = dc.rowwise() - slope_of(dc) * dx;  // of c, without its trend in x
  if (rest.norm() <= kRest * c.norm()) return std::nullopt;
  WithinFit fit;
  fit.weight = rest.cwiseProduct(dy).sum() / rest.squaredNorm();
  fit.slope = slope_of(dy - fit.weight * dc);
  return fit;
}

}  // namespace tangram
