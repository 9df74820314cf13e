#include "learners/nearest_neighbour.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/check.h"
#include "learners/input_kernel.h"
#include "learners/lesson.h"

namespace tangram {
namespace {

double cosine(double product, double a_squared, double b_squared) {
  return product == 0 ? 0 : product / std::sqrt(a_squared * b_squared);
}

}  // namespace

void NearestNeighbourOptions::visit(FieldVisitor& v) {
  v({.name = "k", .help = "How many neighbours vote.", .min = 1}, k);
  counts.visit(v);
  v({.name = "smoothing", .help = "Pseudo-count of every class beside the votes.", .min = 1e-6},
    smoothing);
}

std::string NearestNeighbour::id() const {
  return fmt::format("nearest_neighbour@1({})", options_text(options_));
}

Eigen::VectorXd neighbour_votes(const Eigen::VectorXd& similarity, std::span<const int> y,
                                int n_classes, int k) {
  Eigen::VectorXd votes = Eigen::VectorXd::Zero(n_classes);
  const auto n = static_cast<int>(y.size());
  if (n == 0) return votes;
  k = std::min(k, n);
  std::vector<double> sorted(similarity.begin(), similarity.end());
  std::nth_element(sorted.begin(), sorted.begin() + (k - 1), sorted.end(), std::greater<>());
  const double kth = sorted[static_cast<std::size_t>(k - 1)];
  constexpr double kSame = 1e-12;  // cosines of equal inputs differ by rounding
  Eigen::VectorXd tied = Eigen::VectorXd::Zero(n_classes);
  for (int i = 0; i < n; ++i) {
    if (similarity(i) > kth + kSame)
      votes(y[static_cast<std::size_t>(i)]) += 1;
    else if (similarity(i) >= kth - kSame)
      tied(y[static_cast<std::size_t>(i)]) += 1;
  }
  return votes + tied * ((k - votes.sum()) / tied.sum());
}

std::vector<std::vector<Prediction>> NearestNeighbour::answer(
    std::span<const Problem<Text>> problems, std::stop_token stop) {
  std::vector<std::vector<Prediction>> out;
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    InputTable inputs;
    CountKernel counts(options_.counts);
    const auto squared = [&](int x) {
      const FeatureCounts& of_x = counts.counts(inputs, x);
      return static_cast<double>(dot(of_x, of_x));
    };
    out.push_back(answer_by_lessons(problem, inputs, [&](const Lesson& lesson) {
      Eigen::MatrixXd cosines = counts.products(inputs, lesson).cross;
      Eigen::MatrixXd log_p(lesson.n_classes, cosines.cols());
      std::vector<double> x_squared;
      for (int x : lesson.x) x_squared.push_back(squared(x));
      for (Eigen::Index q = 0; q < cosines.cols(); ++q) {
        const double q_squared = squared(lesson.query[static_cast<std::size_t>(q)]);
        for (Eigen::Index i = 0; i < cosines.rows(); ++i)
          cosines(i, q) = cosine(cosines(i, q), x_squared[static_cast<std::size_t>(i)], q_squared);
        log_p.col(q) =
            smoothed_log_p(neighbour_votes(cosines.col(q), lesson.y, lesson.n_classes, options_.k),
                           options_.smoothing);
      }
      return log_p;
    }));
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_nearest_neighbour(const Value& options, const Resources&) {
  return std::make_unique<NearestNeighbour>(
      parse_options<NearestNeighbourOptions>(options, "learner nearest_neighbour"));
}

}  // namespace tangram
