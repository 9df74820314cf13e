#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/measure.h"
#include "verdict/vector_arms.h"

namespace tangram {

/// A place on an axis, as far as the values that were asked tell.
struct AxisPlace {
  enum class Where { at, before, after };
  Where where = Where::at;
  double x = 0;  // where it is; before: the first value, where it is or has been passed; after: the
                 // last, where it has not been passed
  bool operator==(const AxisPlace&) const = default;
};

/// Where `y` comes to lie below 0 for good, by a straight line in log x between the values beside
/// it: a later return to 0 or above moves it on. x: above 0, ascending, at least one, beside y.
AxisPlace crossing_of(std::span<const double> x, std::span<const double> y);

/// The value of x where y is least, the first of equal ones; before, after: at the first, the last.
AxisPlace minimum_of(std::span<const double> x, std::span<const double> y);

/// A unit of replication with its own place.
struct UnitPlace {
  std::string name;  // "3": the value of the axis that is the unit, or the draw's index
  AxisPlace place;
};

/// Where a landmark lies (docs/statistics.md, "Vectors").
struct LandmarkResult {
  LandmarkSpec spec;
  std::vector<Estimate> curve;       // beside spec.x; empty: the grid cannot answer it
  std::vector<UnitPlace> units;      // with a value at every x
  std::optional<AxisPlace> of_mean;  // of the mean of their curves
  Estimate place;       // over units: the geometric mean, or where one of them lies before
                        // or after the values asked, the median, without an interval
  std::string note;     // why there is none, or what was left out
  std::string reading;  // one plain sentence, with the note, and why there is no interval
};

/// Every [[landmark]] of the study.
std::vector<LandmarkResult> landmarks_of(const Study& study, const std::vector<VectorArm>& arms);

/// "where long~ridge comes to lie below short~ridge, along pool_size (distance_per_d, ...)".
std::string landmark_title(const LandmarkSpec& spec);

/// "46.1 [33, 64]".
std::string place_text(const Estimate& place);
/// "at 46.1", "at 8 or before", "at 512 or after".
std::string place_text(const AxisPlace& place);

/// For a terminal; empty where there are none.
std::string landmarks_text(const std::vector<LandmarkResult>& results);

/// "landmarks" of `tangram measure --json` (docs/statistics.md).
Value to_json_value(const std::vector<LandmarkResult>& results);

}  // namespace tangram
