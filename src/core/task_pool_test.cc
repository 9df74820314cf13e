#include "core/task_pool.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr TaskPrior kLaplace{.law = TaskLaw::laplace};

TEST(DrawnPool, OfMoreTasksBeginsWithThatOfFewer) {
  const TaskPool small = drawn_pool(3, 4, {}, Rng(2)), large = drawn_pool(3, 9, {}, Rng(2));
  EXPECT_EQ(small.tasks, large.tasks.leftCols(4));
  EXPECT_NE(small.id, large.id);
  EXPECT_NE(drawn_pool(3, 4, {}, Rng(3)).id, small.id);
}

TEST(DrawnPool, OfMoreLaplaceTasksBeginsWithThatOfFewer) {
  const TaskPool small = drawn_pool(3, 4, kLaplace, Rng(2)),
                 large = drawn_pool(3, 9, kLaplace, Rng(2));
  EXPECT_EQ(small.tasks, large.tasks.leftCols(4));
  EXPECT_NE(small.tasks, drawn_pool(3, 4, {}, Rng(2)).tasks);
}

// 30,000 numbers of standard deviation 2: their variance has a standard error of .033.
TEST(DrawnPool, HasTheVarianceThatItSays) {
  EXPECT_NEAR(drawn_pool(3, 10'000, {.sd = 2}, Rng(2)).tasks.array().square().mean(), 4, 0.13);
}

// Nets and stores are named by these: the first as before there was another law.
TEST(DrawnPool, IsNamedByItsLaw) {
  EXPECT_EQ(drawn_pool(3, 4, {.sd = 1.5}, Rng(2)).id,
            fmt::format("normal(dimension=3, size=4, task_sd=1.5, stream={:016x})", Rng(2).next()));
  EXPECT_EQ(drawn_pool(3, 4, kLaplace, Rng(2)).id,
            fmt::format("laplace(dimension=3, size=4, task_sd=1, stream={:016x})", Rng(2).next()));
}

TEST(DrawnPool, BadSizesAreErrorsThatNameThem) {
  const auto error = [](int dimension, std::int64_t size, double task_sd) {
    return error_text([&] { drawn_pool(dimension, size, {.sd = task_sd}, Rng(1)); });
  };
  EXPECT_EQ(error(3, 0, 1), "a pool of tasks: pool_size is 0, must be at least 1, or inf");
  EXPECT_EQ(error(0, 3, 1), "a pool of tasks: dimension is 0, must be at least 1");
  EXPECT_EQ(error(3, 3, 0), "a pool of tasks: task_sd is 0, must be > 0");
  EXPECT_NE(error(8, std::int64_t{1} << 49, 1).find("give a smaller pool_size, or inf"),
            std::string::npos);
}

TEST(MakePool, OfInfIsNoPool) { EXPECT_EQ(make_pool({.pool_size = kInf}, 3, {}), nullptr); }

TEST(MakePool, IsTheSameForTheSameOptions) {
  EXPECT_EQ(make_pool({5, 1}, 3, {})->tasks, make_pool({5, 1}, 3, {})->tasks);
  EXPECT_NE(make_pool({5, 1}, 3, {})->tasks, make_pool({5, 2}, 3, {})->tasks);
  EXPECT_EQ(make_pool({1, 1}, 1, {})->tasks.size(), 1) << "one task of one number";
}

TEST(MakePool, SizesThatAreNoneAreErrors) {
  const auto error = [](double size) {
    return error_text([&] { make_pool({.pool_size = size}, 3, {}); });
  };
  EXPECT_EQ(error(0), "a pool of tasks: pool_size is 0, must be at least 1, or inf");
  // Of these no integer is made, of which each is something else.
  EXPECT_EQ(error(-kInf), "a pool of tasks: pool_size is -inf, must be at least 1, or inf");
  EXPECT_EQ(error(-1e300), "a pool of tasks: pool_size is -1e+300, must be at least 1, or inf");
  for (const double size : {2.5, 1e300, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(
        error(size),
        fmt::format("a pool of tasks: pool_size is {}, must be a whole number below {}, or inf",
                    size, 1e15));
}

}  // namespace
}  // namespace tangram
