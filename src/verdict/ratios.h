#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// One ratio, on one task or over all of them (docs/statistics.md).
struct RatioResult {
  RatioSpec spec;
  std::string task;  // "all tasks": the ratio of the mean effects; empty: the grid cannot answer it
  Estimate numerator, denominator;  // effects of paired arms, by the rule of the design
  Estimate ratio;  // Fieller's interval (ratio_interval()); no value, with the reason in `note`,
                   // unless the denominator's interval lies above 0
  std::string reading;  // one plain sentence
};

/// Every [[ratio]] of the study on each task of its first score's blocks and, where there are
/// several, over all of them with equal weights.
std::vector<RatioResult> ratios_of(const Study& study, const std::vector<Arm>& arms);

/// "original/llm at 16 shots - random/llm at 16 shots": what is divided.
std::string difference_text(const std::array<ScoredSum, 2>& sides);

/// "accuracy: ground-truth label effect ratio".
std::string ratio_title(const RatioSpec& spec);

/// For a terminal; empty where there are none.
std::string ratios_text(const std::vector<RatioResult>& results);

/// "ratios" of `tangram measure --json` (docs/statistics.md).
Value to_json_value(const std::vector<RatioResult>& results);

}  // namespace tangram
