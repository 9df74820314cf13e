#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "stats/additive.h"
#include "verdict/measure.h"

namespace tangram {

/// The level at which a matrix calls a pair or a residual established, by Holm's rule over its
/// cells. Descriptive: no verdict rests on it.
inline constexpr double kMatrixLevel = 0.05;

/// One pair (tau, g).
struct MatrixCell {
  std::string task, condition;
  Estimate value;          // the score, less that of its `against`
  bool no_spread = false;  // the same in every draw, as at a ceiling or floor: no interval
  std::optional<double> chance = {};          // what a learner that knows nothing scores
  std::optional<double> p_above_chance = {};  // one-sided, Holm over the cells
  bool composes = false;                      // established above chance

  // What mean + task + condition leave of it; no value where there is no additive model.
  Estimate residual;
  std::optional<Bounds> simultaneous =
      {};                                 // of the residual, Bonferroni over the cells: for display
  std::optional<double> p_residual = {};  // two-sided, Holm over the cells
  bool stands_out = false;                // the residual is established not to be 0
};

/// A table of tau by g with the additive model y(tau, g) = mean + a_tau + b_g + e(tau, g)
/// (docs/statistics.md).
struct Matrix {
  MatrixSpec spec;
  std::vector<std::string> tasks, conditions;  // that have all their cells
  std::vector<MatrixCell> cells;               // task by task
  int n_tested = 0, n_composing = 0;  // cells compared with chance, and established above it
  std::optional<AdditiveFit> fit;     // rows: tasks; columns: conditions
  std::vector<std::string> notes;     // what is missing, and why

  const MatrixCell& cell(std::size_t task, std::size_t condition) const {
    return cells.at(task * conditions.size() + condition);
  }
};

/// Fills a matrix from the arms of a run. Every number of a task is over the draws that all its
/// cells have; a task or condition without one of its cells is left out and said so. Below 5
/// draws: no intervals and no tests; below two tasks or conditions: no residuals.
/// Cost: O(G^2) effects of arms a task.
Matrix fill_matrix(const MatrixSpec& spec, const std::vector<Arm>& arms);

/// Every [[matrix]] of the study.
std::vector<Matrix> matrices_of(const Study& study, const std::vector<Arm>& arms);

/// For a terminal: the table, then its residuals; `*` marks what is established.
struct MatrixTextOptions {
  int width = 100;  // columns; wider tables break into parts
  bool unicode = true;
};
std::string matrix_text(const Matrix& matrix, const MatrixTextOptions& options = {});

/// What the numbers say together, as sentences: how many pairs compose, whether the pairs interact,
/// what the additive part explains.
std::vector<std::string> matrix_sentences(const Matrix& matrix);

/// "AUC (Hand-Till, within draw) of llm at 16 shots, less its shuffled arm's": what a cell is.
std::string matrix_title(const MatrixSpec& spec);

/// The documented form of "matrices" of `tangram measure --json` (docs/statistics.md).
Value to_json_value(const std::vector<Matrix>& matrices);

}  // namespace tangram
