#include "core/task_pool.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(NormalPool, OfMoreTasksBeginsWithThatOfFewer) {
  const TaskPool small = normal_pool(3, 4, 1, Rng(2)), large = normal_pool(3, 9, 1, Rng(2));
  EXPECT_EQ(small.tasks, large.tasks.leftCols(4));
  EXPECT_NE(small.id, large.id);
  EXPECT_NE(normal_pool(3, 4, 1, Rng(3)).id, small.id);
}

// 30,000 numbers of standard deviation 2: their variance has a standard error of .033.
TEST(NormalPool, HasTheVarianceThatItSays) {
  EXPECT_NEAR(normal_pool(3, 10'000, 2, Rng(2)).tasks.array().square().mean(), 4, 0.13);
}

TEST(NormalPool, BadSizesAreErrorsThatNameThem) {
  const auto error = [](int dimension, std::int64_t size, double task_sd) {
    return error_text([&] { normal_pool(dimension, size, task_sd, Rng(1)); });
  };
  EXPECT_EQ(error(3, 0, 1), "a pool of tasks: pool_size is 0, must be at least 1, or inf");
  EXPECT_EQ(error(0, 3, 1), "a pool of tasks: dimension is 0, must be at least 1");
  EXPECT_EQ(error(3, 3, 0), "a pool of tasks: task_sd is 0, must be > 0");
  EXPECT_NE(error(8, std::int64_t{1} << 49, 1).find("give a smaller pool_size, or inf"),
            std::string::npos);
}

TEST(MakePool, OfInfIsNoPool) { EXPECT_EQ(make_pool({.pool_size = kInf}, 3, 1), nullptr); }

TEST(MakePool, IsTheSameForTheSameOptions) {
  EXPECT_EQ(make_pool({5, 1}, 3, 1)->tasks, make_pool({5, 1}, 3, 1)->tasks);
  EXPECT_NE(make_pool({5, 1}, 3, 1)->tasks, make_pool({5, 2}, 3, 1)->tasks);
  EXPECT_EQ(make_pool({1, 1}, 1, 1)->tasks.size(), 1) << "one task of one number";
}

TEST(MakePool, SizesThatAreNoneAreErrors) {
  const auto error = [](double size) {
    return error_text([&] { make_pool({.pool_size = size}, 3, 1); });
  };
  EXPECT_EQ(error(0), "a pool of tasks: pool_size is 0, must be at least 1, or inf");
  for (const double size : {2.5, -kInf, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_NE(error(size).find("must be"), std::string::npos) << size;
}

}  // namespace
}  // namespace tangram
