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

/// Counts the units that are missing of those declared, and says why an interval or all is.
void explain(EffectResult& result, int declared, const std::string& why_not);

/// The effect of independent units of which `declared` were planned; `why_not` says why some have
/// no value.
EffectResult unit_effect(std::vector<double> values, int declared, const std::string& unit,
                         const std::string& why_not);

/// No effect, and why.
EffectResult no_effect(std::string note);

/// The equal-weight mean of the effects on each task, which have no draw in common; none where one
/// of them has no value. Its components are those of that mean, of the draws and queries of a task.
EffectResult over_tasks(const std::vector<std::string>& tasks,
                        const std::function<EffectResult(const std::string& task)>& effect_on);

}  // namespace tangram
