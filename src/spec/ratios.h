#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/scored_sum.h"

namespace tangram {

/// A ratio of two differences of scores, such as the share of a gain that correct labels are
/// responsible for (Yoo et al. 2022). Descriptive: no verdict rests on it.
struct RatioSpec {
  std::string id;
  std::string name;                                 // "ground-truth label effect ratio"
  std::array<ScoredSum, 2> numerator, denominator;  // the first less the second; one metric for all
  Value body;                                       // as written, for the canonical text

  /// Why the grid cannot answer it at this size; empty: it can.
  std::string missing() const;
};

}  // namespace tangram
