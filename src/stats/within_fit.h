#pragma once

#include <Eigen/Dense>
#include <optional>

namespace tangram {

/// y(unit, point) = a(unit) + slope x(point) + weight c(unit, point), by least squares.
struct WithinFit {
  double slope = 0, weight = 0;
};

/// Each unit has a level of its own, which is taken off first (Frisch and Waugh 1933), so what
/// units differ by explains nothing. y and c: units x points; x: a number a point. Nothing where
/// within units c does not vary, or is a straight line of x in all of them (to rounding), and where
/// x does not vary. Values finite. O(units x points).
std::optional<WithinFit> within_fit(const Eigen::MatrixXd& y, const Eigen::VectorXd& x,
                                    const Eigen::MatrixXd& c);

}  // namespace tangram
