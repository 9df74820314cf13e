#include "tasks/linear_regression.h"

#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "base/check.h"

namespace tangram {
namespace {

Eigen::MatrixXd normals(Rng rng, Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXd out(rows, columns);
  for (double& value : out.reshaped()) value = rng.normal();
  return out;
}

}  // namespace

TaskPool normal_pool(int dimension, int size, double task_sd, const Rng& rng) {
  require(dimension >= 1, "a pool of tasks: dimension is {}, must be at least 1", dimension);
  require(size >= 1, "a pool of tasks: pool_size is {}, must be at least 1, or inf", size);
  require(std::isfinite(task_sd) && task_sd > 0, "a pool of tasks: task_sd is {}, must be > 0",
          task_sd);
  TaskPool out;
  out.tasks.resize(dimension, size);
  for (Eigen::Index i = 0; i < size; ++i)
    out.tasks.col(i) = task_sd * normals(rng.at(static_cast<std::uint64_t>(i)), dimension, 1);
  Rng named = rng;
  out.id = fmt::format("normal(dimension={}, size={}, task_sd={}, stream={:016x})", dimension, size,
                       task_sd, named.next());
  return out;
}

LinearRegression::LinearRegression(LinearRegressionOptions options,
                                   std::shared_ptr<const TaskPool> pool)
    : options_(options), pool_(std::move(pool)) {
  require(options_.dimension >= 1, "linear_regression: dimension is {}, must be at least 1",
          options_.dimension);
  require(options_.points >= 1, "linear_regression: points is {}, must be at least 1",
          options_.points);
  require(std::isfinite(options_.noise_sd) && options_.noise_sd >= 0,
          "linear_regression: noise_sd is {}, must be at least 0", options_.noise_sd);
  require(std::isfinite(options_.task_sd) && options_.task_sd > 0,
          "linear_regression: task_sd is {}, must be > 0", options_.task_sd);
  require(pool_ == nullptr || pool_->tasks.rows() == options_.dimension,
          "linear_regression: dimension is {}, but the pool's tasks have {}", options_.dimension,
          pool_ == nullptr ? 0 : pool_->tasks.rows());
}

std::string LinearRegression::id() const {
  return fmt::format("linear_regression(version=1, dimension={}, points={}, noise_sd={}, {})",
                     options_.dimension, options_.points, options_.noise_sd,
                     pool_ == nullptr ? fmt::format("task_sd={}", options_.task_sd)
                                      : fmt::format("pool={}", pool_->id));
}

Episode<Vector> LinearRegression::draw(const Rng& rng, std::uint64_t index,
                                       const Shape& shape) const {
  require(shape.queries == 0, "linear_regression: queries is {}, but a sequence asks itself alone",
          shape.queries);
  std::vector<int> asked = shape.shots;
  if (asked.empty()) {
    asked.resize(static_cast<std::size_t>(options_.points));
    std::iota(asked.begin(), asked.end(), 0);
  }
  const Rng stream = rng.at("demo").at(index);
  Rng task = stream.at("task");
  const Eigen::VectorXd w =
      pool_ == nullptr ? Eigen::VectorXd(options_.task_sd * normals(task, options_.dimension, 1))
                       : Eigen::VectorXd(pool_->tasks.col(static_cast<Eigen::Index>(
                             task.below(static_cast<std::uint64_t>(pool_->tasks.cols())))));
  const Eigen::MatrixXd x = normals(stream.at("x"), options_.dimension, options_.points);
  const Eigen::RowVectorXd clean = w.transpose() * x;
  Episode<Vector> out{id(), index, {}, {}, {}};
  out.problem.demonstration = {
      x, clean + options_.noise_sd * normals(stream.at("noise"), 1, options_.points)};
  for (const int k : asked) {
    require(0 <= k && k < options_.points,
            "linear_regression: {} shots of {} points leave none to ask; give more points", k,
            options_.points);
    out.problem.questions.push_back({k, x.col(k)});
    out.truth.push_back(Eigen::VectorXd::Constant(1, clean(k)));
    out.query.push_back(static_cast<std::uint64_t>(k));
  }
  return out;
}

}  // namespace tangram
