// How often each interval covers a known truth, on 200 data sets: enough to see a wrong rule. The
// full acceptance is coverage_replication_test.cc.

#include <gtest/gtest.h>

#include "stats/bootstrap.h"
#include "stats/proportion.h"
#include "stats/simulation_testing.h"

namespace tangram {
namespace {

constexpr int kSets = 200;

Rng data_set(int set) { return Rng(20250101).at("coverage").at(static_cast<std::uint64_t>(set)); }

/// The nominal 95 % interval must cover 93-99 %: the 99.9 % Wilson interval of what was seen may
/// not lie outside.
void expect_covers(const Coverage& coverage, const char* what, double at_most = 0.99) {
  const Bounds b = wilson_interval(coverage.rate() * coverage.n, coverage.n, 0.999);
  EXPECT_GE(b.high, 0.93) << what << ": " << coverage.rate();
  EXPECT_LE(b.low, at_most) << what << ": " << coverage.rate();
}

constexpr CrossedDesign kDesigns[] = {{0, 0, 10, 32}, {0.1, 0, 10, 32}, {0.1, 0.1, 20, 32}};

TEST(Coverage, OfCrossedMeans) {
  for (const CrossedDesign& d : kDesigns) {
    Coverage two_way, pigeonhole;
    for (int set = 0; set < kSets; ++set) {
      const Eigen::MatrixXd y = simulate_answers(d, data_set(set));
      two_way.add(t_bounds(*two_way_effect(y), 0.95), kTrueAccuracy);
      if (set % 4 == 0)
        pigeonhole.add(*pigeonhole_interval(y, 0.95, 100, data_set(set).at("b")), kTrueAccuracy);
    }
    expect_covers(two_way, "two-way");
    expect_covers(pigeonhole, "pigeonhole", 1);
  }
}

TEST(Coverage, OfNestedMeans) {
  for (const CrossedDesign& d : kDesigns) {
    Coverage t, bca;
    for (int set = 0; set < kSets; ++set) {
      const std::vector<double> units = simulate_nested(d, data_set(set));
      t.add(t_bounds(*t_effect(units), 0.95), kTrueAccuracy);
      bca.add(*bca_interval(units, 0.95, 400, data_set(set).at("b")), kTrueAccuracy);
    }
    expect_covers(t, "t");
    expect_covers(bca, "BCa");
  }
}

// The sum of both jackknives counts the residual twice and may cover more than 99 %.
TEST(Coverage, OfTheAucJackknife) {
  for (const CrossedDesign& d : kDesigns) {
    const AucSimulation simulation(d);
    Coverage sum, two_way;
    for (int set = 0; set < kSets; ++set) {
      const SimulatedAuc x = simulation.simulate(data_set(set));
      sum.add(t_bounds(*jackknife_effect(x.units, x.mean_without_query()), 0.95),
              simulation.truth());
      two_way.add(t_bounds(*jackknife_two_way_effect(x.units, x.without_query), 0.95),
                  simulation.truth());
    }
    expect_covers(sum, "jackknife", 1);
    expect_covers(two_way, "two-way jackknife");
  }
}

TEST(Coverage, OfProportionsOfIndependentItems) {
  for (const double p : {0.5, 0.9, 0.98}) {
    Coverage wilson;
    for (int set = 0; set < kSets; ++set) {
      Rng rng = data_set(set);
      int successes = 0;
      for (int i = 0; i < 64; ++i) successes += rng.uniform() < p ? 1 : 0;
      wilson.add(wilson_interval(successes, 64, 0.95), p);
    }
    expect_covers(wilson, "Wilson");
  }
}

// Log-odds 1, 4 (positive), 2, 3 (negative): 1 wins none, 4 both, AUC 1/2. Without the 1: 1; the 4:
// 0; the 2: 4 > 3 > 1, 1/2; the 3: 1/2.
TEST(AucWithoutEach, IsTheAucOfTheRest) {
  Eigen::VectorXd log_odds(4), without(4);
  log_odds << 1, 2, 4, 3;
  EXPECT_DOUBLE_EQ(auc_without_each(log_odds, without), 0.5);
  EXPECT_DOUBLE_EQ(without[0], 1);
  EXPECT_DOUBLE_EQ(without[1], 0.5);
  EXPECT_DOUBLE_EQ(without[2], 0);
  EXPECT_DOUBLE_EQ(without[3], 0.5);
}

}  // namespace
}  // namespace tangram
