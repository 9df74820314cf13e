// Cells that differ by seeds alone, put together.
#include <map>
#include <utility>

#include "verdict/unit_effect.h"
#include "verdict/vector_measure.h"

namespace tangram {
namespace {

/// The axes of a cell: those that name a seed, and the others as they are written.
struct Axes {
  std::string seeds, others;
};

Axes parted(const std::string& axes) {
  Axes out;
  for (const auto& [name, value] : settings_of(axes)) {
    const bool is_seed = name.ends_with("_seed");
    if (is_seed) out.seeds += (out.seeds.empty() ? "" : ",") + name;
    if (!is_seed) out.others += fmt::format("{}{}={}", out.others.empty() ? "" : ",", name, value);
  }
  return out;
}

Estimate over(const std::vector<const Estimate*>& parts, const std::string& unit) {
  std::vector<double> values;
  std::string why_not;
  for (const Estimate* part : parts) {
    if (part->value) values.push_back(*part->value);
    if (!part->value && why_not.empty()) why_not = part->note;
  }
  return estimate_of(unit_effect(std::move(values), static_cast<int>(parts.size()), unit, why_not));
}

/// One cell of several, at least two.
VectorCell joined(const std::vector<const VectorCell*>& cells, const Axes& axes) {
  VectorCell out = *cells.front();
  out.axes = axes.others;
  out.draws_done = out.draws_declared = out.n_questions = 0;
  std::vector<const Estimate*> means;
  std::map<int, std::vector<const Estimate*>> at_shots;
  for (const VectorCell* cell : cells) {
    out.draws_done += cell->draws_done;
    out.draws_declared += cell->draws_declared;
    out.n_questions += cell->n_questions;
    means.push_back(&cell->mean);
    for (const auto& [shots, estimate] : cell->at_shots) at_shots[shots].push_back(&estimate);
  }
  out.mean = over(means, axes.seeds);
  for (const auto& [shots, estimates] : at_shots) out.at_shots[shots] = over(estimates, axes.seeds);
  return out;
}

std::vector<VectorCell> over_seeds(const std::vector<VectorCell>& cells) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const VectorCell*>> groups;
  for (const VectorCell& cell : cells) {
    const Axes axes = parted(cell.axes);
    const std::string key =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", cell.block, cell.task, cell.condition,
                    cell.learner, cell.versus, axes.others, axes.seeds);
    if (!groups.contains(key)) order.push_back(key);
    groups[key].push_back(&cell);
  }
  std::vector<VectorCell> out;
  for (const std::string& key : order) {
    const auto& group = groups.at(key);
    out.push_back(group.size() == 1 ? *group.front() : joined(group, parted(group.front()->axes)));
  }
  return out;
}

}  // namespace

VectorMeasures over_seeds(const VectorMeasures& measures) {
  return {over_seeds(measures.errors), over_seeds(measures.distances)};
}

}  // namespace tangram
