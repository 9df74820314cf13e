#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/options.h"
#include "learners/lesson.h"

namespace tangram {

/// Inner products of a lesson's inputs, bias included: all that a linear learner with an L2
/// penalty needs to know of them, however many features there are.
struct Kernel {
  Eigen::MatrixXd gram;   // n x n: example with example
  Eigen::MatrixXd cross;  // n x q: example with query
};

/// Coordinates of at most n dimensions with the same inner products as the features. By the
/// representer theorem a penalised fit in them predicts what the fit in the features does.
struct DualCoordinates {
  Eigen::MatrixXd z;     // r x n, z' z = gram
  Eigen::MatrixXd lift;  // r x n: a query's coordinates are lift * (its column of cross)
};
DualCoordinates dual_coordinates(const Eigen::MatrixXd& gram);

/// logistic: one class against the rest, sigmoids normalised to sum 1 (for two classes that
/// is logistic regression itself). ridge: least squares on +-1 codes, scores read by a
/// softmax: a monotone reading, not a calibrated one.
enum class FitKind { logistic, ridge };

struct LinearOptions {
  std::string fit = "logistic";
  std::vector<double> grid = {0.01, 0.03, 0.1, 0.3, 1, 3, 10};
  std::string select = "cv_on_demonstration";
  std::int64_t folds = 5;
  double smoothing = 0.5;

  void visit(FieldVisitor& v);
  void check(std::string_view owner) const;  // Error: an empty grid
  FitKind kind() const { return fit == "ridge" ? FitKind::ridge : FitKind::logistic; }
};

/// Weights of each class, classes x r. y: the class of each column of z, every class in
/// [0, n_classes) present, n_classes >= 2. c: weight of the loss against ||w||^2 / 2.
struct LinearFit {
  FitKind kind = FitKind::logistic;
  Eigen::MatrixXd weights;

  static LinearFit train(FitKind kind, const Eigen::MatrixXd& z, std::span<const int> y, double c);
  Eigen::MatrixXd log_probabilities(const Eigen::MatrixXd& z) const;  // classes x columns
};

/// Stratified folds without randomness: the i-th example of a class goes to fold i modulo
/// the number of folds, which is `folds` or the smallest class's size. Empty: some class has
/// fewer than 2 examples, so nothing can be held out.
std::vector<int> stratified_folds(std::span<const int> y, int folds);

/// log p(class | query) of a linear learner: the kernel (of several kinds of features, in
/// the order given) and the grid's value with the best mean log-likelihood over the folds of
/// the lesson's examples, the first of equals; the middle of both where nothing can be held
/// out; then a fit on all examples.
///
/// Classes that the examples do not show: of n examples over s of K classes, the seen
/// classes share (n + a s) / (n + a K) in the fit's proportions and each unseen class gets
/// a / (n + a K), a = smoothing: the predictive probability of a new class under a symmetric
/// Dirichlet prior, whatever the query. With no examples that is uniform; where all classes
/// are seen it changes nothing.
Eigen::MatrixXd linear_log_probabilities(const Lesson& lesson, std::span<const Kernel> kernels,
                                         const LinearOptions& options);

}  // namespace tangram
