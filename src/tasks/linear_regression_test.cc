#include "tasks/linear_regression.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/toml.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

const Shape kAll{Design::nested, {}, 0, {}};

Episode<Vector> draw_of(const LinearRegressionOptions& options, std::uint64_t index,
                        std::shared_ptr<const TaskPool> pool = nullptr, const Shape& shape = kAll) {
  return LinearRegression(options, std::move(pool)).draw(Rng(1), index, shape);
}

std::shared_ptr<const TaskPool> pool_of(int size) {
  return std::make_shared<const TaskPool>(drawn_pool(3, size, {}, Rng(2)));
}

// One task w = (2), no noise: y = 2 x, and so is the truth at every point.
TEST(LinearRegression, WithoutNoiseTheAnswersAreTheTask) {
  const auto pool =
      std::make_shared<const TaskPool>(TaskPool{Eigen::MatrixXd::Constant(1, 1, 2), "two"});
  const auto episode = draw_of({.dimension = 1, .points = 4, .noise_sd = 0}, 0, pool);
  const auto& [x, y] = episode.problem.demonstration;
  EXPECT_TRUE(y.isApprox(2 * x));
  ASSERT_EQ(episode.truth.size(), 4u);
  for (Eigen::Index k = 0; k < 4; ++k) {
    const auto i = static_cast<std::size_t>(k);
    EXPECT_EQ(episode.problem.questions[i].shots, k);
    EXPECT_DOUBLE_EQ(episode.truth[i](0), 2 * x(0, k));
    EXPECT_DOUBLE_EQ(episode.problem.questions[i].x(0), x(0, k));
  }
}

// Over 4,000 sequences of 4 points: noise of sd 0.5 (4 standard errors of a variance: 4.5 %), y of
// variance d + 0.25 where w ~ N(0, I).
TEST(LinearRegression, HasTheMomentsThatItSays) {
  double noise = 0, answers = 0;
  const int n = 4000, points = 4;
  for (std::uint64_t i = 0; i < n; ++i) {
    const auto episode = draw_of({.dimension = 3, .points = points, .noise_sd = 0.5}, i);
    const auto& y = episode.problem.demonstration.y;
    for (Eigen::Index k = 0; k < points; ++k) {
      const double clean = episode.truth[static_cast<std::size_t>(k)](0);
      noise += (y(0, k) - clean) * (y(0, k) - clean) / (n * points);
      answers += y(0, k) * y(0, k) / (n * points);
    }
  }
  EXPECT_NEAR(noise, 0.25, 0.012);
  EXPECT_NEAR(answers, 3.25, 0.25);
}

TEST(LinearRegression, EveryTaskOfThePoolIsDrawnAboutAsOften) {
  const auto pool = pool_of(4);
  std::vector<int> counts(4);
  for (std::uint64_t i = 0; i < 400; ++i) {
    const auto episode = draw_of({.dimension = 3, .points = 3, .noise_sd = 0}, i, pool);
    const auto& [x, y] = episode.problem.demonstration;
    for (Eigen::Index t = 0; t < 4; ++t)
      counts[static_cast<std::size_t>(t)] +=
          (pool->tasks.col(t).transpose() * x).isApprox(y.row(0), 1e-9);
  }
  for (const int count : counts) EXPECT_NEAR(count, 100, 35) << "4 standard deviations of 8.7";
}

TEST(LinearRegression, InputsAreTheSameForEveryPool) {
  const LinearRegressionOptions options{.dimension = 3, .points = 5};
  EXPECT_EQ(draw_of(options, 7, pool_of(2)).problem.demonstration.x,
            draw_of(options, 7).problem.demonstration.x);
}

Eigen::MatrixXd normals(Rng rng, Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXd out(rows, columns);
  for (double& value : out.reshaped()) value = rng.normal();
  return out;
}

