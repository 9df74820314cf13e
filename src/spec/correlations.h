#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/scored_sum.h"

namespace tangram {

/// A correlation over the draws of a block, where each draw is a function g with demonstrations of
/// its own (Li et al. 2024, figure 6): is a g that is easy alone easy within the task?
struct CorrelationSpec {
  std::string id;
  ScoredSum x, y;
  std::vector<ScoredSum> covariates;  // each: how likely its learner holds g's words
  Value body;                         // as written, for the canonical text

  /// Why the grid cannot answer it at this size; empty: it can.
  std::string missing() const;
};

}  // namespace tangram
