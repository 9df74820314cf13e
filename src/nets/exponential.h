#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace tangram {

/// exp(x) for x in [-80, 80], clamped to it; NaN stays NaN. A polynomial that loops over it can be
/// vectorised with, of relative error below 3e-7: with n = round(x / log 2) and r = x - n log 2 it
/// is 2^n (1 + r + r^2 / 2 + ... + r^6 / 720), of which the next term is 1.2e-7 at the largest r.
inline float exponential(float x) {
  constexpr float kRounds = 12582912;  // 1.5 * 2^23: added to a small number, leaves an integer
  x = x < -80 ? -80 : x;
  x = x > 80 ? 80 : x;
  const float shifted = x * 1.44269504F + kRounds;
  const float n = shifted - kRounds;
  // log 2 in two parts, of which n times the first is exact.
  const float r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
  float sum = r * (1.0F / 720) + 1.0F / 120;
  sum = sum * r + 1.0F / 24;
  sum = sum * r + 1.0F / 6;
  sum = sum * r + 0.5F;
  sum = (sum * r + 1) * r + 1;
  return sum * std::bit_cast<float>((std::bit_cast<std::uint32_t>(shifted) + 127U) << 23U);
}

/// The same, exact, to check gradients with.
inline double exponential(double x) { return std::exp(x < -80 ? -80 : x > 80 ? 80 : x); }

}  // namespace tangram
