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

LinearRegression::LinearRegression(LinearRegressionOptions options,
                                   std::shared_ptr<const TaskPool> pool)
    : options_(options), pool_(std::move(pool)) {
  require(options_.dimension >= 1, "linear_regression: dimension is {}, must be at least 1",
          options_.dimension);
  require(options_.points >= 1, "linear_regression: points is {}, must be at least 1",
          options_.points);
  require(std::isfinite(options_.noise_sd) && options_.noise_sd >= 0,
          "linear_regression: noise_sd is {}, must be at least 0", options_.noise_sd);
  options_.prior.check("linear_regression");
  require(pool_ == nullptr || pool_->tasks.rows() == options_.dimension,
          "linear_regression: dimension is {}, but the pool's tasks have {}", options_.dimension,
          pool_ == nullptr ? 0 : pool_->tasks.rows());
  if (!options_.alpha) return;
  require(0 <= *options_.alpha && *options_.alpha <= 1,
          "linear_regression: alpha is {}, must lie in [0, 1]", *options_.alpha);
  require(
      pool_ != nullptr && pool_->tasks.cols() >= 2,
      "linear_regression: no path lies between two tasks of a pool of {}; give a pool_size of 2 "
      "or more",
      pool_ == nullptr ? "inf" : "1");
}

std::string LinearRegression::id() const {
  return fmt::format("linear_regression(version=1, dimension={}, points={}, noise_sd={}, {})",
                     options_.dimension, options_.points, options_.noise_sd,
                     pool_ == nullptr ? options_.prior.id()
                     : options_.alpha ? fmt::format("alpha={}, pool={}", *options_.alpha, pool_->id)
                                      : fmt::format("pool={}", pool_->id));
}

void LinearRegression::draw_task(Rng rng, std::span<double> w) const {
  if (pool_ == nullptr) {
    options_.prior.draw(rng, w);
    return;
  }
  const auto n_tasks = static_cast<std::uint64_t>(pool_->tasks.cols());
  const std::uint64_t i = rng.below(n_tasks);
  const auto task = pool_->tasks.col(static_cast<Eigen::Index>(i));
  if (!options_.alpha) {
    std::copy(task.begin(), task.end(), w.begin());
    return;
  }
  const std::uint64_t j = rng.below(n_tasks - 1);
  const auto other = pool_->tasks.col(static_cast<Eigen::Index>(j < i ? j : j + 1));
  Eigen::Map<Eigen::VectorXd> between(w.data(), std::ssize(w));
  between = *options_.alpha * task + (1 - *options_.alpha) * other;
  if (const double length = between.norm(); length > 0)  // 0: half way between opposite tasks
    between *= (task.norm() + other.norm()) / 2 / length;
}

void LinearRegression::draw_sequence(const Rng& rng, std::uint64_t index,
                                     const RegressionRoom& room) const {
  const Eigen::Index d = options_.dimension, points = std::ssize(room.y);
  TANGRAM_CHECK(1 <= points && points <= options_.points && std::ssize(room.truth) == points);
  TANGRAM_CHECK(std::ssize(room.x) == points * d && std::ssize(room.w) == d);
  TANGRAM_CHECK(0 <= room.in_use && room.in_use <= d);
  const Rng stream = rng.at("demo").at(index);
  draw_task(stream.at("task"), room.w);
  fill_with_normals(stream.at("x"), room.x);
  using Eigen::Map, Eigen::MatrixXd, Eigen::RowVectorXd;
  if (room.in_use > 0)
    Map<MatrixXd>(room.x.data(), d, points).bottomRows(d - room.in_use).setZero();
  Map<RowVectorXd>(room.truth.data(), points).noalias() =
      Map<const RowVectorXd>(room.w.data(), d) * Map<const MatrixXd>(room.x.data(), d, points);
  Rng noise = stream.at("noise");
  for (std::size_t k = 0; k < room.y.size(); ++k)
    room.y[k] = room.truth[k] + options_.noise_sd * noise.normal();
}

Episode<Vector> LinearRegression::draw(const Rng& rng, std::uint64_t index,
                                       const Shape& shape) const {
  require(shape.queries == 0 || shape.design == Design::per_query,
          "linear_regression: queries is {}, but a sequence asks itself alone; with design = "
          "\"per_query\" it is the number of sequences",
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
    out.query.push_back(index);
  }
  return out;
}

void LinearRegressionOptions::visit(FieldVisitor& v) {
  v({.name = "dimension", .help = "Numbers of x", .min = 1}, dimension);
  v({.name = "points", .help = "Examples of a sequence", .min = 1}, points);
  v({.name = "noise_sd", .help = "Standard deviation of the noise on y", .min = 0}, noise_sd);
  prior.visit(v);
}

void RegressionSourceOptions::visit(FieldVisitor& v) {
  data.visit(v);
  pool.visit(v);
}

LinearRegression make_regression_source(const RegressionSourceOptions& options) {
  const auto& data = options.data;
  return {data, make_pool(options.pool, data.dimension, data.prior)};
}

void RegressionTaskOptions::visit(FieldVisitor& v) {
  source.visit(v);
  v({.name = "eval_on",
     .help = "pool: tasks of the pool; prior: tasks drawn anew, whatever the pool; path: tasks "
             "between two of the pool",
     .choices = {"pool", "prior", "path"}},
    eval_on);
  v({.name = "alpha",
     .help = "Of a path: the share of its first task, from 0 to 1",
     .min = 0,
     .max = 1},
    alpha);
}

std::unique_ptr<Task<Vector>> make_linear_regression(const Value& options, const Resources&) {
  auto read = parse_options<RegressionTaskOptions>(options, "linear_regression");
  if (read.eval_on == "prior") read.source.pool = {};
  if (read.eval_on == "path") read.source.data.alpha = read.alpha;
  return made_of(options, [&] {
    return std::make_unique<LinearRegression>(make_regression_source(read.source));
  });
}

}  // namespace tangram
