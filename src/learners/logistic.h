#pragma once

#include <Eigen/Dense>

namespace tangram {

/// L2-regularised logistic regression, the minimum over w of
///
///   ||w||^2 / 2 + c sum_i log(1 + exp(-sign_i w . z_i))
///
/// z: r x n, one example a column (a bias is a row of ones, regularised like the rest);
/// sign: n entries, +1 or -1, both present; c > 0. By liblinear's primal trust-region
/// solver (Lin, Weng, Keerthi 2008), which draws no random numbers. Silent.
Eigen::VectorXd logistic_weights(const Eigen::MatrixXd& z, const Eigen::VectorXd& sign, double c);

/// log(1 / (1 + exp(-x))), without overflow.
double log_sigmoid(double x);

}  // namespace tangram
