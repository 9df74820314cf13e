#include "tasks/linear_regression.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "base/check.h"

namespace tangram {
namespace {

void fill_with_normals(Rng rng, std::span<double> values) {
  for (double& value : values) value = rng.normal();
}

template <class Values>
std::span<double> numbers_of(Values& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

}  // namespace

TaskPool normal_pool(int dimension, int size, double task_sd, const Rng& rng) {
  require(dimension >= 1, "a pool of tasks: dimension is {}, must be at least 1", dimension);
  require(size >= 1, "a pool of tasks: pool_size is {}, must be at least 1, or inf", size);
  require(std::isfinite(task_sd) && task_sd > 0, "a pool of tasks: task_sd is {}, must be > 0",
          task_sd);
  TaskPool out;
  out.tasks.resize(dimension, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    auto task = out.tasks.col(i);
    fill_with_normals(rng.at(static_cast<std::uint64_t>(i)), numbers_of(task));
    task *= task_sd;
  }
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

void LinearRegression::draw_task(Rng rng, std::span<double> w) const {
  if (pool_ == nullptr) {
    fill_with_normals(rng, w);
    for (double& value : w) value *= options_.task_sd;
    return;
  }
  const auto n_tasks = static_cast<std::uint64_t>(pool_->tasks.cols());
  const auto task = pool_->tasks.col(static_cast<Eigen::Index>(rng.below(n_tasks)));
  std::copy(task.begin(), task.end(), w.begin());
}

void LinearRegression::draw_sequence(const Rng& rng, std::uint64_t index,
                                     const RegressionRoom& room) const {
  const Eigen::Index d = options_.dimension, points = options_.points;
  TANGRAM_CHECK(std::ssize(room.x) == points * d && std::ssize(room.w) == d);
  TANGRAM_CHECK(std::ssize(room.truth) == points && std::ssize(room.y) == points);
  const Rng stream = rng.at("demo").at(index);
  draw_task(stream.at("task"), room.w);
  fill_with_normals(stream.at("x"), room.x);
  using Eigen::Map, Eigen::MatrixXd, Eigen::RowVectorXd;
  Map<RowVectorXd>(room.truth.data(), points).noalias() =
      Map<const RowVectorXd>(room.w.data(), d) * Map<const MatrixXd>(room.x.data(), d, points);
  Rng noise = stream.at("noise");
  for (std::size_t k = 0; k < room.y.size(); ++k)
    room.y[k] = room.truth[k] + options_.noise_sd * noise.normal();
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
  Eigen::MatrixXd x(options_.dimension, options_.points);
  Eigen::RowVectorXd clean(options_.points), y(options_.points);
  Eigen::VectorXd w(options_.dimension);
  draw_sequence(rng, index, {numbers_of(x), numbers_of(clean), numbers_of(y), numbers_of(w)});
  Episode<Vector> out{id(), index, {}, {}, {}};
  out.problem.demonstration = {x, y};
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
