// Cells that differ by one unit of replication alone, put together.
#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "verdict/unit_effect.h"
#include "verdict/vector_measure.h"

namespace tangram {
namespace {

/// The axes of a cell: the one that is a unit, and the others as they are written. Of several units
/// none is parted: the cells of their grid share values of either and are no independent units.
struct Axes {
  std::string unit, others;
};

Axes parted(const std::string& axes, const std::set<std::string>& units) {
  Axes out;
  for (const auto& [name, value] : settings_of(axes)) {
    if (!units.contains(name)) {
      add_setting(out.others, name, value);
      continue;
    }
    if (!out.unit.empty()) return {"", axes};
    out.unit = name;
  }
  return out;
}

/// A part of which draws are missing is left out, as the mean of other sequences.
struct Part {
  const VectorCell* cell;
  const Estimate* estimate;
};

Estimate over(const std::vector<Part>& parts, const std::string& unit) {
  std::vector<double> values;
  std::string why_not;
  for (const auto& [cell, estimate] : parts) {
    const bool whole = cell->draws_done == cell->draws_declared;
    if (whole && estimate->value)
      values.push_back(*estimate->value);
    else if (why_not.empty())
      why_not = whole ? estimate->note : "not all of its draws are done";
  }
  return estimate_of(unit_effect(std::move(values), static_cast<int>(parts.size()), unit, why_not));
}

/// One cell of several, at least two.
VectorCell joined(const std::vector<const VectorCell*>& cells, const Axes& axes) {
  VectorCell out = *cells.front();
  out.axes = axes.others;
  out.draws_done = out.draws_declared = out.n_questions = 0;
  std::vector<Part> means;
  std::map<int, std::vector<Part>> at_shots;
  for (const VectorCell* cell : cells) {
    out.draws_done += cell->draws_done;
    out.draws_declared += cell->draws_declared;
    out.n_questions += cell->n_questions;
    means.push_back({cell, &cell->mean});
    for (const auto& [shots, estimate] : cell->at_shots)
      at_shots[shots].push_back({cell, &estimate});
  }
  out.mean = over(means, axes.unit);
  for (const auto& [shots, estimates] : at_shots) out.at_shots[shots] = over(estimates, axes.unit);
  return out;
}

std::vector<VectorCell> over(const std::vector<VectorCell>& cells,
                             const std::set<std::string>& units) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const VectorCell*>> groups;
  for (const VectorCell& cell : cells) {
    const Axes axes = parted(cell.axes, units);
    const std::string key =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", cell.block, cell.task, cell.condition,
                    cell.learner, cell.versus, axes.others, axes.unit);
    if (!groups.contains(key)) order.push_back(key);
    groups[key].push_back(&cell);
  }
  std::vector<VectorCell> out;
  for (const std::string& key : order) {
    const auto& group = groups.at(key);
    out.push_back(group.size() == 1 ? *group.front()
                                    : joined(group, parted(group.front()->axes, units)));
  }
  return out;
}

}  // namespace

std::set<std::string> unit_axes(const Study& study) {
  std::set<std::string> out;
  for (const Statement& statement : all_statements(study.claims))
    for (const Block& block : study.blocks)
      for (const Axis& axis : block.axes)
        if (axis.name == statement.unit) out.insert(axis.name);
  return out;
}

VectorMeasures over_units(const VectorMeasures& measures, const std::set<std::string>& axes) {
  return {over(measures.errors, axes), over(measures.distances, axes)};
}

}  // namespace tangram
