#include "verdict/ratios.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "stats/ratio.h"
#include "verdict/effect_of.h"
#include "verdict/text_table.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

/// Adds `weight` x (the first less the second) to the arms of a task. Returns what is missing.
std::string add_difference(const std::array<ScoredSum, 2>& sides, double weight,
                           const std::vector<Arm>& arms, const std::string& task,
                           std::vector<WeightedArm>& terms) {
  for (std::size_t side = 0; side < 2; ++side) {
    const Statement& score = sides[side].score;
    for (const auto& [of_arm, ref] : score.effect.terms) {
      const Arm* arm = find_arm(arms, ref, task, score);
      if (arm == nullptr) return no_answers(ref, task, score.shots);
      const double w = (side == 0 ? weight : -weight) * of_arm;
      const auto known = std::find_if(terms.begin(), terms.end(),
                                      [&](const WeightedArm& term) { return term.arm == arm; });
      if (known == terms.end())
        terms.push_back({w, arm});
      else
        known->weight += w;
    }
  }
  return {};
}

/// A ratio's effects on some tasks, averaged with equal weights: over draws within those that share
/// them.
class Sides {
 public:
  Sides(const RatioSpec& spec, const std::vector<Arm>& arms, std::vector<Tasks> tasks)
      : spec_(spec), arms_(arms), tasks_(std::move(tasks)) {}

  /// a x numerator + b x denominator.
  EffectResult effect(double a, double b) const {
    return mean_over_tasks(tasks_, [&](const Tasks& together) { return of_tasks(a, b, together); });
  }

 private:
  EffectResult of_tasks(double a, double b, const Tasks& together) const {
    const auto n = static_cast<double>(together.size());
    std::vector<WeightedArm> terms;
    for (const std::string& task : together)
      for (const auto& [sides, weight] :
           {std::pair(&spec_.numerator, a), std::pair(&spec_.denominator, b)})
        if (std::string missing = add_difference(*sides, weight / n, arms_, task, terms);
            !missing.empty())
          return no_effect(std::move(missing));
    return effect_of(terms, 0, find_metric(spec_.numerator[0].score.metric));
  }

  const RatioSpec& spec_;
  const std::vector<Arm>& arms_;
  std::vector<Tasks> tasks_;
};

/// An effect that is the same in every draw says nothing of the next one.
Estimate shown(const EffectResult& effect) {
  const Estimate estimate = estimate_of(effect);
  const bool has_spread = !effect.effect || effect.effect->standard_error > kRoundingOfSpread;
  return has_spread ? estimate : without_interval(estimate);
}

std::string why_undefined(const Estimate& denominator) {
  if (!denominator.value) return denominator.note;
  if (!denominator.low) return fmt::format("the denominator has no interval: {}", denominator.note);
  if (*denominator.low > 0) return {};
  return fmt::format("the denominator is not shown to lie above 0: {}", slope_text(denominator));
}

void set_ratio(const Sides& sides, RatioResult& r) {
  r.ratio.unit = r.denominator.unit;
  r.ratio.n = r.denominator.n;
  r.ratio.note = r.numerator.value ? why_undefined(r.denominator) : r.numerator.note;
  if (!r.ratio.note.empty()) return;
  r.ratio.value = *r.numerator.value / *r.denominator.value;
  const auto difference = [&](double ratio) {
    const EffectResult result = sides.effect(1, -ratio);
    TANGRAM_CHECK(result.effect.has_value());  // over the draws that the denominator has
    return *result.effect;
  };
  const auto bounds = ratio_interval(*r.ratio.value, difference, kShownLevel);
  if (!bounds) {
    r.ratio.note = "the interval has no ends";
    return;
  }
  r.ratio.low = bounds->low;
  r.ratio.high = bounds->high;
}

RatioResult ratio_of(const RatioSpec& spec, const std::vector<Arm>& arms, const std::string& task,
                     const std::vector<Tasks>& tasks) {
  RatioResult r;
  r.spec = spec;
  r.task = task;
  const Sides sides(spec, arms, tasks);
  r.numerator = shown(sides.effect(1, 0));
  r.denominator = shown(sides.effect(0, 1));
  set_ratio(sides, r);
  r.reading = r.ratio.value ? fmt::format("the ratio is {}", slope_text(r.ratio))
                            : fmt::format("undefined: {}", r.ratio.note);
  return r;
}

}  // namespace

std::vector<RatioResult> ratios_of(const Study& study, const std::vector<Arm>& arms) {
  std::vector<RatioResult> out;
  for (const RatioSpec& spec : study.ratios) {
    std::vector<std::string> tasks = tasks_of(spec.numerator[0].score, arms);
    std::string missing = spec.missing();
    if (missing.empty() && tasks.empty()) missing = "the run has no answers";
    if (!missing.empty()) {
      RatioResult result;
      result.spec = spec;
      result.ratio.note = missing;
      result.reading = fmt::format("undefined: {}", missing);
      out.push_back(std::move(result));
      continue;
    }
    for (const std::string& task : tasks) out.push_back(ratio_of(spec, arms, task, {{task}}));
    if (tasks.size() > 1)
      out.push_back(
          ratio_of(spec, arms, "all tasks", tasks_by_rows(spec.numerator[0].score, arms)));
  }
  return out;
}

}  // namespace tangram
