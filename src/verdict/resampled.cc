#include "verdict/resampled.h"

#include <numeric>
#include <utility>
#include <vector>

namespace tangram {

Estimate resampled_estimate(std::size_t n, const UnitStatistic& statistic, std::string unit,
                            Rng rng) {
  constexpr int kResamples = 2000;
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  Estimate out{
      .value = statistic(all), .n = static_cast<int>(n), .unit = std::move(unit), .note = {}};
  const auto bounds = bca_interval(n, statistic, kShownLevel, kResamples, rng);
  if (!bounds) return out;
  out.low = bounds->low;
  out.high = bounds->high;
  return out;
}

}  // namespace tangram
