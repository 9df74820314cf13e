#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/scored_sum.h"

namespace tangram {

/// The score against a number that some arms differ by, such as the order m of a synonym (Li et al.
/// 2024, figures 7 and 8). Descriptive: no verdict rests on it.
struct TrendSpec {
  std::string id;
  std::string name;              // of the number: "order of the synonym"
  std::vector<double> x;         // at least two of them differ
  std::vector<ScoredSum> y;      // one a value of x, all of one metric and number of shots
  std::vector<ScoredSum> given;  // a covariate of each, of one metric and number of shots; or none
  Value body;                    // as written, for the canonical text

  /// Why the grid cannot answer it at this size; empty: it can.
  std::string missing() const;
};

}  // namespace tangram
