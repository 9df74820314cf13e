// The acceptance of the intervals: 2,000 data sets of each of 36 designs with known components.
// What it prints are the tables of docs/statistics.md. A few minutes in a release build.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stats/bootstrap.h"
#include "stats/proportion.h"
#include "stats/simulation_testing.h"

namespace tangram {
namespace {

constexpr int kSets = 2000;
constexpr double kLevel = 0.95;

Rng data_set(int set) { return Rng(20250101).at("acceptance").at(static_cast<std::uint64_t>(set)); }

std::string design_columns(const CrossedDesign& d) {
  return fmt::format("| {:.2f} | {:.1f} | {:2} | {:3} |", d.draw_sd, d.query_sd, d.n_draws,
                     d.n_queries);
}

std::string percent(double share) { return fmt::format(" {:.1f} |", 100 * share); }

/// The accepted rules must cover 93-99 % in every design.
void expect_accepted(const Coverage& c, const CrossedDesign& d, const char* rule) {
  EXPECT_GE(c.rate(), 0.93) << rule << " " << design_columns(d);
  EXPECT_LE(c.rate(), 0.99) << rule << " " << design_columns(d);
}

/// An effect's 95 % interval, and its two one-sided tests at 5 % where the null is just true.
struct Tally {
  Coverage interval, tests;

