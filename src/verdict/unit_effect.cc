#include "verdict/unit_effect.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tangram {
namespace {

/// Of the mean of independent parts, each of which has as many draws and queries as that.
VarianceComponents components_of_mean(const std::vector<VarianceComponents>& parts) {
  VarianceComponents mean;
  const auto n = static_cast<double>(parts.size());
  for (const VarianceComponents& part : parts) {
    mean.draw += part.draw / (n * n);
    mean.query += part.query / (n * n);
    mean.residual += part.residual / (n * n);
    mean.draw_was_negative = mean.draw_was_negative || part.draw_was_negative;
    mean.query_was_negative = mean.query_was_negative || part.query_was_negative;
  }
  return mean;
}

}  // namespace

double mean_of_units(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v - values.front();
  return values.front() + sum / static_cast<double>(values.size());
}

void set_unit_effect(EffectResult& result, const std::vector<double>& units) {
  result.effect = t_effect(units);
  if (!result.effect) return;
  const double error = result.effect->standard_error;
  result.components = VarianceComponents{.draw = error * error * static_cast<double>(units.size())};
}

void explain(EffectResult& result, int declared, const std::string& why_not) {
  const auto n = static_cast<int>(result.unit_values.size());
  result.n_draws_missing = std::max(declared - n, 0);
  if (n == 0 && why_not.empty())
    result.note = fmt::format("no {} is done", result.unit);
  else if (!why_not.empty())
    result.note = fmt::format("{} of {} {}s left out: {}", result.n_draws_missing, declared,
                              result.unit, why_not);
  else if (n < kFewestUnits)
    result.note =
        fmt::format("{} of the {} {}s that an interval needs", n, kFewestUnits, result.unit);
}

EffectResult unit_effect(std::vector<double> values, int declared, const std::string& unit,
                         const std::string& why_not) {
  EffectResult result;
  result.unit = unit;
  result.unit_values = std::move(values);
  explain(result, declared, why_not);
  if (result.unit_values.empty()) return result;
  result.value = mean_of_units(result.unit_values);
  if (static_cast<int>(result.unit_values.size()) >= kFewestUnits)
    set_unit_effect(result, result.unit_values);
  return result;
}

EffectResult no_effect(std::string note) {
  EffectResult result;
  result.unit = "draw";
  result.note = std::move(note);
  return result;
}

EffectResult over_tasks(const std::vector<std::string>& tasks,
                        const std::function<EffectResult(const std::string& task)>& effect_on) {
  EffectResult all;
  std::vector<Effect> effects;
  std::vector<VarianceComponents> components;
  double sum = 0;
  for (const std::string& task : tasks) {
    EffectResult one = effect_on(task);
    if (!one.note.empty()) all.note = one.note;
    all.unit = one.unit;
    all.n_draws_missing += one.n_draws_missing;
    all.unit_values.insert(all.unit_values.end(), one.unit_values.begin(), one.unit_values.end());
    if (!one.value) return one;
    sum += *one.value;
    if (one.effect) effects.push_back(*one.effect);
    if (one.components) components.push_back(*one.components);
  }
  if (tasks.empty()) return no_effect("the run has no answers");
  all.value = sum / static_cast<double>(tasks.size());
  if (effects.size() == tasks.size()) all.effect = combine(effects);
  if (components.size() == tasks.size()) all.components = components_of_mean(components);
  return all;
}

}  // namespace tangram
