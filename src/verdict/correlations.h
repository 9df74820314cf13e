#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "stats/correlation.h"
#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// What a covariate has to do with the two scores.
struct CovariateReading {
  std::string text;                // "ra/llm at 0 shots, mean"
  std::optional<double> x_r, y_r;  // Pearson
};

/// A function's pair of scores.
struct FunctionPoint {
  std::uint64_t draw = 0;
  double x = 0, y = 0;
};

/// Functions in order of x, cut into bins of about equal number; equal x stay together.
struct CorrelationBin {
  int n = 0;
  double x = 0, y = 0;                 // means
  std::optional<double> y_error = {};  // standard error of the mean of y; nothing where n = 1
};

/// One correlation on one task (docs/statistics.md). A function here is a draw's set of words,
/// its score the mean over demonstrations and rotations, unless it says otherwise. Intervals are
/// over functions (BCa).
struct CorrelationResult {
  CorrelationSpec spec;
  std::string task;
  int n = 0, declared = 0;  // functions
  int demonstrations = 1;   // of x's draws
  int rotations = 1;        // of both sides; 1: they differ
  Estimate pearson, spearman;
  std::optional<Bounds> fisher;                        // of pearson, beside its BCa interval
  std::optional<PermutedNull> null;                    // y of other functions
  std::optional<double> reliability_x, reliability_y;  // of the mean over demonstrations
  std::optional<double> ceiling;        // sqrt of their product: what noise leaves of r = 1
  std::optional<double> disattenuated;  // r / ceiling; only where both are at least kReliable
  std::optional<double> across_halves;  // x of one half of the demonstrations, y of the other
  Estimate partial;                     // given the covariates
  std::vector<CovariateReading> covariates;
  Estimate assignments;  // within a set of words: which word for which label
  std::optional<double> same_assignment,
      other_assignment;  // over all assignments: y of g, of g o pi
  Estimate specificity;  // the first less the second: what belongs to g and not to its words
  std::vector<FunctionPoint> points;
  std::vector<CorrelationBin> bins;
  std::string note;     // why numbers are missing
  std::string reading;  // one plain sentence
};

/// Below this reliability a correlation corrected for noise says nothing.
inline constexpr double kReliable = 0.3;

/// Permutations of PermutedNull.
inline constexpr int kPermutations = 10'000;

/// Every [[correlation]] of the study on each task that has its arms. Seeds come from the study's,
/// so the same answers give the same numbers. A second for 500 functions.
std::vector<CorrelationResult> correlations_of(const Study& study, const std::vector<Arm>& arms);

/// For a terminal; empty where there are none.
std::string correlations_text(const std::vector<CorrelationResult>& results);

/// "correlations" of `tangram measure --json` (docs/statistics.md).
Value to_json_value(const std::vector<CorrelationResult>& results);

}  // namespace tangram
