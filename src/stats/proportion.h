#pragma once

#include "stats/bounds.h"

namespace tangram {

/// Wilson's score interval for a proportion of independent items; half successes (ties) may count.
/// Not for the queries of a crossed design, which share their draws (docs/statistics.md).
///   low = 2 s^2 / (n (A + B)), A = 2 s + z^2, B = z sqrt(z^2 + 4 s (1 - s / n)), and high = 1 -
/// the low of n - s: the usual formula without its cancellation, so that no success gives low = 0
/// and all successes high = 1, exactly. 0 <= successes <= n, 0 < level < 1. n = 0: [0, 1].
/// Source: Wilson 1927, JASA 22.
Bounds wilson_interval(double successes, double n, double level);

}  // namespace tangram
