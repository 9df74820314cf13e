#pragma once

#include <bit>
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

/// The same, with terms up to r^12 / 12! and a relative error below 1e-15.
inline double exponential(double x) {
  constexpr double kRounds = 6755399441055744;  // 1.5 * 2^52
  x = x < -80 ? -80 : x;
  x = x > 80 ? 80 : x;
  const double shifted = x * 1.4426950408889634 + kRounds;
  const double n = shifted - kRounds;
  const double r = (x - n * 0.693147180369123816) - n * 1.90821492927058770e-10;
  double sum = r * (1.0 / 479001600) + 1.0 / 39916800;
  sum = sum * r + 1.0 / 3628800;
  sum = sum * r + 1.0 / 362880;
  sum = sum * r + 1.0 / 40320;
  sum = sum * r + 1.0 / 5040;
  sum = sum * r + 1.0 / 720;
  sum = sum * r + 1.0 / 120;
  sum = sum * r + 1.0 / 24;
  sum = sum * r + 1.0 / 6;
  sum = sum * r + 0.5;
  sum = (sum * r + 1) * r + 1;
  return sum * std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023U) << 52U);
}

}  // namespace tangram
