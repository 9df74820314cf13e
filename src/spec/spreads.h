#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/scored_sum.h"

namespace tangram {

/// How far a score varies over the values of an axis within a draw, such as the orders of its
/// demonstration, and how far from draw to draw. Descriptive: no verdict rests on it.
struct SpreadSpec {
  std::string id;
  std::string over;             // the axis: "permutation"
  std::vector<ScoredSum> each;  // the score at each of its values, at least two
  Value body;                   // as written, for the canonical text

  /// Why the grid cannot answer it at this size; empty: it can.
  std::string missing() const;
};

}  // namespace tangram
