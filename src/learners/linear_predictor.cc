#include "learners/linear_predictor.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "core/check_regression.h"

namespace tangram {
namespace {

/// dimension: of the examples that the learner takes; 0: any.
void check(const Problem<Vector>& problem, Eigen::Index dimension, const std::string& id) {
  const Eigen::MatrixXd& x = problem.demonstration.x;
  require(dimension == 0 || x.rows() == dimension,
          "{}: examples of dimension {}, where it takes {}; give the learner the task's dimension",
          id, x.rows(), dimension);
  check_regression(problem, id);
  for (const auto& question : problem.questions)
    require(question.x.size() == x.rows(), "{}: a question of dimension {} after examples of {}",
            id, question.x.size(), x.rows());
}

/// The most that a question asks at.
int most_shots(const Problem<Vector>& problem) {
  int most = 0;
  for (const auto& question : problem.questions) most = std::max(most, question.shots);
  return most;
}

}  // namespace

std::vector<std::vector<Prediction>> LinearPredictor::answer(
    std::span<const Problem<Vector>> problems, std::stop_token stop) {
  for (const auto& problem : problems) check(problem, dimension(), id());
  std::vector<std::vector<Prediction>> out;
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    const int most = most_shots(problem);
    const auto& [x, y] = problem.demonstration;
    const Eigen::VectorXd shown =
        most == 0 ? Eigen::VectorXd(0) : Eigen::VectorXd(y.row(0).head(most).transpose());
    const Eigen::MatrixXd weights = prefix_weights(x.leftCols(most), shown);
    auto& answers = out.emplace_back();
    for (const auto& question : problem.questions)
      answers.push_back(
          {Eigen::VectorXd::Constant(1, weights.col(question.shots).dot(question.x)), {}, {}});
  }
  return out;
}

}  // namespace tangram
