#include "verdict/vector_measure.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "verdict/text_table.h"
#include "verdict/vector_effect.h"

namespace tangram {
namespace {

VectorCell measured(const VectorArm& arm, const VectorScores& scores) {
  VectorCell cell{.block = arm.block,
                  .task = arm.task,
                  .condition = arm.condition,
                  .learner = arm.learner,
                  .versus = {},
                  .axes = arm.axes,
                  .draws_done = static_cast<int>(scores.draws.size()),
                  .draws_declared = scores.declared,
                  .n_questions = scores.n_questions,
                  .mean = estimate_of(effect_of(scores))};
  for (const int shots : scores.shots)
    cell.at_shots.emplace(shots, estimate_of(effect_of(scores, shots)));
  return cell;
}

/// The settings of either; nullopt: they differ on an axis that both have.
std::optional<std::string> joined_axes(const std::string& a, const std::string& b) {
  std::string out = a;
  for (const auto& [name, value] : settings_of(b)) {
    const auto of_a = setting_of(a, name);
    if (of_a && *of_a != value) return std::nullopt;
    if (!of_a) add_setting(out, name, value);
  }
  return out;
}

Value json_of(const VectorCell& cell, const char* metric) {
  Array at_shots;
  for (const auto& [shots, estimate] : cell.at_shots) {
    Value entry = to_json_value(estimate);
    std::get<Table>(entry.data).set("shots", json(shots));
    at_shots.push_back(std::move(entry));
  }
  const Value numbers = json_object(
      {{"mean", to_json_value(cell.mean)}, {"at_shots", json_array(std::move(at_shots))}});
  Value out = json_object({{"block", json(cell.block)},
                           {"task", json(cell.task)},
                           {"condition", json(cell.condition)},
                           {"learner", json(cell.learner)}});
  Table& table = std::get<Table>(out.data);
  if (!cell.versus.empty()) table.set("versus", json(cell.versus));
  table.set("axes", json(cell.axes));
  table.set("draws_done", json(cell.draws_done));
  table.set("draws_declared", json(cell.draws_declared));
  table.set("n_questions", json(cell.n_questions));
  table.set("metrics", json_object({{metric, numbers}}));
  return out;
}

}  // namespace

std::string VectorCell::learners() const {
  return versus.empty() ? learner : learner + "~" + versus;
}

std::string VectorCell::units() const {
  if (!are_draws(mean.unit) || draws_done == draws_declared) return units_text(mean.n, mean.unit);
  return fmt::format("{}/{} {}s", mean.n, draws_declared, mean.unit);
}

std::set<int> shots_of(const std::vector<VectorCell>& cells) {
  std::set<int> out;
  for (const VectorCell& cell : cells)
    for (const auto& [shots, estimate] : cell.at_shots) out.insert(shots);
  return out;
}

VectorNotes notes_of(const std::vector<VectorCell>& cells) {
  VectorNotes out;
  for (const VectorCell& cell : cells)
    if (!cell.mean.note.empty())
      ++(cell.mean.has_interval() ? out.left_out : out.missing)[cell.mean.note];
  return out;
}

VectorMeasures measure(const std::vector<VectorArm>& arms) {
  VectorMeasures out;
  for (const VectorArm& arm : arms) out.errors.push_back(measured(arm, errors_of(arm)));
  for (auto a = arms.begin(); a != arms.end(); ++a)
    for (auto b = a + 1; b != arms.end(); ++b) {
      if (a->block != b->block || a->task != b->task || a->condition != b->condition ||
          a->learner == b->learner)
        continue;
      const auto axes = joined_axes(a->axes, b->axes);
      if (!axes) continue;
      VectorCell& cell = out.distances.emplace_back(measured(*a, distances_between(*a, *b)));
      cell.versus = b->learner;
      cell.axes = *axes;
    }
  return out;
}

Value to_json_value(const VectorMeasures& measures) {
  const auto cells = [](const std::vector<VectorCell>& list, const char* metric) {
    return json_list(list, [&](const VectorCell& cell) { return json_of(cell, metric); });
  };
  return json_object({{"format", json(1)},
                      {"domain", json("vector")},
                      {"cells", cells(measures.errors, kErrorMetric)},
                      {"distances", cells(measures.distances, kDistanceMetric)}});
}

}  // namespace tangram
