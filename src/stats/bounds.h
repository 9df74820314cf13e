#pragma once

namespace tangram {

/// The two ends of an interval, low <= high.
struct Bounds {
  double low = 0, high = 0;
};

}  // namespace tangram
