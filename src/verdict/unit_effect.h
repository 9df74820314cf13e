#pragma once

#include <functional>
#include <string>
#include <vector>

#include "verdict/effect_of.h"

namespace tangram {

/// The mean, taken around the first value: equal units have exactly their value. At least one.
double mean_of_units(const std::vector<double>& values);

/// Sets the effect by units alone: Student's t, and their variance as that of draws.
void set_unit_effect(EffectResult& result, const std::vector<double>& units);

/// "3 of the 5 draws that an interval needs".
std::string too_few_units(int n, const std::string& unit);

/// Counts the units that are missing of those declared, and says why an interval or all is.
void explain(EffectResult& result, int declared, const std::string& why_not);

/// The effect of independent units of which `declared` were planned; `why_not` says why some have
/// no value.
EffectResult unit_effect(std::vector<double> values, int declared, const std::string& unit,
                         const std::string& why_not);

/// No effect, and why.
EffectResult no_effect(std::string note);

/// A part of a mean that has no draw in common with the others.
struct MeanPart {
  double weight = 1;  // of all parts they sum to 1
  EffectResult effect;
};

/// The weighted mean of effects; none where there is none, or one of them has no value. Its
/// components are those of that mean, of the draws and queries that each part has.
EffectResult mean_of_parts(const std::vector<MeanPart>& parts);

/// The mean over tasks with equal weights, of effects on those that tasks_by_rows() puts together:
/// groups have no draw in common.
EffectResult mean_over_tasks(const std::vector<Tasks>& groups,
                             const std::function<EffectResult(const Tasks&)>& effect_on);

}  // namespace tangram
