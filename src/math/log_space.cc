#include "math/log_space.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tangram {

double log_sum_exp(std::span<const double> x) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const double v : x) {
    if (std::isnan(v)) return v;
    largest = std::max(largest, v);
  }
  if (std::isinf(largest)) return largest;  // x - largest would be inf - inf
  double sum = 0;
  for (const double v : x) sum += std::exp(v - largest);
  return largest + std::log(sum);
}

void log_softmax(std::span<double> x) {
  const double total = log_sum_exp(x);
  for (double& v : x)
    v = std::isfinite(total) ? v - total : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace tangram
