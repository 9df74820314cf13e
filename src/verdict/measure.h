#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "store/store.h"

namespace tangram {

/// A number with its interval over the unit that it names. A number that does not exist is
/// null with a reason, never 0, never NaN.
struct Estimate {
  std::optional<double> value;
  std::optional<double> low, high;  // nullopt: no interval (fewer than 5 units, say)
  int n = 0;                        // units
  std::string unit;                 // "draw", "repeat"
  std::string note;                 // why value or interval is missing
};

/// One point of the grid with its metrics: a view on the units that agree in everything but
/// the draw, at one number of shots.
struct Cell {
  std::string block, task, condition, learner, axes;
  int shots = 0;
  int draws_done = 0, draws_declared = 0;
  int n_questions = 0;   // scored, over all draws and variants
  int n_candidates = 0;  // K
  Estimate auc;          // Hand-Till, within draw, variants averaged within a draw
  Estimate accuracy;
  Estimate macro_f1;
  Estimate candidate_mass;  // sum over candidates of exp(log p): absolute probability
  Estimate label_entropy;   // nats, of the predicted labels within a draw
};

/// Metrics of every cell of a run, from stored predictions alone. Cells in the order of the
/// run's units, then by shots.
std::vector<Cell> measure(const Store& store);

/// The documented form of `tangram measure --json`.
Value to_json_value(const std::vector<Cell>& cells);

}  // namespace tangram
