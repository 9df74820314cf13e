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

  /// What the mean is over: "6 pool_seeds", or "3/8 draws" where not all are done.
  std::string units() const;
};

/// How the rows of a table are named: what all have in common stands once, at its head.
class VectorRowNames {
 public:
  explicit VectorRowNames(const std::vector<VectorCell>& cells);

  /// "mse_per_d of linear/original".
  std::string head(const char* metric) const;
  /// "net/pool_size=8".
  std::string of(const VectorCell& cell) const;

 private:
  std::set<std::string> tasks_, conditions_;
};

/// All numbers of shots at which one of the cells is asked.
std::set<int> shots_of(const std::vector<VectorCell>& cells);

/// What is to say of means, and in how many cells.
struct VectorNotes {
  std::map<std::string, int> missing;   // why they, or their intervals, are
  std::map<std::string, int> left_out;  // of those that have both
};
VectorNotes notes_of(const std::vector<VectorCell>& cells);

struct VectorMeasures {
  std::vector<VectorCell> errors;     // mse_per_d of every arm, in their order
  std::vector<VectorCell> distances;  // distance_per_d of every two learners of one block, task and
                                      // condition at the same setting of the axes that both have
};
VectorMeasures measure(const std::vector<VectorArm>& arms);

/// The axes that claims of the study name as their unit.
std::set<std::string> unit_axes(const Study& study);

/// Cells that differ by one of these axes alone as one without it: means with intervals over its
/// settings, one of which draws are missing left out. A cell that is alone, or that has several of
/// these axes, stays as it is, its intervals over draws.
VectorMeasures over_units(const VectorMeasures& measures, const std::set<std::string>& axes);

/// The form of `tangram measure --json` for vectors (docs/statistics.md).
Value to_json_value(const VectorMeasures& measures);

/// A row an arm, then a row a pair: the units of the mean, the mean and a few numbers of shots, and
/// why numbers are missing.
std::string table_text(const VectorMeasures& measures, const CurveOptions& options);

/// Errors, or distances, by shots: a picture for each task, condition and setting of the axes that
/// all its learners have. Throws Error where options.metric is no metric of vectors.
std::string curves_text(const VectorMeasures& measures, const CurveOptions& options);

}  // namespace tangram
