#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/options.h"
#include "spec/study.h"

namespace tangram {

/// Throws Error on an axis that no component takes, which would silently multiply the work; `known`
/// are the parameters that there are.
void check_axes_taken(const Block& block, const std::vector<bool>& taken,
                      const std::set<std::string>& known);

/// One choice of a value for each axis of a block, in the order of the axes.
struct AxisPoint {
  std::vector<std::size_t> choice;  // index into Axis::values, one per axis
};

/// All points, the last axis fastest. A block without axes has one point without choices.
std::vector<AxisPoint> axis_points(const std::vector<Axis>& axes);

/// The spec with the axes that it takes set to the point's values; appends "name=value" of
/// each to `label` (comma-separated) unless it stands there already, and marks the axis in
/// `taken` (one flag per axis).
ComponentSpec bind_axes(const ComponentSpec& spec, const std::vector<FieldHelp>& fields,
                        const std::vector<Axis>& axes, const AxisPoint& point,
                        std::vector<bool>& taken, std::string& label);

}  // namespace tangram
