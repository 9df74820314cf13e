#include "stats/nested_components.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "base/rng.h"
#include "stats/components.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;

/// Standard deviations of the parts of y.
struct Parts {
  double draw = 0, order = 0, query = 0, draw_query = 0, residual = 0;
};

std::vector<MatrixXd> simulated(int n_draws, int n_orders, int n_queries, const Parts& sd,
                                const Rng& rng) {
  const auto normal = [&](const char* name, int i) {
    return rng.at(name).at(static_cast<std::uint64_t>(i)).normal();
  };
  std::vector<MatrixXd> y;
  for (int d = 0; d < n_draws; ++d) {
    MatrixXd of_draw(n_orders, n_queries);
    for (int p = 0; p < n_orders; ++p)
      for (int q = 0; q < n_queries; ++q)
        of_draw(p, q) = sd.draw * normal("draw", d) + sd.order * normal("order", d * n_orders + p) +
                        sd.query * normal("query", q) +
                        sd.draw_query * normal("both", d * n_queries + q) +
                        sd.residual * normal("rest", (d * n_orders + p) * n_queries + q);
    y.push_back(std::move(of_draw));
  }
  return y;
}

// Draws +-2, orders +-1, queries +-.5, nothing else: MSD = 4 * 8 / 1 = 32, MSO = 2 * 4 / 2 = 4,
// MSQ = 4 * .5 / 1 = 2, MSDQ = MSE = 0. So order 4 / 2, draw (32 - 4) / 4, query 2 / 4.
TEST(NestedComponents, AreTheMomentsWorkedOutByHand) {
  const MatrixXd first{{-3.5, -2.5}, {-1.5, -0.5}};
  for (const double level : {0.0, 1e8}) {  // squares of 1e8 have no digit left for these
    const auto c = nested_components({first.array() + level, first.array() + 4 + level}, 0.95);
    ASSERT_TRUE(c);
    EXPECT_NEAR(c->draw.variance, 7, 1e-6);
    EXPECT_NEAR(c->order.variance, 2, 1e-6);
    EXPECT_NEAR(c->query, 0.5, 1e-6);
    EXPECT_NEAR(c->draw_query, 0, 1e-6);
    EXPECT_NEAR(c->residual, 0, 1e-6);
    // Nothing is subtracted of MSO, which has 2 df: 4 df / chi2 / Q with 7.377759 and .05063562.
    EXPECT_NEAR(c->order.bounds.low, 4 / 7.377759, 1e-5);
    EXPECT_NEAR(c->order.bounds.high, 4 / 0.05063562, 1e-3);
  }
}

// y_d.q = 0 0 | 1 3 and, in the second draw, +-.5 by order and query. Row means 0, 2; column means
// .5, 1.5: MSD = 4 * 2 = 8, MSQ = 4 * .5 = 2, MSDQ = 2 * 4 * .25 = 2, MSO = 0, MSE = 4 * .25 / 2 =
// .5. Orders (0 - .5) / 2 are below 0; draw (8 - max(0 + 2 - .5, 0, 2)) / 4, draw x query
// (2 - .5) / 2.
TEST(NestedComponents, BelowZeroStandAsZeroAndSaySo) {
  const auto c =
      nested_components({MatrixXd{{0, 0}, {0, 0}}, MatrixXd{{1.5, 2.5}, {0.5, 3.5}}}, 0.9);
  ASSERT_TRUE(c);
  EXPECT_TRUE(c->order.was_negative);
  EXPECT_EQ(c->order.variance, 0);
  EXPECT_EQ(c->order.bounds.low, 0);
  EXPECT_NEAR(c->draw.variance, 1.5, 1e-12);
  EXPECT_FALSE(c->draw.was_negative);
  EXPECT_NEAR(c->draw_query, 0.75, 1e-12);
  EXPECT_NEAR(c->residual, 0.5, 1e-12);
  EXPECT_EQ(c->query, 0);
}

