#include "verdict/trends.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <iterator>
#include <optional>

#include "base/rng.h"
#include "stats/within_fit.h"
#include "verdict/effect_of.h"
#include "verdict/function_scores.h"
#include "verdict/resampled.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

/// sum_i w_i sum_i on one task.
EffectResult weighted(const std::vector<ScoredSum>& sums, const Eigen::VectorXd& weights,
                      const std::vector<Arm>& arms) {
  Statement s = sums.front().score;  // its metric, shots, axes
  s.effect = {};
  for (std::size_t i = 0; i < sums.size(); ++i)
    for (const auto& [weight, arm] : sums[i].score.effect.terms)
      s.effect.add(weights(static_cast<Eigen::Index>(i)) * weight, arm);
  return effect_of(s, arms);
}

/// What the least-squares slope takes of each score.
Eigen::VectorXd slope_weights(const Eigen::VectorXd& x) {
  const Eigen::VectorXd dx = x.array() - x.mean();
  return dx / dx.squaredNorm();
}

/// Each sum's scores by draw; a draw's demonstrations and rotations are averaged.
std::vector<FunctionScores> read_scores(const std::vector<ScoredSum>& sums,
                                        const std::vector<Arm>& arms, const std::string& task) {
  std::vector<FunctionScores> out;
  out.reserve(sums.size());
  for (const ScoredSum& sum : sums) out.push_back(function_scores(sum, arms, task, 1));
  return out;
}

std::vector<std::uint64_t> draws_of(const std::vector<FunctionScores>& all) {
  std::vector<std::uint64_t> draws = all.front().draws;
  for (const FunctionScores& scores : all) draws = common_draws(draws, scores.draws);
  return draws;
}

Eigen::MatrixXd table_of(const std::vector<FunctionScores>& all,
                         const std::vector<std::uint64_t>& draws) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(draws.size()),
                      static_cast<Eigen::Index>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i)
    out.col(static_cast<Eigen::Index>(i)) = all[i].of(draws).means();
  return out;
}

void read_given(const Eigen::VectorXd& x, const std::vector<Arm>& arms, const Rng& rng,
                TrendResult& result) {
  const TrendSpec& spec = result.spec;
  const auto y = read_scores(spec.y, arms, result.task);
  const auto given = read_scores(spec.given, arms, result.task);
  const std::vector<std::uint64_t> draws = common_draws(draws_of(y), draws_of(given));
  const Eigen::MatrixXd scores = table_of(y, draws), covariate = table_of(given, draws);
  const auto estimate = [&](double WithinFit::*part, std::string_view stream) {
    Estimate out = resampled_estimate(
        draws.size(),
        [&](std::span<const std::size_t> units) -> std::optional<double> {
          const auto fit = within_fit(scores(units, Eigen::all), x, covariate(units, Eigen::all));
          return fit ? std::optional((*fit).*part) : std::nullopt;
        },
        "draw", rng.at(stream));
    if (!out.value)
      out.note = draws.empty() ? "no draw has all scores and the covariate"
                               : "within draws the covariate does not vary, or only as x does";
    return out;
  };
  result.partial_slope = estimate(&WithinFit::slope, "slope");
  result.weight = estimate(&WithinFit::weight, "weight");
}

std::string with_interval(const Estimate& e) {
  if (!e.low || !e.high) return fmt::format("{:+.4f}", *e.value);
  return fmt::format("{:+.4f} [{:+.4f}, {:+.4f}]", *e.value, *e.low, *e.high);
}

const char* direction(const Estimate& slope) {
  if (slope.low && *slope.low > 0) return "rises";
  if (slope.high && *slope.high < 0) return "falls";
  return "is not shown to change";
}

std::string reading_of(const TrendResult& r) {
  if (!r.slope.value) return fmt::format("no trend: {}", r.slope.note);
  const std::string out = fmt::format("the score {} with the {}: {} for each step of 1",
                                      direction(r.slope), r.spec.name, with_interval(r.slope));
  if (r.spec.given.empty()) return out;
  if (!r.partial_slope.value)
    return fmt::format("{}; the covariate cannot be held fixed: {}", out, r.partial_slope.note);
  return fmt::format("{}; given the covariate it {}: {}", out, direction(r.partial_slope),
                     with_interval(r.partial_slope));
}

TrendResult trend_of(const TrendSpec& spec, const Study& study, const std::vector<Arm>& all,
                     const std::string& task) {
  TrendResult result;
  result.spec = spec;
  result.task = task;
  std::vector<Arm> arms;
  std::copy_if(all.begin(), all.end(), std::back_inserter(arms),
               [&](const Arm& arm) { return arm.task == task; });
  const Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(spec.x.data(), static_cast<Eigen::Index>(spec.x.size()));
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto score = [&](const ScoredSum& sum) {
      return estimate_of(weighted({sum}, Eigen::VectorXd::Ones(1), arms));
    };
    result.points.push_back({x(i), spec.y[at].text, score(spec.y[at]),
                             spec.given.empty() ? Estimate{} : score(spec.given[at])});
  }
  result.slope = estimate_of(weighted(spec.y, slope_weights(x), arms));
  if (!spec.given.empty()) {
    result.given_slope = estimate_of(weighted(spec.given, slope_weights(x), arms));
    read_given(x, arms, Rng(study.seed).at("trend").at(spec.id).at(task), result);
  }
  result.reading = reading_of(result);
  return result;
}

}  // namespace

std::vector<TrendResult> trends_of(const Study& study, const std::vector<Arm>& arms) {
  std::vector<TrendResult> out;
  for (const TrendSpec& spec : study.trends.list) {
    if (const std::string missing = spec.missing(); !missing.empty()) {
      TrendResult result;
      result.spec = spec;
      result.slope.note = missing;
      result.reading = reading_of(result);
      out.push_back(std::move(result));
      continue;
    }
    for (const std::string& task : tasks_of(spec.y.front().score, arms))
      out.push_back(trend_of(spec, study, arms, task));
  }
  return out;
}

std::vector<TrendResult> trends_of(const Store& store, const std::vector<Arm>& arms) {
  return trends_of(study_of(store), arms);
}

}  // namespace tangram