// Runs that are stored hang on these: to the bit, whatever else becomes of the sampler.
TEST(LinearRegression, DrawsFromTheStreamsThatItNames) {
  for (const bool pooled : {false, true})
    for (const int d : {1, 3, 8})
      for (const int points : {1, 2, 7, 16}) {
        const Rng rng = Rng(1).at("demo").at(5);
        const auto pool = std::make_shared<const TaskPool>(drawn_pool(d, 6, {.sd = 1.5}, Rng(2)));
        Rng task = rng.at("task");
        const Eigen::VectorXd w =
            pooled ? Eigen::VectorXd(pool->tasks.col(static_cast<Eigen::Index>(task.below(6))))
                   : Eigen::VectorXd(0.7 * normals(task, d, 1));
        const Eigen::MatrixXd x = normals(rng.at("x"), d, points);
        const Eigen::RowVectorXd clean = w.transpose() * x;
        const auto episode =
            draw_of({.dimension = d, .points = points, .noise_sd = 0.3, .prior = {.sd = 0.7}}, 5,
                    pooled ? pool : nullptr);
        EXPECT_EQ(episode.problem.demonstration.x, x);
        const Eigen::RowVectorXd y = clean + 0.3 * normals(rng.at("noise"), 1, points);
        EXPECT_EQ(episode.problem.demonstration.y, y);
        for (Eigen::Index k = 0; k < points; ++k)
          EXPECT_EQ(episode.truth[static_cast<std::size_t>(k)](0), clean(k));
      }
}

// Tasks (3, 0) and (0, 1), of mean length 2. Half way between them: the diagonal, (sqrt 2, sqrt 2).
// At alpha = 1 or 0 one of the directions at length 2.
TEST(LinearRegression, APathLeadsFromOneTaskOfThePoolToAnother) {
  TaskPool two{Eigen::MatrixXd(2, 2), "two"};
  two.tasks << 3, 0, 0, 1;
  const auto pool = std::make_shared<const TaskPool>(two);
  const auto task_of = [&](double alpha, std::uint64_t index) {
    const auto episode =
        draw_of({.dimension = 2, .points = 2, .noise_sd = 0, .alpha = alpha}, index, pool);
    const auto& [x, y] = episode.problem.demonstration;
    return Eigen::VectorXd(x.transpose().lu().solve(y.row(0).transpose()));
  };
  int first = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_NEAR((task_of(0.5, i) - Eigen::Vector2d(3, 1) * 2 / std::sqrt(10)).norm(), 0, 1e-6);
    const Eigen::VectorXd end = task_of(1, i);
    EXPECT_NEAR(end.norm(), 2, 1e-6);
    EXPECT_NEAR(end.dot(task_of(0, i)), 0, 1e-6) << "the other task of the pair";
    first += end(0) > 1;
  }
  EXPECT_NEAR(first, 50, 20) << "4 standard deviations of 5";
}

LinearRegression laplace_source(double pool_size, std::optional<double> alpha = {}) {
  return make_regression_source({.data = {.dimension = 2,
                                          .points = 3,
                                          .noise_sd = 0,
                                          .prior = {.sd = 0.7, .law = TaskLaw::laplace},
                                          .alpha = alpha},
                                 .pool = {.pool_size = pool_size, .pool_seed = 3}});
}

/// The w behind sequence `index`, without noise.
Eigen::VectorXd task_behind(const LinearRegression& task, std::uint64_t index) {
  const auto episode = task.draw(Rng(1), index, kAll);
  const auto& [x, y] = episode.problem.demonstration;
  return x.transpose().colPivHouseholderQr().solve(y.row(0).transpose());
}

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(LinearRegression, DrawsTasksAnewByTheirLaw) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    Rng stream = Rng(1).at("demo").at(i).at("task");
    const double first = 0.7 * laplace_of(stream.uniform()),
                 second = 0.7 * laplace_of(stream.uniform());
    EXPECT_NEAR((task_behind(laplace_source(kInf), i) - Eigen::Vector2d(first, second)).norm(), 0,
                1e-9);
  }
}

