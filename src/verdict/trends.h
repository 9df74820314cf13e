#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// The score at one value of x.
struct TrendPoint {
  double x = 0;
  Estimate y, given;  // given: without value where there is no covariate
};

/// One trend on one task (docs/statistics.md). Slopes are for a step of 1 of the number.
struct TrendResult {
  TrendSpec spec;
  std::string task;
  std::vector<TrendPoint> points;
  Estimate slope;        // least squares over the points, by the rule of the design (effect_of())
  Estimate given_slope;  // of the covariate
  // Of the score, given the covariate within draws (within_fit()), BCa over draws, questions as
  // they are: the slope, and what 1 of the covariate adds.
  Estimate partial_slope, weight;
  std::string reading;  // one plain sentence
};

/// Every [[trend]] of the study on each task of its scores' blocks. Seeds come from the study's, so
/// the same answers give the same numbers.
std::vector<TrendResult> trends_of(const Study& study, const std::vector<Arm>& arms);

/// "AUC (Hand-Till, within draw) at 32 shots against the order of the synonym": what is drawn.
std::string trend_title(const TrendSpec& spec);

/// For a terminal of that many columns; empty where there are none.
std::string trends_text(const std::vector<TrendResult>& results, int width = 100);

/// "trends" of `tangram measure --json` (docs/statistics.md).
Value to_json_value(const std::vector<TrendResult>& results);

}  // namespace tangram
