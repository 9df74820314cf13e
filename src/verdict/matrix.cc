#include "verdict/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"
#include "stats/holm.h"
#include "verdict/matrix_row.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

/// What a learner that knows nothing scores; nullopt: the metric does not say.
std::optional<double> chance_of(const MatrixSpec& spec, int n_candidates) {
  if (!spec.against.empty()) return 0;
  if (spec.metric == "auc") return 0.5;
  const bool of_guesses = spec.metric == "accuracy" || spec.metric == "macro_f1";
  if (of_guesses && n_candidates > 0) return 1.0 / n_candidates;
  return std::nullopt;
}

MatrixCell make_cell(const std::string& task, const std::string& condition,
                     const EffectResult& effect) {
  MatrixCell cell{
      .task = task, .condition = condition, .value = estimate_of(effect), .residual = {}};
  cell.no_spread = effect.effect && effect.effect->standard_error == 0;
  return cell;
}

/// Holm over those p-values that are there.
void adjust(std::vector<std::optional<double>>& p) {
  std::vector<double> there;
  for (const auto& v : p)
    if (v) there.push_back(*v);
  const std::vector<double> adjusted = holm(there);
  std::size_t i = 0;
  for (auto& v : p)
    if (v) v = adjusted[i++];
}

void compare_with_chance(Matrix& matrix, const std::vector<MatrixRow>& rows,
                         const std::vector<std::optional<double>>& chance) {
  std::vector<std::optional<double>> p;
  for (std::size_t i = 0; i < matrix.cells.size(); ++i) {
    const std::size_t t = i / matrix.conditions.size(), g = i % matrix.conditions.size();
    const auto& effect = rows[t].cells[g].effect;
    matrix.cells[i].chance = chance[t];
    p.push_back(effect && chance[t] ? std::optional(p_above(*effect, *chance[t])) : std::nullopt);
  }
  adjust(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    matrix.cells[i].p_above_chance = p[i];
    matrix.cells[i].composes = p[i] && *p[i] <= kMatrixLevel;
    matrix.n_tested += p[i] ? 1 : 0;
    matrix.n_composing += matrix.cells[i].composes ? 1 : 0;
  }
}

Estimate residual_estimate(const Effect& effect, const std::string& unit) {
  Estimate e{.value = effect.mean, .n = effect.n_units, .unit = unit, .note = ""};
  if (effect.standard_error == 0) return without_interval(e);
  const Bounds bounds = t_bounds(effect, kShownLevel);
  e.low = bounds.low;
  e.high = bounds.high;
  return e;
}

void add_residuals(Matrix& matrix, const std::vector<MatrixRow>& rows) {
  std::vector<PairedRow> paired;
  for (const MatrixRow& row : rows) paired.push_back(row.row);
  matrix.fit = fit_additive(paired);
  const AdditiveFit& fit = *matrix.fit;
  const std::size_t n = matrix.conditions.size();
  const double each = kMatrixLevel / static_cast<double>(matrix.cells.size());
  std::vector<std::optional<double>> p(matrix.cells.size());
  for (std::size_t i = 0; i < matrix.cells.size(); ++i) {
    MatrixCell& cell = matrix.cells[i];
    cell.residual.value =
        fit.residual(static_cast<Eigen::Index>(i / n), static_cast<Eigen::Index>(i % n));
    if (fit.residual_effects.empty()) {
      cell.residual.note = "a task has too few draws for an interval";
      continue;
    }
    const Effect& effect = fit.residual_effects[i];
    cell.residual = residual_estimate(effect, cell.value.unit);
    if (effect.standard_error == 0) continue;
    cell.simultaneous = t_bounds(effect, 1 - each);
    p[i] = std::min(1.0, 2 * std::min(p_above(effect, 0), p_below(effect, 0)));
  }
  adjust(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    matrix.cells[i].p_residual = p[i];
    matrix.cells[i].stands_out = p[i] && *p[i] <= kMatrixLevel;
  }
}

/// Which cells of the grid have a value, [task][condition].
using Presence = std::vector<std::vector<bool>>;

/// Leaves out conditions that no task has, then tasks without one of the others.
void choose_complete(Matrix& matrix, const Presence& has) {
  const MatrixSpec& spec = matrix.spec;
  std::vector<std::string> missing;
  std::vector<bool> kept(spec.conditions.size());
  for (std::size_t g = 0; g < kept.size(); ++g) {
    kept[g] = std::any_of(has.begin(), has.end(), [&](const auto& row) { return row[g]; });
    if (kept[g]) matrix.conditions.push_back(spec.conditions[g]);
  }
  for (std::size_t t = 0; t < spec.tasks.size(); ++t) {
    bool complete = !matrix.conditions.empty();
    for (std::size_t g = 0; g < kept.size(); ++g) {
      if (!has[t][g]) missing.push_back(fmt::format("{} on {}", spec.conditions[g], spec.tasks[t]));
      complete = complete && (has[t][g] || !kept[g]);
    }
    if (complete) matrix.tasks.push_back(spec.tasks[t]);
  }
  if (!missing.empty())
    matrix.notes.push_back(
        fmt::format("without a score: {}; left out are the conditions that no task has, and the "
                    "tasks without one of the others",
                    fmt::join(missing, ", ")));
}

