#pragma once

#include <string>
#include <vector>

#include "spec/matrix_spec.h"
#include "stats/additive.h"
#include "verdict/effect_of.h"

namespace tangram {

/// A task's row of a matrix.
struct MatrixRow {
  PairedRow row;                    // without contrasts: fewer draws than an interval needs, or
                                    // one condition
  std::vector<EffectResult> cells;  // a condition each; no value: no draw is in all of them
};

/// The effects of one task's cells: an arm's score, less that of its `against`.
class TaskEffects {
 public:
  /// Matrix and arms must outlive this.
  TaskEffects(const MatrixSpec& spec, const std::vector<Arm>& arms, const std::string& task);

  /// Has the cell a value of its own, over whatever draws?
  bool has(const std::string& condition) const;

  /// Every cell, its contrast with the mean of the row, and that mean, all over the draws that all
  /// cells have. At least one condition.
  MatrixRow row(const std::vector<std::string>& conditions) const;

  /// K of the arms; 0: they differ, or there is no answer.
  int n_candidates() const;

 private:
  EffectResult weighted(const std::vector<std::string>& conditions,
                        const std::vector<double>& weights) const;

  const MatrixSpec& spec_;
  const std::vector<Arm>& arms_;
  std::string task_;
};

}  // namespace tangram
