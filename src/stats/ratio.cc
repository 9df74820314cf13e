#include "stats/ratio.h"

#include <algorithm>
#include <cmath>

namespace tangram {
namespace {

using Difference = std::function<Effect(double)>;

/// 0 is outside the interval of A - r B.
bool is_outside(const Difference& difference, double r, double level) {
  const Bounds bounds = t_bounds(difference(r), level);
  return bounds.low > 0 || bounds.high < 0;
}

/// The end of the set on the side of `direction`, +1 or -1.
std::optional<double> end_of_set(double value, const Difference& difference, double level,
                                 int direction) {
  constexpr int kDoublings = 60, kHalvings = 60;
  constexpr double kDigits = 1e-12;
  const double size = std::max(std::abs(value), 1e-3);
  double inside = 0, outside = 1e-3 * size;  // distances from the value
  for (int i = 0; !is_outside(difference, value + direction * outside, level); ++i) {
    if (i == kDoublings) return std::nullopt;
    inside = outside;
    outside *= 2;
  }
  for (int i = 0; i < kHalvings && outside - inside > kDigits * size; ++i) {
    const double middle = (inside + outside) / 2;
    (is_outside(difference, value + direction * middle, level) ? outside : inside) = middle;
  }
  return value + direction * inside;
}

}  // namespace

std::optional<Bounds> ratio_interval(double value, const Difference& difference, double level) {
  const auto low = end_of_set(value, difference, level, -1);
  const auto high = end_of_set(value, difference, level, 1);
  if (!low || !high) return std::nullopt;
  return Bounds{*low, *high};
}

}  // namespace tangram
