#include "verdict/measure.h"

#include "base/json.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

constexpr double kLevel = 0.95;

Estimate estimate_of(const Arm& arm, const MetricInfo& metric) {
  const WeightedArm term{1, &arm};
  const EffectResult result = effect_of({&term, 1}, 0, metric);
  Estimate e{.value = result.value,
             .n = static_cast<int>(result.unit_values.size()),
             .unit = result.unit,
             .note = result.note};
  if (!result.effect) return e;
  const Bounds bounds = t_bounds(*result.effect, kLevel);
  e.low = bounds.low;
  e.high = bounds.high;
  return e;
}

Cell cell_of(const Arm& arm) {
  Cell cell{.block = arm.block,
            .task = arm.task,
            .condition = arm.condition,
            .learner = arm.learner,
            .axes = arm.axes,
            .shots = arm.shots,
            .draws_done = static_cast<int>(arm.draws.size()),
            .draws_declared = arm.declared,
            .n_questions = arm.n_questions,
            .n_candidates = arm.n_candidates};
  for (const MetricInfo& metric : all_metrics())
    cell.metrics.emplace(metric.name, estimate_of(arm, metric));
  return cell;
}

/// A number as JSON, null where it is missing.
Value maybe(const std::optional<double>& v) { return v ? json(*v) : Value{}; }

Value estimate_json(const Estimate& e) {
  return json_object({{"value", maybe(e.value)},
                      {"low", maybe(e.low)},
                      {"high", maybe(e.high)},
                      {"n", json(e.n)},
                      {"unit", json(e.unit)},
                      {"note", json(e.note)}});
}

}  // namespace

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

Value to_json_value(const std::vector<Cell>& cells) {
  Array list;
  for (const Cell& cell : cells) {
    std::vector<Table::Entry> metrics;
    for (const MetricInfo& metric : all_metrics())
      metrics.push_back({metric.name, estimate_json(cell.metric(metric.name))});
    list.push_back(json_object({{"block", json(cell.block)},
                                {"task", json(cell.task)},
                                {"condition", json(cell.condition)},
                                {"learner", json(cell.learner)},
                                {"axes", json(cell.axes)},
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
