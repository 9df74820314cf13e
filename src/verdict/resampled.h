#pragma once

#include <cstddef>
#include <string>

#include "base/rng.h"
#include "stats/bootstrap.h"
#include "verdict/measure.h"

namespace tangram {

/// A statistic of n independent units ("draw", "function") with its BCa interval at kShownLevel
/// over 2,000 resamples. Below 5 units, or where resamples have no value: no interval.
Estimate resampled_estimate(std::size_t n, const UnitStatistic& statistic, std::string unit,
                            Rng rng);

}  // namespace tangram
