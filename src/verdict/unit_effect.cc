#include "verdict/unit_effect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tangram {
namespace {

/// Adds the components of a part of a mean.
void add_part(double weight, const VarianceComponents& part, VarianceComponents& mean) {
  mean.draw += weight * weight * part.draw;
  mean.query += weight * weight * part.query;
  mean.residual += weight * weight * part.residual;
  mean.draw_was_negative = mean.draw_was_negative || part.draw_was_negative;
  mean.query_was_negative = mean.query_was_negative || part.query_was_negative;
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

std::string too_few_units(int n, const std::string& unit) {
  return fmt::format("{} of the {} {}s that an interval needs", n, kFewestUnits, unit);
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
    result.note = too_few_units(n, result.unit);
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

EffectResult mean_of_parts(const std::vector<MeanPart>& parts) {
  if (parts.empty()) return no_effect("the run has no answers");
  EffectResult all;
  std::vector<double> weights, values;
  std::vector<Effect> effects;
  VarianceComponents components;
  std::size_t n_components = 0;
  for (const auto& [weight, part] : parts) {
    if (!part.value) return part;
    if (!part.note.empty()) all.note = part.note;
    all.unit = part.unit;
    all.n_draws_missing += part.n_draws_missing;
    all.unit_values.insert(all.unit_values.end(), part.unit_values.begin(), part.unit_values.end());
    weights.push_back(weight);
    values.push_back(*part.value);
    if (part.effect) effects.push_back(*part.effect);
    if (!part.components) continue;
    add_part(weight, *part.components, components);
    ++n_components;
  }
  double mean = values.front();  // taken around it: equal parts have exactly their value
  for (std::size_t i = 0; i < values.size(); ++i) mean += weights[i] * (values[i] - values.front());
  all.value = mean;
  if (effects.size() == parts.size()) {
    Effect effect = weighted_sum(effects, weights);
    effect.mean = mean;
    all.effect = effect;
  }
  if (n_components == parts.size()) all.components = components;
  return all;
}

EffectResult mean_over_tasks(const std::vector<Tasks>& groups,
                             const std::function<EffectResult(const Tasks&)>& effect_on) {
  std::size_t n = 0;
  for (const Tasks& together : groups) n += together.size();
  std::vector<MeanPart> parts;
  for (const Tasks& together : groups)
    parts.push_back(
        {static_cast<double>(together.size()) / static_cast<double>(n), effect_on(together)});
  return mean_of_parts(parts);
}

}  // namespace tangram
