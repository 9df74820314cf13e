#include "verdict/measure.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"

namespace tangram {
namespace {

Cell cell_of(const Arm& arm) {
  Cell cell{.block = arm.block,
            .task = arm.task,
            .condition = arm.condition,
            .learner = arm.learner,
            .axes = arm.axes,
            .reading = arm.reading,
            .shots = arm.shots,
            .draws_done = static_cast<int>(arm.draws.size()),
            .draws_declared = arm.declared,
            .n_questions = arm.n_questions,
            .n_candidates = arm.n_candidates};
  const std::vector<EffectResult> effects = effects_of(arm);
  for (std::size_t m = 0; m < effects.size(); ++m)
    cell.metrics.emplace(all_metrics()[m].name, estimate_of(effects[m]));
  return cell;
}

}  // namespace

Estimate estimate_of(const EffectResult& effect) {
  Estimate e{.value = effect.value,
             .n = static_cast<int>(effect.unit_values.size()),
             .unit = effect.unit,
             .note = effect.note};
  if (!effect.effect) return e;
  if (effect.effect->standard_error == 0) return without_interval(std::move(e));
  const Bounds bounds = t_bounds(*effect.effect, kShownLevel);
  e.low = bounds.low;
  e.high = bounds.high;
  return e;
}

Estimate without_interval(Estimate estimate) {
  estimate.low = estimate.high = std::nullopt;
  if (estimate.note.empty()) estimate.note = fmt::format("the same in every {}", estimate.unit);
  return estimate;
}

std::string estimate_text(const Estimate& estimate) {
  if (!estimate.value) return "-";
  if (!estimate.low || !estimate.high) return fmt::format("{:.3f}", *estimate.value);
  return fmt::format("{:.3f} ±{:.3f}", *estimate.value, (*estimate.high - *estimate.low) / 2);
}

const Estimate& Cell::metric(const std::string& name) const {
  static const Estimate kNone;
  const auto found = metrics.find(name);
  return found == metrics.end() ? kNone : found->second;
}

std::vector<Cell> measure(const std::vector<Arm>& arms) {
  std::vector<Cell> cells;
  cells.reserve(arms.size());
  for (const Arm& arm : arms) cells.push_back(cell_of(arm));
  return cells;
}

std::vector<Cell> measure(const Store& store) { return measure(read_arms(store)); }

Value to_json_value(const Estimate& e) {
  return json_object({{"value", json(e.value)},
                      {"low", json(e.low)},
                      {"high", json(e.high)},
                      {"n", json(e.n)},
                      {"unit", json(e.unit)},
                      {"note", json(e.note)}});
}

Value to_json_value(const std::vector<Cell>& cells) {
  Array list;
  for (const Cell& cell : cells) {
    std::vector<Table::Entry> metrics;
    for (const MetricInfo& metric : all_metrics())
      metrics.push_back({metric.name, to_json_value(cell.metric(metric.name))});
    list.push_back(json_object({{"block", json(cell.block)},
                                {"task", json(cell.task)},
                                {"condition", json(cell.condition)},
                                {"learner", json(cell.learner)},
                                {"axes", json(cell.axes)},
                                {"reading", json(cell.reading)},
                                {"shots", json(cell.shots)},
                                {"draws_done", json(cell.draws_done)},
                                {"draws_declared", json(cell.draws_declared)},
                                {"n_questions", json(cell.n_questions)},
                                {"n_candidates", json(cell.n_candidates)},
                                {"metrics", json_object(std::move(metrics))}}));
  }
  return json_object({{"format", json(1)}, {"cells", json_array(std::move(list))}});
}

}  // namespace tangram
