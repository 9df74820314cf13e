#include "verdict/trends.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <optional>

#include "base/rng.h"
#include "stats/within_fit.h"
#include "verdict/draw_scores.h"
#include "verdict/effect_of.h"
#include "verdict/resampled.h"
#include "verdict/text_table.h"

namespace tangram {
namespace {

/// sum_i w_i sum_i. The axes that any of the sums binds are bound: an arm's own are among them.
Statement weighted(const std::vector<ScoredSum>& sums, const Eigen::VectorXd& weights) {
  Statement s = sums.front().score;  // its metric and shots
  s.effect = {};
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const Statement& score = sums[i].score;
    for (const auto& [weight, arm] : score.effect.terms)
      s.effect.add(weights(static_cast<Eigen::Index>(i)) * weight, arm);
    for (const auto& setting : score.axes)
      if (std::find(s.axes.begin(), s.axes.end(), setting) == s.axes.end())
        s.axes.push_back(setting);
  }
  return s;
}

/// What the least-squares slope takes of each score.
Eigen::VectorXd slope_weights(const Eigen::VectorXd& x) {
  const Eigen::VectorXd dx = x.array() - x.mean();
  return dx / dx.squaredNorm();
}

/// The slope of scores over x on one task.
Estimate slope_of(const std::vector<ScoredSum>& sums, const Eigen::VectorXd& x,
                  const std::vector<Arm>& arms, const std::string& task) {
  const EffectResult effect = effect_of(weighted(sums, slope_weights(x)), arms, task);
  const Estimate slope = estimate_of(effect);
  const bool has_spread = !effect.effect || effect.effect->standard_error > kRoundingOfSpread;
  return has_spread ? slope : without_interval(slope);
}

/// Each sum's scores by draw; a draw's demonstrations and rotations are averaged.
std::vector<DrawScores> read_scores(const std::vector<ScoredSum>& sums,
                                    const std::vector<Arm>& arms, const std::string& task) {
  std::vector<DrawScores> out;
  out.reserve(sums.size());
  for (const ScoredSum& sum : sums) out.push_back(draw_scores(sum, arms, task));
  return out;
}

std::vector<std::uint64_t> draws_of(const std::vector<DrawScores>& all) {
  std::vector<std::uint64_t> draws = all.front().draws;
  for (const DrawScores& scores : all) draws = common_draws(draws, scores.draws);
  return draws;
}

Eigen::MatrixXd table_of(const std::vector<DrawScores>& all,
                         const std::vector<std::uint64_t>& draws) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(draws.size()),
                      static_cast<Eigen::Index>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i)
    out.col(static_cast<Eigen::Index>(i)) = all[i].of(draws).means();
  return out;
}

/// Why there is not one draw with all scores.
std::string why_none(const std::vector<DrawScores>& y, const std::vector<DrawScores>& given) {
  for (const auto* all : {&y, &given})
    for (const DrawScores& scores : *all)
      if (scores.draws.empty()) return scores.note;
  return "no draw has all scores and the covariate";
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
        result.slope.unit, rng.at(stream));
    if (!out.value)
      out.note = draws.empty() ? why_none(y, given)
                               : "within draws the covariate does not vary, or only as x does";
    else if (!out.low)
      out.note = fmt::format("{} {}s", draws.size(), out.unit) + " are too few for an interval";
    else if (*out.high - *out.low <= kRoundingOfSpread)
      out = without_interval(out);
    return out;
  };
  result.partial_slope = estimate(&WithinFit::slope, "slope");
  result.weight = estimate(&WithinFit::weight, "weight");
}

const char* direction(const Estimate& slope) {
  if (slope.low && *slope.low > 0) return "rises";
  if (slope.high && *slope.high < 0) return "falls";
  return "is not shown to change";
}

/// "falls: -0.1 [-0.12, -0.08]".
std::string change_text(const Estimate& slope) {
  return fmt::format("{}: {}{}", direction(slope), slope_text(slope),
                     slope.low ? "" : fmt::format(" (no interval: {})", slope.note));
}

std::string reading_of(const TrendResult& r) {
  if (!r.slope.value) return fmt::format("no trend: {}", r.slope.note);
  std::string out =
      fmt::format("for each step of 1 of the {} the score {}", r.spec.name, change_text(r.slope));
  if (r.spec.given.empty()) return out;
  if (!r.partial_slope.value)
    return fmt::format("{}; the covariate cannot be held fixed: {}", out, r.partial_slope.note);
  return fmt::format("{}; given the covariate, over {}s alone, it {}", out, r.slope.unit,
                     change_text(r.partial_slope));
}

TrendResult trend_of(const TrendSpec& spec, const Study& study, const std::vector<Arm>& arms,
                     const std::string& task) {
  TrendResult result;
  result.spec = spec;
  result.task = task;
  const Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(spec.x.data(), static_cast<Eigen::Index>(spec.x.size()));
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto score = [&](const ScoredSum& sum) {
      return estimate_of(effect_of(weighted({sum}, Eigen::VectorXd::Ones(1)), arms, task));
    };
    result.points.push_back(
        {x(i), score(spec.y[at]), spec.given.empty() ? Estimate{} : score(spec.given[at])});
  }
  result.slope = slope_of(spec.y, x, arms, task);
  if (!spec.given.empty()) {
    result.given_slope = slope_of(spec.given, x, arms, task);
    read_given(x, arms, Rng(study.seed).at("trend").at(spec.id).at(task), result);
  }
  result.reading = reading_of(result);
  return result;
}

}  // namespace

std::vector<TrendResult> trends_of(const Study& study, const std::vector<Arm>& arms) {
  std::vector<TrendResult> out;
  for (const TrendSpec& spec : study.trends) {
    if (const std::string missing = spec.missing(); !missing.empty()) {
      TrendResult result;
      result.spec = spec;
      result.slope.note = missing;
      result.reading = reading_of(result);
      out.push_back(std::move(result));
      continue;
    }
    const auto n = static_cast<Eigen::Index>(spec.y.size());
    for (const std::string& task : tasks_of(weighted(spec.y, Eigen::VectorXd::Ones(n)), arms))
      out.push_back(trend_of(spec, study, arms, task));
  }
  return out;
}

}  // namespace tangram
