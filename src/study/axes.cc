#include "study/axes.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace tangram {

void check_axes_taken(const Block& block, const std::vector<bool>& taken,
                      const std::set<std::string>& known) {
  for (std::size_t a = 0; a < block.axes.size(); ++a)
    require(taken[a], "{}: no task, condition or learner of this block has a parameter '{}'{}",
            block.axes[a].place.str(), block.axes[a].name,
            suggestion(block.axes[a].name, {known.begin(), known.end()}));
}

std::vector<AxisPoint> axis_points(const std::vector<Axis>& axes) {
  std::vector<AxisPoint> points{{}};
  for (const Axis& axis : axes) {
    std::vector<AxisPoint> longer;
    for (const AxisPoint& point : points)
      for (std::size_t i = 0; i < axis.values.size(); ++i) {
        longer.push_back(point);
        longer.back().choice.push_back(i);
      }
    points = std::move(longer);
  }
  return points;
}

namespace {

/// The comma-separated entries of `label` hold `entry`.
bool holds(const std::string& label, const std::string& entry) {
  return ("," + label + ",").find("," + entry + ",") != std::string::npos;
}

}  // namespace

ComponentSpec bind_axes(const ComponentSpec& spec, const std::vector<FieldHelp>& fields,
                        const std::vector<Axis>& axes, const AxisPoint& point,
                        std::vector<bool>& taken, std::string& label) {
  ComponentSpec bound = spec;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const Axis& axis = axes[a];
    if (std::none_of(fields.begin(), fields.end(),
                     [&](const FieldHelp& field) { return field.name == axis.name; }))
      continue;
    taken[a] = true;
    const Value& value = axis.values[point.choice[a]];
    std::get<Table>(bound.options.data).set(axis.name, value);
    const std::string entry = axis.name + "=" + canonical_text(value);
    if (!holds(label, entry)) label += (label.empty() ? "" : ",") + entry;
  }
  return bound;
}

}  // namespace tangram
