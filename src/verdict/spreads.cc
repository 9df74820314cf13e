#include "verdict/spreads.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "stats/effect.h"
#include "stats/nested_components.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

/// By query: its share in the score; the mean of all is the score.
using Shares = std::map<std::uint64_t, double>;

/// Of each question: its value or, where the score is no mean of questions, its pseudo-value, moved
/// so that their mean is the score. Empty: a score is missing.
std::vector<double> shares_of(const MetricInfo& metric, std::span<const ScoredQuestion> questions) {
  const Score all = metric.score(questions);
  if (!all.value || questions.size() < 2) return {};
  const auto n = static_cast<double>(questions.size());
  std::vector<Score> without;
  if (metric.without_each != nullptr) without = metric.without_each(questions);
  std::vector<double> out;
  double sum = 0;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    const Score one = without.empty() ? metric.score(questions.subspan(q, 1)) : without[q];
    if (!one.value) return {};
    out.push_back(without.empty() ? *one.value : n * *all.value - (n - 1) * *one.value);
    sum += out.back();
  }
  for (double& share : out) share += *all.value - sum / n;
  return out;
}

/// Adds `weight` x the shares of a draw's questions, variants averaged. False: a score is missing.
bool add_shares(const MetricInfo& metric, const ArmDraw& draw, double weight, Shares& shares) {
  for (const std::vector<Answer>& answers : draw.variants) {
    std::vector<ScoredQuestion> questions;
    for (const Answer& answer : answers) questions.push_back(answer.scored);
    const std::vector<double> own = shares_of(metric, questions);
    if (own.empty()) return false;
    for (std::size_t q = 0; q < own.size(); ++q)
      shares[answers[q].query] += weight * own[q] / static_cast<double>(draw.variants.size());
  }
  return true;
}

/// What each value of the axis gave, by draw.
struct Layout {
  std::map<std::uint64_t, std::vector<Shares>> draws = {};  // one entry a value
  int declared = 0;
  std::string unit = {}, note = {};
};

Layout read_layout(const SpreadSpec& spec, const std::vector<Arm>& arms, const std::string& task) {
  Layout out;
  for (std::size_t i = 0; i < spec.each.size(); ++i) {
    const Statement& score = spec.each[i].score;
    std::map<std::uint64_t, std::pair<Shares, std::size_t>> of_draws;  // and terms met
    for (const auto& [weight, ref] : score.effect.terms) {
      const Arm* arm = find_arm(arms, ref, task, score);
      if (arm == nullptr) return {.note = no_answers(ref, task, score.shots)};
      if (!arm->crossed)
        return {.note = fmt::format("each {} has queries of its own, so what the queries add "
                                    "cannot be told from the {}s",
                                    arm->unit, arm->unit)};
      out.unit = arm->unit;
      out.declared = std::max(out.declared, arm->declared);
      for (const ArmDraw& draw : arm->draws) {
        auto& [shares, terms] = of_draws[draw.draw];
        if (add_shares(find_metric(score.metric), draw, weight, shares)) ++terms;
      }
    }
    for (auto& [draw, found] : of_draws)
      if (found.second == score.effect.terms.size() && out.draws[draw].size() == i)
        out.draws[draw].push_back(std::move(found.first));
  }
  std::erase_if(out.draws,
                [&](const auto& entry) { return entry.second.size() < spec.each.size(); });
  return out;
}

/// One matrix a draw, values of the axis by queries; empty: the queries are not the same in all.
std::vector<Eigen::MatrixXd> matrices_of(const Layout& layout) {
  std::vector<Eigen::MatrixXd> out;
  const Shares* first = nullptr;
  for (const auto& [draw, values] : layout.draws) {
    if (first == nullptr) first = &values.front();
    Eigen::MatrixXd y(static_cast<Eigen::Index>(values.size()),
                      static_cast<Eigen::Index>(first->size()));
    for (std::size_t p = 0; p < values.size(); ++p) {
      if (values[p].size() != first->size()) return {};
      Eigen::Index q = 0;
      for (auto a = values[p].begin(), b = first->begin(); a != values[p].end(); ++a, ++b) {
        if (a->first != b->first) return {};
        y(static_cast<Eigen::Index>(p), q++) = a->second;
      }
    }
    out.push_back(std::move(y));
  }
  return out;
}

