#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/claims.h"

namespace tangram {

/// One side of a correlation: a score, or a weighted sum of scores. Of `score`, the effect, the
/// metric, the shots, the axes and `missing` are meant; it compares nothing.
struct CorrelationSide {
  std::string text;  // "ra/llm": as the study writes it
  Statement score;
};

/// A correlation over the draws of a block, where each draw is a function g with demonstrations of
/// its own (Li et al. 2024, figure 6): is a g that is easy alone easy within the task?
struct CorrelationSpec {
  std::string id;
  CorrelationSide x, y;
  std::vector<CorrelationSide> covariates;  // each: how likely its learner holds g's words
  Place place;

  /// Why the grid cannot answer it at this size; empty: it can.
  std::string missing() const;
};

/// Every [[correlation]] of a study.
struct CorrelationsSpec {
  std::vector<CorrelationSpec> list;
  Value body;  // as written, for the canonical text
};

}  // namespace tangram
