#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.h"

namespace tangram {

/// How a linear map W is fitted to pairs (x_i, y_i), i = 1 .. n: columns of X (D x n), Y (M x n).
///
/// All three are Y f(G) X' for G = X'X and a function f of G's eigenvalues, so that no matrix
/// larger than n x n is ever formed (O(n^3), whatever D is):
///
///   gradient_descent  f(l) = (1 - (1 - eta l)^t) / l: t = `steps` steps of full-batch descent
///                     from W = 0 on 1/2 sum_i |W x_i - y_i|^2, W <- W - eta (W X - Y) X',
///                     eta = step / (largest eigenvalue of G). It never diverges: step <= 1.
///                     t = 80 is how Nafar et al. (2025, app. B) read Li et al. 2024: one step a
///                     layer of LLaMA 2 70B. The paper's own step size is not known.
///   ridge             f(l) = 1 / (l + p), p = penalty times the mean of |x_i|^2; the penalty
///                     of the grid with the least leave-one-out error, the first of equals.
///   min_norm          f(l) = 1 / l, and 0 where l is 0 to rounding: Y times the pseudo-inverse
///                     of X, the least |W| among the least-squares fits.
///   identity          W = I (D = M): no fit, what nearness alone gives. It has no dual.
struct LinearMapOptions {
  std::string fit = "ridge";
  std::int64_t steps = 80;
  double step = 1;
  std::vector<double> penalties = {0.001, 0.01, 0.1, 1, 10};

  void visit(FieldVisitor& v);
  void check(std::string_view owner) const;  // Error: no penalties
};

/// Inner products of the n pairs of a fit: x_i . x_j and y_i . y_j.
struct PairProducts {
  Eigen::MatrixXd prompts, responses;  // n x n
};

/// A (n x n) with W = Y A X', so that W x = Y A (X'x). All 0 where all prompts are 0. Not of
/// "identity".
///
/// Numerical care: an eigenvalue below 16 n eps times the largest is 0 to rounding. That keeps
/// prompts whose norms differ by 1e6, where a threshold of 1e-10 would drop the short ones.
Eigen::MatrixXd fit_dual(const PairProducts& pairs, const LinearMapOptions& options);

/// sum_i |y_i - W_(i) x_i|^2, W_(i) the ridge fit without pair i: with H = G (G + p I)^-1 the
/// residual is (y_i - (Y H)_i) / (1 - H_ii) (Allen 1974). `penalty` as in LinearMapOptions, its
/// scale that of all n pairs; > 0. With one pair W_(1) = 0.
double leave_one_out_error(const PairProducts& pairs, double penalty);

/// What images are compared with: y_i . c (n x K) and |c| of each candidate c.
struct CandidateProducts {
  Eigen::MatrixXd cross;
  Eigen::VectorXd norms;
};

/// cos(W x, c) for each candidate and each asked x: K x q. cross: X'x, n x q. An image or a
/// candidate of length 0 (to rounding: all of the image cancels) has cosine 0 with everything.
Eigen::MatrixXd image_cosines(const Eigen::MatrixXd& dual, const Eigen::MatrixXd& cross,
                              const Eigen::MatrixXd& responses,
                              const CandidateProducts& candidates);

}  // namespace tangram
