#include "learners/linear_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "learners/logistic.h"
#include "math/log_space.h"

namespace tangram {
namespace {

int n_classes_of(std::span<const int> y) { return *std::max_element(y.begin(), y.end()) + 1; }

/// The columns of `all` whose fold is, or is not, `fold`.
Eigen::MatrixXd columns(const Eigen::MatrixXd& all, std::span<const int> folds, int fold,
                        bool held_out) {
  Eigen::MatrixXd out(all.rows(), all.cols());
  Eigen::Index n = 0;
  for (Eigen::Index i = 0; i < all.cols(); ++i)
    if ((folds[static_cast<std::size_t>(i)] == fold) == held_out) out.col(n++) = all.col(i);
  return out.leftCols(n);
}

std::vector<int> labels(std::span<const int> y, std::span<const int> folds, int fold,
                        bool held_out) {
  std::vector<int> out;
  for (std::size_t i = 0; i < y.size(); ++i)
    if ((folds[i] == fold) == held_out) out.push_back(y[i]);
  return out;
}

/// A choice of kernel and loss weight.
struct Choice {
  std::size_t kernel = 0, grid = 0;
};

Choice choose(std::span<const DualCoordinates> coordinates, std::span<const int> y,
              const LinearOptions& options) {
  const auto& grid = options.grid;
  Choice best{(coordinates.size() - 1) / 2, (grid.size() - 1) / 2};
  if (options.select != "cv_on_demonstration" || coordinates.size() * grid.size() == 1) return best;
  const std::vector<int> folds = stratified_folds(y, static_cast<int>(options.folds));
  if (folds.empty()) return best;
  const int n_folds = n_classes_of(folds);
  double best_score = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    std::vector<double> score(grid.size());
    for (int fold = 0; fold < n_folds; ++fold) {
      const Eigen::MatrixXd kept = columns(coordinates[k].z, folds, fold, false);
      const Eigen::MatrixXd out = columns(coordinates[k].z, folds, fold, true);
      const auto kept_y = labels(y, folds, fold, false), out_y = labels(y, folds, fold, true);
      for (std::size_t g = 0; g < grid.size(); ++g) {
        const auto log_p =
            LinearFit::train(options.kind(), kept, kept_y, grid[g]).log_probabilities(out);
        for (std::size_t i = 0; i < out_y.size(); ++i)
          score[g] += log_p(out_y[i], static_cast<Eigen::Index>(i));
      }
    }
    for (std::size_t g = 0; g < grid.size(); ++g)
      if (score[g] > best_score) best_score = score[g], best = {k, g};
  }
  return best;
}

/// Fit on all examples, asked of the queries: seen classes x q. y counts seen classes only.
Eigen::MatrixXd fit_and_ask(std::span<const int> y, std::span<const Kernel> kernels,
                            const LinearOptions& options) {
  std::vector<DualCoordinates> coordinates;
  for (const auto& kernel : kernels) coordinates.push_back(dual_coordinates(kernel.gram));
  const Choice choice = choose(coordinates, y, options);
  const auto& chosen = coordinates[choice.kernel];
  return LinearFit::train(options.kind(), chosen.z, y, options.grid[choice.grid])
      .log_probabilities(chosen.lift * kernels[choice.kernel].cross);
}

}  // namespace

void LinearOptions::visit(FieldVisitor& v) {
  v({.name = "fit",
     .help = "'logistic': one class against the rest (liblinear, primal); 'ridge': least squares "
             "on +-1 codes.",
     .choices = {"logistic", "ridge"}},
    fit);
  v({.name = "grid", .help = "Weights of the loss against the penalty (C) to try.", .min = 1e-9},
    grid);
  v({.name = "select",
     .help = "How one is chosen: by stratified folds on the demonstration, or the grid's middle.",
     .choices = {"cv_on_demonstration", "middle_of_grid"}},
    select);
  v({.name = "folds", .help = "Folds, at most; never more than the smallest class.", .min = 2},
    folds);
  v({.name = "smoothing",
     .help = "Pseudo-count of a class that the demonstration does not show.",
     .min = 1e-6},
    smoothing);
}