  void add(const Effect& effect, double truth) {
    interval.add(t_bounds(effect, kLevel), truth);
    ++tests.n;
    tests.above += p_above(effect, truth) <= 0.05 ? 1 : 0;
    tests.below += p_below(effect, truth) <= 0.05 ? 1 : 0;
  }
  [[nodiscard]] std::string columns() const {
    const double n = tests.n;
    return percent(interval.rate()) +
           fmt::format(" {:.1f} / {:.1f} |", 100 * tests.above / n, 100 * tests.below / n);
  }
};

/// A binomial interval over the pooled answers, as is often printed.
Bounds pooled(double mean, const CrossedDesign& d) {
  const double n = d.n_draws * d.n_queries;
  return wilson_interval(mean * n, n, kLevel);
}

Effect t_over_draws(const Eigen::MatrixXd& y) {
  const Eigen::VectorXd rows = y.rowwise().mean();
  return *t_effect({rows.data(), static_cast<std::size_t>(rows.size())});
}

TEST(CoverageReplication, OfCrossedMeans) {
  fmt::print(
      "| draw sd | query sd | M | Q | binomial | t over draws | pigeonhole | two-way | its "
      "tests |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const CrossedDesign& d : acceptance_designs()) {
    Coverage binomial, t, pigeonhole;
    Tally two_way;
    for (int set = 0; set < kSets; ++set) {
      const Eigen::MatrixXd y = simulate_answers(d, data_set(set));
      binomial.add(pooled(y.mean(), d), kTrueAccuracy);
      t.add(t_bounds(t_over_draws(y), kLevel), kTrueAccuracy);
      pigeonhole.add(*pigeonhole_interval(y, kLevel, 400, data_set(set).at("b")), kTrueAccuracy);
      two_way.add(*two_way_effect(y), kTrueAccuracy);
    }
    fmt::print("{}{}{}{}{}\n", design_columns(d), percent(binomial.rate()), percent(t.rate()),
               percent(pigeonhole.rate()), two_way.columns());
    expect_accepted(two_way.interval, d, "two-way");
    EXPECT_GE(pigeonhole.rate(), 0.90) << design_columns(d);
    if (d.draw_sd == 0.1) {
      EXPECT_LT(binomial.rate(), 0.90) << design_columns(d);
    }
  }
}

TEST(CoverageReplication, OfNestedMeans) {
  fmt::print(
      "| draw sd | query sd | M | Q | binomial | BCa | t | its tests |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (const CrossedDesign& d : acceptance_designs()) {
    Coverage binomial, bca;
    Tally t;
    for (int set = 0; set < kSets; ++set) {
      const std::vector<double> units = simulate_nested(d, data_set(set));
      const Effect effect = *t_effect(units);
      binomial.add(pooled(effect.mean, d), kTrueAccuracy);
      bca.add(*bca_interval(units, kLevel, 1000, data_set(set).at("b")), kTrueAccuracy);
      t.add(effect, kTrueAccuracy);
    }
    fmt::print("{}{}{}{}\n", design_columns(d), percent(binomial.rate()), percent(bca.rate()),
               t.columns());
    expect_accepted(t.interval, d, "t");
    expect_accepted(bca, d, "BCa");
    if (d.draw_sd == 0.1) {
      EXPECT_LT(binomial.rate(), 0.90) << design_columns(d);
    }
  }
}

TEST(CoverageReplication, OfTheAucJackknife) {
  fmt::print(
      "| draw sd | query sd | M | Q | sum of jackknives | two-way jackknife | its tests |\n"
      "|---|---|---|---|---|---|---|\n");
  for (const CrossedDesign& d : acceptance_designs()) {
    const AucSimulation simulation(d);
    Coverage sum;
    Tally two_way;
    for (int set = 0; set < kSets; ++set) {
      const SimulatedAuc x = simulation.simulate(data_set(set));
      const std::vector<double> without = x.mean_without_query();
      sum.add(t_bounds(*jackknife_effect(x.units, without), kLevel), simulation.truth());
      two_way.add(*jackknife_two_way_effect(x.units, x.without_query), simulation.truth());
    }
    fmt::print("{}{}{}\n", design_columns(d), percent(sum.rate()), two_way.columns());
    expect_accepted(two_way.interval, d, "two-way jackknife");
    EXPECT_GE(sum.rate(), 0.93) << design_columns(d);
  }
}

// The fewest draws for which an interval is printed: reported, and not part of the acceptance.
TEST(CoverageReplication, OfFiveDraws) {
  fmt::print(
      "| draw sd | query sd | M | Q | t, nested | BCa, nested | two-way | its tests | two-way "
      "jackknife of AUC | its tests |\n|---|---|---|---|---|---|---|---|---|---|\n");
  for (CrossedDesign d : acceptance_designs()) {
    if (d.n_draws != 10) continue;
    d.n_draws = 5;
    const AucSimulation simulation(d);
    Coverage t, bca;
    Tally two_way, jackknife;
    for (int set = 0; set < kSets; ++set) {
      const std::vector<double> units = simulate_nested(d, data_set(set));
      const SimulatedAuc x = simulation.simulate(data_set(set));
      t.add(t_bounds(*t_effect(units), kLevel), kTrueAccuracy);
      bca.add(*bca_interval(units, kLevel, 1000, data_set(set).at("b")), kTrueAccuracy);
      two_way.add(*two_way_effect(simulate_answers(d, data_set(set))), kTrueAccuracy);
      jackknife.add(*jackknife_two_way_effect(x.units, x.without_query), simulation.truth());
    }
    fmt::print("{}{}{}{}{}\n", design_columns(d), percent(t.rate()), percent(bca.rate()),
               two_way.columns(), jackknife.columns());
    EXPECT_GE(two_way.interval.rate(), 0.90) << design_columns(d);
  }
}

/// The exact coverage: the binomial probabilities of the counts whose interval holds p.
double wilson_coverage(int n, double p) {
  double covered = 0;
  for (int s = 0; s <= n; ++s) {
    const Bounds b = wilson_interval(s, n, kLevel);
    if (b.low > p || b.high < p) continue;
    const double log_choices = std::lgamma(n + 1) - std::lgamma(s + 1) - std::lgamma(n - s + 1);
    covered += std::exp(log_choices + s * std::log(p) + (n - s) * std::log1p(-p));
  }
  return covered;
}

// Discrete counts: no interval of a proportion covers 95 % at every p. Its mean over p does.
TEST(CoverageReplication, OfWilsonOverAllProportions) {
  fmt::print(
      "| n | mean over p = .01, .02 ... .99 | lowest, at p | highest |\n|---|---|---|---|\n");
  for (const int n : {10, 64, 256}) {
    double mean = 0, lowest = 1, highest = 0, lowest_p = 0;
    for (int i = 1; i <= 99; ++i) {
      const double p = i / 100.0, c = wilson_coverage(n, p);
      mean += c / 99;
      highest = std::max(highest, c);
      if (c < lowest) lowest_p = p;
      lowest = std::min(lowest, c);
    }
    fmt::print("| {} |{} {:.1f} (p = {:.2f}) |{}\n", n, percent(mean), 100 * lowest, lowest_p,
               percent(highest));
    EXPECT_GE(mean, 0.945);
    EXPECT_LE(mean, 0.965);
  }
}

}  // namespace
}  // namespace tangram
