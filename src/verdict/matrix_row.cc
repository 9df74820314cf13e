#include "verdict/matrix_row.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace tangram {
namespace {

bool asks_for(const MatrixSpec& spec, const std::string& condition) {
  if (std::find(spec.conditions.begin(), spec.conditions.end(), condition) != spec.conditions.end())
    return true;
  return std::any_of(spec.against.begin(), spec.against.end(),
                     [&](const auto& pair) { return pair.second == condition; });
}

std::vector<double> one_hot(std::size_t n, std::size_t at) {
  std::vector<double> out(n, 0);
  out[at] = 1;
  return out;
}

}  // namespace

TaskEffects::TaskEffects(const MatrixSpec& spec, const std::vector<Arm>& arms,
                         const std::string& task)
    : spec_(spec), arms_(arms), task_(task) {}

bool TaskEffects::has(const std::string& condition) const {
  return weighted({condition}, {1}).value.has_value();
}

int TaskEffects::n_candidates() const {
  std::set<int> counts;
  for (const Arm& arm : arms_)
    if (arm.task == task_ && arm.block == spec_.block && arm.learner == spec_.learner &&
        arm.shots == spec_.shots && asks_for(spec_, arm.condition) &&
        axes_match(arm.axes, spec_.axes))
      counts.insert(arm.n_candidates);
  return counts.size() == 1 ? *counts.begin() : 0;
}

/// sum_g w_g cell_g. A term of weight 0 adds nothing and is still paired, so that every effect is
/// of the same draws.
EffectResult TaskEffects::weighted(const std::vector<std::string>& conditions,
                                   const std::vector<double>& weights) const {
  const auto arm_of = [&](const std::string& condition) {
    return ArmRef{spec_.block, condition, spec_.learner, ""};
  };
  Statement s;
  s.metric = spec_.metric;
  s.shots = spec_.shots;
  s.axes = spec_.axes;
  for (std::size_t g = 0; g < conditions.size(); ++g) {
    s.effect.add(weights[g], arm_of(conditions[g]));
    if (!spec_.against.empty()) s.effect.add(-weights[g], arm_of(spec_.against.at(conditions[g])));
  }
  for (auto& [weight, arm] : s.effect.terms)
    if (std::abs(weight) < kRoundingOfSpread) weight = 0;
  EffectResult result = effect_of(s, arms_, task_);
  if (result.effect && result.effect->standard_error < kRoundingOfSpread)
    result.effect->standard_error = 0;
  return result;
}

MatrixRow TaskEffects::row(const std::vector<std::string>& conditions) const {
  const std::size_t n = conditions.size();
  MatrixRow out;
  out.row.cells.resize(static_cast<Eigen::Index>(n));
  bool has_spread = n > 1;
  std::vector<EffectResult> contrasts;
  for (std::size_t g = 0; g < n; ++g) {
    out.cells.push_back(weighted(conditions, one_hot(n, g)));
    out.row.cells[static_cast<Eigen::Index>(g)] = out.cells.back().value.value_or(0);
    std::vector<double> weights(n, -1 / static_cast<double>(n));
    weights[g] += 1;
    contrasts.push_back(weighted(conditions, weights));
    has_spread = has_spread && contrasts.back().effect.has_value();
  }
  if (!has_spread) return out;
  const std::size_t n_units = contrasts.front().unit_values.size();
  out.row.units.resize(static_cast<Eigen::Index>(n_units), static_cast<Eigen::Index>(n));
  for (std::size_t g = 0; g < n; ++g) {
    out.row.contrasts.push_back(*contrasts[g].effect);
    for (std::size_t m = 0; m < n_units; ++m)
      out.row.units(static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(g)) =
          contrasts[g].unit_values[m];
  }
  out.row.mean = weighted(conditions, std::vector<double>(n, 1 / static_cast<double>(n))).effect;
  return out;
}

}  // namespace tangram
