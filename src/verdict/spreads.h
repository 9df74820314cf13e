#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// How far a score goes with the values of an axis within a draw, and with the draw, on one task
/// (docs/statistics.md). Standard deviations of the score itself: the roots of nested_components(),
/// with what a finite number of queries adds taken off, and their 95 % intervals.
struct SpreadResult {
  SpreadSpec spec;
  std::string task;     // empty: the grid cannot answer it
  Estimate mean;        // of the score, over all values and draws
  Estimate within;      // sd over the values of the axis within a draw
  Estimate between;     // sd over draws
  Estimate range;       // the largest less the smallest score of a draw, mean over draws: with what
                        // the queries add
  Estimate by_chance;   // sd that the queries alone give a score over the values: no interval
  std::string note;     // why there is none, or what was left out
  std::string reading;  // one plain sentence
};

/// Every [[spread]] of the study on each task of its score's blocks. Designs whose draws have
/// queries of their own give a note: there draws and queries cannot be told apart.
std::vector<SpreadResult> spreads_of(const Study& study, const std::vector<Arm>& arms);

/// "accuracy at 8 shots of order:original/llm over permutation".
std::string spread_title(const SpreadSpec& spec);

/// For a terminal; empty where there are none.
std::string spreads_text(const std::vector<SpreadResult>& results);

/// "spreads" of `tangram measure --json` (docs/statistics.md).
Value to_json_value(const std::vector<SpreadResult>& results);

}  // namespace tangram
