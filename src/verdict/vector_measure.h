#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/curves.h"
#include "verdict/measure.h"
#include "verdict/vector_arms.h"

namespace tangram {

/// What a learner's answers to a task under a condition are worth, or how far those of two learners
/// to the same questions are apart: the mean over all numbers of shots, and each by itself, with
/// intervals over draws.
struct VectorCell {
  std::string block, task, condition, learner;
  std::string versus;  // the other learner; empty: the learner's error against the truth
  std::string axes;    // of a pair: the settings of either
  int draws_done = 0, draws_declared = 0;
  int n_questions = 0;  // answered, over all draws
  Estimate mean = {};
  std::map<int, Estimate> at_shots = {};

  /// "net", or of a pair "net~ridge": as claims write them.
  std::string learners() const;
};

/// All numbers of shots at which one of the cells is asked.
std::set<int> shots_of(const std::vector<VectorCell>& cells);

/// Why means, or their intervals, are missing, and in how many cells.
std::map<std::string, int> notes_of(const std::vector<VectorCell>& cells);

struct VectorMeasures {
  std::vector<VectorCell> errors;     // mse_per_d of every arm, in their order
  std::vector<VectorCell> distances;  // distance_per_d of every two learners of one block, task and
                                      // condition at the same setting of the axes that both have
};
VectorMeasures measure(const std::vector<VectorArm>& arms);

/// The axes that claims of the study name as their unit.
std::set<std::string> unit_axes(const Study& study);

/// Cells that differ by these axes alone as one without them: means with intervals over their
/// settings, one of which draws are missing left out. A cell that is alone stays as it is, its
/// intervals over draws.
VectorMeasures over_units(const VectorMeasures& measures, const std::set<std::string>& axes);

/// The form of `tangram measure --json` for vectors (docs/statistics.md).
Value to_json_value(const VectorMeasures& measures);

/// A row an arm, then a row a pair: the mean and a few numbers of shots, and why numbers are
/// missing.
std::string table_text(const VectorMeasures& measures, const CurveOptions& options);

/// Errors, or distances, by shots: a picture for each task, condition and setting of the axes that
/// all its learners have. Throws Error where options.metric is no metric of vectors.
std::string curves_text(const VectorMeasures& measures, const CurveOptions& options);

}  // namespace tangram