Estimate deviation(const Component& c, const SpreadResult& r) {
  Estimate e{.value = std::sqrt(c.variance), .n = r.mean.n, .unit = r.mean.unit, .note = {}};
  if (c.was_negative) e.note = "its estimated variance is below 0";
  if (r.mean.n < kFewestUnits) {
    e.note = fmt::format("{} {}s are too few for an interval", r.mean.n, r.mean.unit);
    return e;
  }
  e.low = std::sqrt(c.bounds.low);
  e.high = std::sqrt(c.bounds.high);
  return *e.high > kRoundingOfSpread ? e : without_interval(e);
}

Estimate mean_over_draws(const std::vector<double>& of_draws, const std::string& unit) {
  double sum = 0;
  for (const double v : of_draws) sum += v;
  Estimate e{.value = sum / static_cast<double>(of_draws.size()),
             .n = static_cast<int>(of_draws.size()),
             .unit = unit,
             .note = {}};
  const auto effect = t_effect(of_draws);
  if (effect && e.n >= kFewestUnits && effect->standard_error > kRoundingOfSpread) {
    const Bounds bounds = t_bounds(*effect, kShownLevel);
    e.low = bounds.low;
    e.high = bounds.high;
  }
  return e;
}

void set_estimates(const std::vector<Eigen::MatrixXd>& y, const std::string& unit,
                   SpreadResult& r) {
  std::vector<double> means, ranges;
  for (const Eigen::MatrixXd& of_draw : y) {
    const Eigen::VectorXd scores = of_draw.rowwise().mean();
    means.push_back(scores.mean());
    ranges.push_back(scores.maxCoeff() - scores.minCoeff());
  }
  r.mean = mean_over_draws(means, unit);
  r.range = mean_over_draws(ranges, unit);
  const auto c = nested_components(y, kShownLevel);
  if (!c) {
    r.note = fmt::format("it needs 2 {}s and 2 queries", unit);
    return;
  }
  r.within = deviation(c->order, r);
  r.between = deviation(c->draw, r);
  r.by_chance = {
      .value = std::sqrt(c->residual / c->n_queries), .n = r.mean.n, .unit = unit, .note = {}};
}

/// "0.043 [0.02, 0.07]".
std::string sd_text(const Estimate& e) {
  if (!e.value) return "-";
  std::string out = fmt::format("{:.3g}", *e.value);
  if (e.low && e.high) out += fmt::format(" [{:.3g}, {:.3g}]", *e.low, *e.high);
  return out;
}

SpreadResult spread_of(const SpreadSpec& spec, const std::vector<Arm>& arms,
                       const std::string& task) {
  SpreadResult r;
  r.spec = spec;
  r.task = task;
  const Layout layout = read_layout(spec, arms, task);
  const std::vector<Eigen::MatrixXd> y = matrices_of(layout);
  r.note = layout.note;
  if (r.note.empty() && layout.draws.empty()) r.note = "no draw has a score at every value";
  if (r.note.empty() && y.empty()) r.note = "the queries are not the same in all draws";
  if (r.note.empty()) set_estimates(y, layout.unit, r);
  const int left_out = layout.declared - static_cast<int>(layout.draws.size());
  if (r.note.empty() && left_out > 0)
    r.note = fmt::format("{} of {} {}s left out", left_out, layout.declared, layout.unit);
  r.reading = r.within.value
                  ? fmt::format("sd over {} within a {} {}, between {}s {}", spec.over, layout.unit,
                                sd_text(r.within), layout.unit, sd_text(r.between))
                  : fmt::format("no spread: {}", r.note);
  return r;
}

}  // namespace

std::vector<SpreadResult> spreads_of(const Study& study, const std::vector<Arm>& arms) {
  std::vector<SpreadResult> out;
  for (const SpreadSpec& spec : study.spreads) {
    const std::vector<std::string> tasks = tasks_of(spec.each.front().score, arms);
    std::string missing = spec.missing();
    if (missing.empty() && tasks.empty()) missing = "the run has no answers";
    if (!missing.empty()) {
      SpreadResult result;
      result.spec = spec;
      result.note = missing;
      result.reading = fmt::format("no spread: {}", missing);
      out.push_back(std::move(result));
      continue;
    }
    for (const std::string& task : tasks) out.push_back(spread_of(spec, arms, task));
  }
  return out;
}

}  // namespace tangram
