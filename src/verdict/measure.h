#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "store/store.h"
#include "verdict/arms.h"
#include "verdict/effect_of.h"

namespace tangram {

/// A number with its interval over the unit that it names. A number that does not exist is
/// null with a reason, never 0, never NaN.
struct Estimate {
  std::optional<double> value = {};
  std::optional<double> low = {}, high = {};  // nullopt: no interval (fewer than 5 units, say)
  int n = 0;                                  // units
  std::string unit = {};                      // "draw", "repeat"
  std::string note;                           // why value or interval is missing, or what was
                                              // left out of both

  bool has_interval() const { return value && low && high; }
};

/// An effect as a number with its 95 % interval.
Estimate estimate_of(const EffectResult& effect);

/// The same without an interval, for what is the same in every unit, as at a ceiling or floor: a
/// width of 0 would say that it is known.
Estimate without_interval(Estimate estimate);

/// "0.532 ±0.041", the number alone without an interval, "-" where there is none.
std::string estimate_text(const Estimate& estimate);

/// One point of the grid with its metrics: a view on the units that agree in everything but
/// the draw, at one number of shots.
struct Cell {
  std::string block, task, condition, learner, axes;
  std::string reading = "sum";  // a name of reading_names()
  int shots = 0;
  int draws_done = 0, draws_declared = 0;
  int n_questions = 0;                           // scored, over all draws and variants
  int n_candidates = 0;                          // K
  std::map<std::string, Estimate> metrics = {};  // by the names of all_metrics()

  /// A metric that is not there is an Estimate without value.
  const Estimate& metric(const std::string& name) const;
};

/// Metrics of every arm of a run, from stored predictions alone, with intervals by the rule
/// of the design (effect_of()). Cells in the order of the arms.
std::vector<Cell> measure(const std::vector<Arm>& arms);
std::vector<Cell> measure(const Store& store);  // of read_arms(store)

Value to_json_value(const Estimate& estimate);

/// The documented form of `tangram measure --json`.
Value to_json_value(const std::vector<Cell>& cells);

}  // namespace tangram
