#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/claims.h"

namespace tangram {

/// Where on an axis of numbers something happens to a study of vectors: from where on one score
/// lies below another, or where a score is least. Descriptive: no verdict rests on it.
struct LandmarkSpec {
  enum class Kind { crossing, minimum };

  std::string id;
  Kind kind = Kind::crossing;
  std::string along;            // the axis: "pool_size"
  std::vector<double> x;        // its values: finite, above 0, ascending
  std::vector<Statement> each;  // beside x: of `effect` the first score less the second, or the
                                // one; it compares nothing
  Value body;                   // as written, for the canonical text

  /// Why the grid cannot answer it at this size; empty: it can.
  std::string missing() const;
};

}  // namespace tangram
