#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.h"
#include "stats/effect.h"
#include "stats/proportion.h"

namespace tangram {
namespace {

struct Interval {
  double mean = 0, half_width = 0;
  int n = 0;
};

/// Student's t interval of at least two values.
Interval t_interval(const std::vector<double>& values, double level = 0.95) {
  const Effect effect = *t_effect(values);
  const Bounds bounds = t_bounds(effect, level);
  return {effect.mean, (bounds.high - bounds.low) / 2, effect.n_units};
}

// Mean 2, sd 1, se 1/sqrt(3) = .577350; t(.975; 2) = 4.302653 (tables): 4.302653 * .577350.
TEST(TInterval, MatchesTheTableForThreeValues) {
  const Interval i = t_interval(std::vector<double>{1, 2, 3});
  EXPECT_DOUBLE_EQ(i.mean, 2);
  EXPECT_NEAR(i.half_width, 4.302653 * 0.577350, 1e-5);
  EXPECT_EQ(i.n, 3);
}

// t(.95; 4) = 2.131847; sd of {0, 0, 0, 0, 5} is sqrt(5), se 1.
TEST(TInterval, TakesTheLevelThatIsAsked) {
  const Interval i = t_interval(std::vector<double>{0, 0, 0, 0, 5}, 0.90);
  EXPECT_NEAR(i.half_width, 2.131847, 1e-6);
}

TEST(TInterval, OfFewerThanTwoValuesDoesNotExist) {
  EXPECT_EQ(t_effect({}), std::nullopt);
  EXPECT_EQ(t_effect(std::vector<double>{0.7}), std::nullopt);
}

// Ten times .1 does not sum to 1 in binary; the mean of equal values is that value, exactly.
TEST(TInterval, OfEqualValuesHasWidthZeroExactly) {
  const Interval i = t_interval(std::vector<double>(10, 0.1));
  EXPECT_EQ(i.mean, 0.1);
  EXPECT_EQ(i.half_width, 0.0);
}

// sum(x^2) - n mean^2 would lose every digit: 1e18 has a last place of 128.
TEST(TInterval, KeepsTheSpreadOfValuesFarFromZero) {
  const Effect near = *t_effect(std::vector<double>{1, 2, 3});
  const Effect far = *t_effect(std::vector<double>{1e9 + 1, 1e9 + 2, 1e9 + 3});
  EXPECT_DOUBLE_EQ(far.mean, 1e9 + 2);
  EXPECT_DOUBLE_EQ(far.standard_error, near.standard_error);
}

// With many units the t quantile becomes the normal one, 1.959964.
TEST(TInterval, ApproachesTheNormalInterval) {
  std::vector<double> values;
  for (int i = 0; i < 100'000; ++i) values.push_back(i % 2);
  const double se = std::sqrt(0.25 / 99'999);
  EXPECT_NEAR(t_interval(values).half_width / se, 1.959964, 1e-4);
}

struct Simulation {
  int n_units;
  double (*unit)(Rng&);
  double truth;
};

double normal_unit(Rng& rng) { return 3 + 2 * rng.normal(); }

/// The accuracy of 48 questions, each right with probability .7: a mean of Bernoullis.
double accuracy_unit(Rng& rng) {
  int right = 0;
  for (int q = 0; q < 48; ++q) right += rng.uniform() < 0.7 ? 1 : 0;
  return right / 48.0;
}

/// The same where the demonstration draw matters: p itself has sd .1.
double drawn_accuracy_unit(Rng& rng) {
  const double p = 0.7 + 0.1 * std::sqrt(3.0) * (2 * rng.uniform() - 1);
  int right = 0;
  for (int q = 0; q < 48; ++q) right += rng.uniform() < p ? 1 : 0;
  return right / 48.0;
}

double coverage(const Simulation& s, int n_sets) {
  int covered = 0;
  std::vector<double> values(static_cast<std::size_t>(s.n_units));
  for (int set = 0; set < n_sets; ++set) {
    Rng rng = Rng(20240604).at("coverage").at(static_cast<std::uint64_t>(set));
    for (double& v : values) v = s.unit(rng);
    const Interval i = t_interval(values);
    covered += std::abs(i.mean - s.truth) <= i.half_width ? 1 : 0;
  }
  return covered / static_cast<double>(n_sets);
}

// The acceptance of a nominal 95 % interval: its true coverage lies in 93-99 %. 4,000 data
// sets leave a Wilson half-width of about 1.2 %: the simulated coverage must lie inside, and
// its whole Wilson interval must not lie outside.
TEST(TInterval, CoversAsOftenAsItSays) {
  constexpr int kSets = 4000;
  for (const int n : {10, 20, 50})
    for (const Simulation& s : {Simulation{n, normal_unit, 3.0}, Simulation{n, accuracy_unit, 0.7},
                                Simulation{n, drawn_accuracy_unit, 0.7}}) {
      const double c = coverage(s, kSets);
      EXPECT_GE(c, 0.93) << n << " units";
      EXPECT_LE(c, 0.99) << n << " units";
      const auto [low, high] = wilson_interval(c * kSets, kSets, 0.999);
      EXPECT_LE(low, 0.95 + 0.005) << n << " units";
      EXPECT_GE(high, 0.95 - 0.005) << n << " units";
    }
}

// What the t interval over draws is for: a binomial interval over the pooled questions
// ignores the draw and covers far too rarely on the same data.
TEST(TInterval, CoversWhereTheBinomialIntervalDoesNot) {
  constexpr int kSets = 1000, kUnits = 20;
  int covered = 0;
  for (int set = 0; set < kSets; ++set) {
    Rng rng = Rng(7).at("binomial").at(static_cast<std::uint64_t>(set));
    double mean = 0;
    for (int i = 0; i < kUnits; ++i) mean += drawn_accuracy_unit(rng) / kUnits;
    const double half = 1.959964 * std::sqrt(mean * (1 - mean) / (kUnits * 48));
    covered += std::abs(mean - 0.7) <= half ? 1 : 0;
  }
  EXPECT_LT(covered / static_cast<double>(kSets), 0.85);
}

}  // namespace
}  // namespace tangram