void LinearOptions::check(std::string_view owner) const {
  require(!grid.empty(), "{}: grid is empty; give at least one value, e.g. grid = [1.0]", owner);
}

DualCoordinates dual_coordinates(const Eigen::MatrixXd& gram) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
  const Eigen::VectorXd& values = eigen.eigenvalues();  // ascending
  const double least = 1e-10 * std::max(values.size() > 0 ? values.maxCoeff() : 0.0, 1e-300);
  Eigen::Index r = 0;
  for (double value : values) r += value > least;
  const Eigen::VectorXd root = values.tail(r).cwiseSqrt();
  const Eigen::MatrixXd basis = eigen.eigenvectors().rightCols(r).transpose();  // r x n
  return {root.asDiagonal() * basis, root.cwiseInverse().asDiagonal() * basis};
}

LinearFit LinearFit::train(FitKind kind, const Eigen::MatrixXd& z, std::span<const int> y,
                           double c) {
  const int n_classes = n_classes_of(y);
  TANGRAM_CHECK(n_classes >= 2 && static_cast<Eigen::Index>(y.size()) == z.cols());
  LinearFit out{kind, Eigen::MatrixXd(n_classes, z.rows())};
  Eigen::MatrixXd code(z.cols(), n_classes);
  for (Eigen::Index i = 0; i < z.cols(); ++i)
    for (int k = 0; k < n_classes; ++k) code(i, k) = y[static_cast<std::size_t>(i)] == k ? 1 : -1;
  if (kind == FitKind::ridge) {
    Eigen::MatrixXd normal = z * z.transpose();
    normal.diagonal().array() += 1 / c;
    out.weights = normal.ldlt().solve(z * code).transpose();
    return out;
  }
  for (int k = n_classes == 2 ? 1 : 0; k < n_classes; ++k)
    out.weights.row(k) = logistic_weights(z, code.col(k), c).transpose();
  if (n_classes == 2) out.weights.row(0) = -out.weights.row(1);
  return out;
}

Eigen::MatrixXd LinearFit::log_probabilities(const Eigen::MatrixXd& z) const {
  Eigen::MatrixXd out = weights * z;
  if (kind == FitKind::logistic) out = out.unaryExpr(&log_sigmoid);
  for (Eigen::Index q = 0; q < out.cols(); ++q)
    log_softmax({out.col(q).data(), static_cast<std::size_t>(out.rows())});
  return out;
}

std::vector<int> stratified_folds(std::span<const int> y, int folds) {
  std::vector<int> counts(static_cast<std::size_t>(n_classes_of(y)));
  for (int c : y) ++counts[static_cast<std::size_t>(c)];
  for (int count : counts)
    if (count > 0) folds = std::min(folds, count);
  if (folds < 2) return {};
  std::vector<int> met(counts.size()), out;
  for (int c : y) out.push_back(met[static_cast<std::size_t>(c)]++ % folds);
  return out;
}

Eigen::MatrixXd linear_log_probabilities(const Lesson& lesson, std::span<const Kernel> kernels,
                                         const LinearOptions& options) {
  const std::vector<int> counts = lesson.counts();
  Eigen::VectorXd votes(lesson.n_classes);
  std::vector<int> seen_number(counts.size(), -1);
  int n_seen = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    votes(static_cast<Eigen::Index>(c)) = counts[c];
    if (counts[c] > 0) seen_number[c] = n_seen++;
  }
  Eigen::MatrixXd out = same_for_all(smoothed_log_p(votes, options.smoothing), lesson);
  if (n_seen < 2) return out;

  std::vector<int> y;
  for (int c : lesson.y) y.push_back(seen_number[static_cast<std::size_t>(c)]);
  const Eigen::MatrixXd fitted = fit_and_ask(y, kernels, options);
  const double a = options.smoothing;
  const double log_share =
      std::log((lesson.n() + a * n_seen) / (lesson.n() + a * lesson.n_classes));
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (seen_number[c] >= 0)
      out.row(static_cast<Eigen::Index>(c)) = fitted.row(seen_number[c]).array() + log_share;
  return out;
}

}  // namespace tangram