// At its end a path has the direction of a task of the pool; its length is the mean of both tasks'
// all along.
TEST(LinearRegression, OfALaplacePoolAsksAboutItsTasksAndThePathsBetween) {
  const TaskPool pool = drawn_pool(2, 2, {.sd = 0.7, .law = TaskLaw::laplace}, Rng(3).at("pool"));
  const double mean_length = pool.tasks.colwise().norm().mean();
  for (std::uint64_t i = 0; i < 20; ++i) {
    const Eigen::VectorXd w = task_behind(laplace_source(2), i);
    EXPECT_NEAR((pool.tasks.colwise() - w).colwise().norm().minCoeff(), 0, 1e-9);
    const Eigen::VectorXd end = task_behind(laplace_source(2, 1.0), i);
    const auto ends = pool.tasks.colwise().normalized() * mean_length;
    EXPECT_NEAR((ends.colwise() - end).colwise().norm().minCoeff(), 0, 1e-9);
    EXPECT_NEAR(task_behind(laplace_source(2, 0.5), i).norm(), mean_length, 1e-9);
  }
}

// A Gaussian's are as they were before there was another law: nets and stores are named by them.
TEST(LinearRegression, IsNamedByItsLawWhereThatIsNotGaussian) {
  EXPECT_EQ(LinearRegression({.dimension = 3}, nullptr).id(),
            "linear_regression(version=1, dimension=3, points=16, noise_sd=0.5, task_sd=1)");
  EXPECT_EQ(laplace_source(kInf).id(),
            "linear_regression(version=1, dimension=2, points=3, noise_sd=0, task_sd=0.7, "
            "task_law=laplace)");
  EXPECT_NE(laplace_source(4).id().find("pool=laplace(dimension=2, size=4, task_sd=0.7, "),
            std::string::npos)
      << laplace_source(4).id();
}

TEST(LinearRegression, APathNeedsTwoTasks) {
  EXPECT_EQ(error_text([] { draw_of({.dimension = 3, .alpha = 0.5}, 0, pool_of(1)); }),
            "linear_regression: no path lies between two tasks of a pool of 1; give a pool_size of "
            "2 or more");
  EXPECT_EQ(error_text([] { draw_of({.dimension = 3, .alpha = 1.5}, 0, pool_of(2)); }),
            "linear_regression: alpha is 1.5, must lie in [0, 1]");
}

TEST(LinearRegression, AsksAtTheShotsThatAreListed) {
  const auto episode =
      draw_of({.dimension = 3, .points = 5}, 0, nullptr, {Design::nested, {0, 4}, 0, {}});
  ASSERT_EQ(episode.problem.questions.size(), 2u);
  EXPECT_EQ(episode.problem.questions[1].shots, 4);
}

TEST(LinearRegression, BadOptionsAreErrorsThatNameThem) {
  const auto error = [](const LinearRegressionOptions& options) {
    return error_text([&] { LinearRegression(options, nullptr); });
  };
  EXPECT_EQ(error({.points = 0}), "linear_regression: points is 0, must be at least 1");
  EXPECT_EQ(error({.noise_sd = -1}), "linear_regression: noise_sd is -1, must be at least 0");
  EXPECT_EQ(error_text([] {
              draw_of({.dimension = 3, .points = 5}, 0, nullptr, {Design::nested, {5}, 0, {}});
            }),
            "linear_regression: 5 shots of 5 points leave none to ask; give more points");
  EXPECT_EQ(error_text([] { LinearRegression({.dimension = 2}, pool_of(1)); }),
            "linear_regression: dimension is 2, but the pool's tasks have 3");
}

TEST(LinearRegression, OptionsThatDoNotGoTogetherAreAnErrorWithTheirPlace) {
  const auto error = [](const std::string& options) {
    return error_text([&] { make_linear_regression(parse_toml(options, "s.toml"), {}); });
  };
  EXPECT_EQ(error("points = 4\npool_size = 0"),
            "s.toml:1: a pool of tasks: pool_size is 0, must be at least 1, or inf");
  EXPECT_EQ(error("eval_on = 'path'\npool_size = 1"),
            "s.toml:1: linear_regression: no path lies between two tasks of a pool of 1; give a "
            "pool_size of 2 or more");
}

}  // namespace
}  // namespace tangram
