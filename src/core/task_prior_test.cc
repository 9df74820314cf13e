#include "core/task_prior.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/toml.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

constexpr TaskPrior kStandardLaplace{.law = TaskLaw::laplace};

std::vector<double> draw_of(const TaskPrior& prior, std::size_t n) {
  std::vector<double> out(n);
  prior.draw(Rng(4), out);
  return out;
}

// |z| has density sqrt 2 exp(-sqrt 2 |z|), so its median is ln 2 / sqrt 2 = .490129...; a quarter
// of all numbers lie beyond it on either side.
TEST(Laplace, IsByHandTheQuantileOfEachHalf) {
  EXPECT_NEAR(laplace_of(0.25), 0.490129071734, 1e-12);
  EXPECT_NEAR(laplace_of(0.75), -0.490129071734, 1e-12);
  EXPECT_EQ(laplace_of(0), 0);
  EXPECT_EQ(laplace_of(0.5), 0);
}

// The quantile of the whole law is infinite at 0. Here the largest numbers are at the ends of the
// halves: u = 1/2 - 2^-54 and 1 - 2^-53, of 1 - t = 2^-53 and 2^-52, so 53 and 52 ln 2 / sqrt 2. At
// u = 2^-53 an |z| of 2^-52 / sqrt 2 keeps its digits.
TEST(Laplace, IsFiniteAndKeepsItsDigitsForEveryUniform) {
  EXPECT_NEAR(laplace_of(0.5 - 0x1p-54), 53 * std::log(2.0) / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(laplace_of(1 - 0x1p-53), -52 * std::log(2.0) / std::sqrt(2.0), 1e-12);
  EXPECT_DOUBLE_EQ(laplace_of(0x1p-53), 0x1p-52 / std::sqrt(2.0));
}

/// The mean of value^power, in units of sd^power.
double moment(const std::vector<double>& values, int power, double sd) {
  double out = 0;
  for (const double value : values)
    out += std::pow(value / sd, power) / static_cast<double>(values.size());
  return out;
}

// Four standard errors at n = 10^6. A Laplace of variance 1 has E z^2m = (2m)! / 2^m: 1, 6, 90,
// 2520. So z^2 has variance 6 - 1 and a standard error of .0022, z^3 90 and .0095, z^4 2520 - 36
// and .050; a Gaussian's z^2 2 and .0014, z^4 105 - 9 and .0098.
TEST(TaskPrior, HasTheMomentsOfItsLaw) {
  const std::vector<double> laplace = draw_of({.sd = 1.5, .law = TaskLaw::laplace}, 1'000'000),
                            gaussian = draw_of({.sd = 1.5}, 1'000'000);
  EXPECT_NEAR(moment(laplace, 1, 1.5), 0, 0.004);
  EXPECT_NEAR(moment(laplace, 2, 1.5), 1, 0.009);
  EXPECT_NEAR(moment(laplace, 3, 1.5), 0, 0.038);
  EXPECT_NEAR(moment(laplace, 4, 1.5), 6, 0.2);
  EXPECT_NEAR(moment(gaussian, 2, 1.5), 1, 0.0057);
  EXPECT_NEAR(moment(gaussian, 4, 1.5), 3, 0.04);
}

TEST(TaskPrior, DrawsNumbersOneAfterAnother) {
  const std::vector<double> few = draw_of(kStandardLaplace, 2), more = draw_of(kStandardLaplace, 5);
  EXPECT_EQ(few, std::vector<double>(more.begin(), more.begin() + 2));
  Rng stream(4);
  EXPECT_EQ(few[0], laplace_of(stream.uniform()));
  EXPECT_EQ(draw_of({.sd = 3}, 1)[0], 3 * Rng(4).normal());
  EXPECT_TRUE(draw_of(kStandardLaplace, 0).empty());
}

TEST(TaskPrior, IsNamedWithItsLawWhereThatIsNotGaussian) {
  EXPECT_EQ(TaskPrior{.sd = 1.5}.id(), "task_sd=1.5");
  EXPECT_EQ(kStandardLaplace.id(), "task_sd=1, task_law=laplace");
}

TEST(TaskPrior, OfALawThatIsNoneIsAnErrorThatNamesThem) {
  EXPECT_EQ(
      error_text(
          [] { parse_options<TaskPrior>(parse_toml("task_law = 'laplac'", "s.toml"), "t"); }),
      "s.toml:1: t: 'task_law' must be one of gaussian, laplace, but is 'laplac'; did you mean "
      "'laplace'?");
  EXPECT_EQ(parse_options<TaskPrior>(parse_toml("task_law = 'laplace'", "s.toml"), "t").id(),
            kStandardLaplace.id());
}

}  // namespace
}  // namespace tangram
