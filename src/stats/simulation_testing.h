#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/rng.h"
#include "stats/distributions.h"
#include "stats/effect.h"

namespace tangram {

/// Simulated data with known components, to see how often an interval covers the truth. Shared by
/// the unit tests (few data sets) and the replication test (all of them).
///
/// A crossed design: M draws by Q queries, the effects' standard deviations on the score's scale.
struct CrossedDesign {
  double draw_sd = 0, query_sd = 0;
  int n_draws = 10, n_queries = 64;
};

/// The 36 designs of the acceptance.
inline std::vector<CrossedDesign> acceptance_designs() {
  std::vector<CrossedDesign> designs;
  for (const double draw_sd : {0.0, 0.05, 0.1})
    for (const double query_sd : {0.0, 0.1})
      for (const int n_draws : {10, 20, 50})
        for (const int n_queries : {64, 256})
          designs.push_back({draw_sd, query_sd, n_draws, n_queries});
  return designs;
}

/// Uniform effects of that standard deviation: bounded, so that no probability is ever cut.
inline Eigen::VectorXd uniform_effects(int n, double sd, Rng rng) {
  return Eigen::VectorXd::NullaryExpr(
      n, [&] { return sd * std::sqrt(3.0) * (2 * rng.uniform() - 1); });
}

inline Eigen::VectorXd normal_effects(int n, double sd, Rng rng) {
  return Eigen::VectorXd::NullaryExpr(n, [&] { return sd * rng.normal(); });
}

/// The true mean of simulated answers: with both sds .1, p lies in .65 +- .35.
inline constexpr double kTrueAccuracy = 0.65;

/// Right (1) or wrong (0): Bernoulli answers with p = .65 + draw + query effect.
inline Eigen::MatrixXd simulate_answers(const CrossedDesign& d, const Rng& rng) {
  const Eigen::VectorXd draws = uniform_effects(d.n_draws, d.draw_sd, rng.at("draws"));
  const Eigen::VectorXd queries = uniform_effects(d.n_queries, d.query_sd, rng.at("queries"));
  Rng answers = rng.at("answers");
  Eigen::MatrixXd y(d.n_draws, d.n_queries);
  for (Eigen::Index q = 0; q < y.cols(); ++q)
    for (Eigen::Index m = 0; m < y.rows(); ++m)
      y(m, q) = answers.uniform() < kTrueAccuracy + draws[m] + queries[q] ? 1 : 0;
  return y;
}

/// The same where each draw has its own queries: the rows are independent units.
inline std::vector<double> simulate_nested(const CrossedDesign& d, const Rng& rng) {
  const Eigen::VectorXd draws = uniform_effects(d.n_draws, d.draw_sd, rng.at("draws"));
  Rng queries = rng.at("queries"), answers = rng.at("answers");
  std::vector<double> units;
  for (Eigen::Index m = 0; m < draws.size(); ++m) {
    int right = 0;
    for (int q = 0; q < d.n_queries; ++q) {
      const double effect = d.query_sd * std::sqrt(3.0) * (2 * queries.uniform() - 1);
      right += answers.uniform() < kTrueAccuracy + draws[m] + effect ? 1 : 0;
    }
    units.push_back(right / static_cast<double>(d.n_queries));
  }
  return units;
}

/// Within-draw AUCs and what they become without each query.
struct SimulatedAuc {
  std::vector<double> units;      // one a draw
  Eigen::MatrixXd without_query;  // (draw, query)

  [[nodiscard]] std::vector<double> mean_without_query() const {
    const Eigen::VectorXd means = without_query.colwise().mean().transpose();
    return {means.data(), means.data() + means.size()};
  }
};

/// The AUC of log-odds whose even queries are positive, and that AUC without each query in turn:
/// without query i of a class of c, whose share of the other class on its right side is v_i, it is
/// (c AUC - v_i) / (c - 1). Q even, no ties.
inline double auc_without_each(const Eigen::VectorXd& log_odds, Eigen::Ref<Eigen::VectorXd> out) {
  const Eigen::Index n = log_odds.size();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(n));
  for (Eigen::Index q = 0; q < n; ++q) order[static_cast<std::size_t>(q)] = q;
  std::sort(order.begin(), order.end(),
            [&](Eigen::Index a, Eigen::Index b) { return log_odds[a] < log_odds[b]; });
  const double of_class = static_cast<double>(n) / 2;
  double positives = 0, negatives = 0, auc = 0;
  for (const Eigen::Index q : order) {
    const bool positive = q % 2 == 0;
    out[q] = (positive ? negatives : of_class - positives) / of_class;
    (positive ? positives : negatives) += 1;
    if (positive) auc += out[q] / of_class;
  }
  out = (of_class * auc - out.array()) / (of_class - 1);
  return auc;
}

/// Log-odds of query q in draw m: c_m + y_q (d + a_m) + b_q + e with y = +-1, e standard normal, an
/// offset c_m that AUC ignores, and the sds of a and b such that the draw moves AUC, and the query
/// its own share of won comparisons, by about draw_sd and query_sd.
class AucSimulation {
 public:
  explicit AucSimulation(const CrossedDesign& design) : design_(design) {
    const double slope = std::exp(-kZ * kZ / 2) / std::sqrt(2 * 3.141592653589793);
    query_sd_ = design.query_sd * std::sqrt(2.0) / slope;
    const double difference_sd = std::sqrt(2 * (1 + query_sd_ * query_sd_));
    separation_ = kZ * difference_sd / 2;
    draw_sd_ = design.draw_sd * difference_sd / (2 * slope);
    const double ratio = design.draw_sd / slope;
    truth_ = normal_cdf(kZ / std::sqrt(1 + ratio * ratio));
  }

  /// Over new draws and queries: Phi(z / sqrt(1 + (draw_sd / phi(z))^2)), z = .5244; .70 at 0.
  [[nodiscard]] double truth() const { return truth_; }

  [[nodiscard]] SimulatedAuc simulate(const Rng& rng) const {
    const int n_draws = design_.n_draws, n_queries = design_.n_queries;
    const Eigen::VectorXd draws = normal_effects(n_draws, draw_sd_, rng.at("draws"));
    const Eigen::VectorXd queries = normal_effects(n_queries, query_sd_, rng.at("queries"));
    Rng noise = rng.at("noise");
    SimulatedAuc result{{}, Eigen::MatrixXd(n_draws, n_queries)};
    Eigen::VectorXd log_odds(n_queries), without(n_queries);
    for (Eigen::Index m = 0; m < n_draws; ++m) {
      const double offset = 3 * noise.normal();
      for (Eigen::Index q = 0; q < n_queries; ++q)
        log_odds[q] =
            offset + (q % 2 == 0 ? 1 : -1) * (separation_ + draws[m]) + queries[q] + noise.normal();
      result.units.push_back(auc_without_each(log_odds, without));
      result.without_query.row(m) = without.transpose();
    }
    return result;
  }

 private:
  static constexpr double kZ = 0.5244005127080407;  // Phi(kZ) = .70
  CrossedDesign design_;
  double separation_ = 0, draw_sd_ = 0, query_sd_ = 0, truth_ = 0;
};

/// How often an interval held the truth, and how often it lay wholly above or below it.
struct Coverage {
  int n = 0, above = 0, below = 0;

  void add(const Bounds& bounds, double truth) {
    ++n;
    above += bounds.low > truth ? 1 : 0;
    below += bounds.high < truth ? 1 : 0;
  }
  [[nodiscard]] double rate() const {
    return 1 - (above + below) / static_cast<double>(std::max(n, 1));
  }
};

}  // namespace tangram