// Orders that do not matter: each draw's matrix repeats one row, and the components are those of
// the two-way layout of these rows.
TEST(NestedComponents, OfOrdersThatDoNotMatterAreThoseOfDrawsAndQueries) {
  const auto y = simulated(6, 1, 8, {0.5, 0, 0.7, 1, 0}, Rng(4));
  std::vector<MatrixXd> repeated;
  MatrixXd table(6, 8);
  for (Eigen::Index d = 0; d < 6; ++d) {
    table.row(d) = y[static_cast<std::size_t>(d)];
    repeated.push_back(table.row(d).replicate(3, 1));
  }
  const auto c = nested_components(repeated, 0.95);
  const auto two_way = variance_components(table);
  ASSERT_TRUE(c && two_way);
  EXPECT_NEAR(c->draw.variance, two_way->draw, 1e-12);
  EXPECT_NEAR(c->query, two_way->query, 1e-12);
  EXPECT_NEAR(c->draw_query, two_way->residual, 1e-12);
  EXPECT_NEAR(c->order.variance, 0, 1e-12);
}

TEST(NestedComponents, AreZeroWhereNothingVariesAndNothingOfOneDrawOrderOrQuery) {
  const auto c = nested_components({MatrixXd::Ones(2, 3), MatrixXd::Ones(2, 3)}, 0.95);
  ASSERT_TRUE(c);
  EXPECT_EQ(c->draw.bounds.high, 0);
  EXPECT_EQ(c->order.variance, 0);
  EXPECT_FALSE(nested_components({MatrixXd::Ones(2, 3)}, 0.95));
  EXPECT_FALSE(nested_components({MatrixXd::Ones(1, 3), MatrixXd::Ones(1, 3)}, 0.95));
  EXPECT_FALSE(nested_components({MatrixXd::Ones(2, 1), MatrixXd::Ones(2, 1)}, 0.95));
  EXPECT_FALSE(nested_components({}, 0.95));
}

/// Mean of the estimates, and share of 95 % intervals that hold the truth, over 600 data sets.
struct Seen {
  double draw = 0, order = 0, query = 0, draw_query = 0, residual = 0;
  double draw_covered = 0, order_covered = 0;
};
Seen seen(int n_draws, int n_orders, int n_queries, const Parts& sd) {
  constexpr int kSets = 600;
  Seen out;
  const auto covers = [](const Component& c, double sd_true) {
    const double truth = sd_true * sd_true;
    return c.bounds.low <= truth && truth <= c.bounds.high ? 1.0 / kSets : 0.0;
  };
  for (std::uint64_t set = 0; set < kSets; ++set) {
    const auto c = nested_components(simulated(n_draws, n_orders, n_queries, sd, Rng(set)), 0.95);
    out.draw += c->draw.variance / kSets;
    out.order += c->order.variance / kSets;
    out.query += c->query / kSets;
    out.draw_query += c->draw_query / kSets;
    out.residual += c->residual / kSets;
    out.draw_covered += covers(c->draw, sd.draw);
    out.order_covered += covers(c->order, sd.order);
  }
  return out;
}

// Accuracy-like: a question's own sd .4 makes a score over 24 of them vary by .08, more than the
// orders do. Sampling error of a share .9 points.
TEST(NestedComponents, FindWhatWasPutInAndTheirIntervalsCoverIt) {
  const Seen s = seen(12, 4, 24, {0.08, 0.05, 0.1, 0.1, 0.4});
  EXPECT_NEAR(s.draw, 0.0064, 0.0006);
  EXPECT_NEAR(s.order, 0.0025, 0.0003);
  EXPECT_NEAR(s.query, 0.01, 0.001);
  EXPECT_NEAR(s.draw_query, 0.01, 0.001);
  EXPECT_NEAR(s.residual, 0.16, 0.001);
  EXPECT_GE(s.draw_covered, 0.92);
  EXPECT_LE(s.draw_covered, 0.99);
  EXPECT_GE(s.order_covered, 0.92);
  EXPECT_LE(s.order_covered, 0.98);
}

// No order effect, no draw effect: the naive variance of scores over orders would be .4^2 / 24.
// Half of the estimates are cut at 0, so their mean is above it, far below the naive one.
TEST(NestedComponents, TakeOffWhatQueriesAddToAScore) {
  const Seen s = seen(12, 4, 24, {0, 0, 0.1, 0, 0.4});
  EXPECT_LT(s.order, 0.2 * 0.16 / 24);
  EXPECT_LT(s.draw, 0.2 * 0.16 / 24);
  EXPECT_GE(s.order_covered, 0.96);  // one side of the interval is always 0
  EXPECT_GE(s.draw_covered, 0.96);
}

}  // namespace
}  // namespace tangram
