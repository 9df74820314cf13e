#include "stats/proportion.h"

#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

double lower_end(double successes, double n, double z) {
  const double a = 2 * successes + z * z;
  const double b = z * std::sqrt(z * z + 4 * successes * (1 - successes / n));
  return 2 * successes * successes / (n * (a + b));
}

}  // namespace

Bounds wilson_interval(double successes, double n, double level) {
  TANGRAM_CHECK(successes >= 0 && successes <= n && std::isfinite(n));
  TANGRAM_CHECK(level > 0 && level < 1);
  if (n == 0) return {0, 1};
  const double z = -normal_quantile((1 - level) / 2);
  return {lower_end(successes, n, z), 1 - lower_end(n - successes, n, z)};
}

}  // namespace tangram