void note_draws(Matrix& matrix, const std::string& task, const EffectResult& effect) {
  const auto n = static_cast<int>(effect.unit_values.size());
  if (!effect.value)
    matrix.notes.push_back(fmt::format("{}: no {} is done in all its cells", task, effect.unit));
  else if (effect.n_draws_missing > 0)
    matrix.notes.push_back(
        fmt::format("{}: {} of {} {}s left out: not done, or without a score, in all its cells",
                    task, effect.n_draws_missing, n + effect.n_draws_missing, effect.unit));
  if (effect.value && n < kFewestUnits)
    matrix.notes.push_back(task + ": " + too_few_units(n, effect.unit));
}

/// A cell without spread reads as if it had no interval by chance: it is said.
void note_no_spread(Matrix& matrix) {
  for (const MatrixCell& cell : matrix.cells)
    if (cell.no_spread)
      matrix.notes.push_back(fmt::format("{} on {}: {}, so without an interval", cell.condition,
                                         cell.task, cell.value.note));
}

/// Rows are taken for independent, and those of tasks that are made of the same rows of data are
/// not: it is said.
void note_shared_rows(Matrix& matrix, const std::vector<Arm>& arms) {
  Statement s;
  s.shots = matrix.spec.shots;
  s.axes = matrix.spec.axes;
  s.effect.add(1, {matrix.spec.block, matrix.conditions.front(), matrix.spec.learner, ""});
  for (Tasks& together : tasks_by_rows(s, arms)) {
    std::erase_if(together, [&](const std::string& task) {
      return std::find(matrix.tasks.begin(), matrix.tasks.end(), task) == matrix.tasks.end();
    });
    if (together.size() > 1)
      matrix.notes.push_back(
          fmt::format("{} ask the same at every draw, and are taken for independent all the same: "
                      "p and shares are of fewer tasks than it seems",
                      fmt::join(together, ", ")));
  }
}

}  // namespace

Matrix fill_matrix(const MatrixSpec& spec, const std::vector<Arm>& arms) {
  Matrix matrix;
  matrix.spec = spec;
  if (!spec.missing.empty()) {
    matrix.notes.push_back(spec.missing);
    return matrix;
  }
  Presence has;
  std::map<std::string, TaskEffects> of_task;
  for (const std::string& task : spec.tasks) {
    const TaskEffects& effects = of_task.try_emplace(task, spec, arms, task).first->second;
    auto& row = has.emplace_back();
    for (const std::string& condition : spec.conditions) row.push_back(effects.has(condition));
  }
  choose_complete(matrix, has);
  std::vector<MatrixRow> rows;
  std::vector<std::optional<double>> chance;
  for (const std::string& task : std::exchange(matrix.tasks, {})) {
    const TaskEffects& effects = of_task.at(task);
    MatrixRow row = effects.row(matrix.conditions);
    note_draws(matrix, task, row.cells.front());
    if (!row.cells.front().value) continue;
    matrix.tasks.push_back(task);
    for (std::size_t g = 0; g < matrix.conditions.size(); ++g)
      matrix.cells.push_back(make_cell(task, matrix.conditions[g], row.cells[g]));
    chance.push_back(chance_of(spec, effects.n_candidates()));
    rows.push_back(std::move(row));
  }
  note_no_spread(matrix);
  if (rows.size() >= 2) note_shared_rows(matrix, arms);
  compare_with_chance(matrix, rows, chance);
  if (rows.size() >= 2 && matrix.conditions.size() >= 2)
    add_residuals(matrix, rows);
  else if (!rows.empty())
    matrix.notes.push_back(
        fmt::format("no residuals: an additive model needs two tasks and two conditions, and there "
                    "{} {} by {}",
                    rows.size() == 1 ? "is" : "are", rows.size(), matrix.conditions.size()));
  return matrix;
}

std::vector<Matrix> matrices_of(const Study& study, const std::vector<Arm>& arms) {
  std::vector<Matrix> out;
  for (const MatrixSpec& spec : study.matrices) out.push_back(fill_matrix(spec, arms));
  return out;
}

}  // namespace tangram
