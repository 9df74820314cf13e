#include "llama/log_softmax.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace tangram {

namespace {

/// Vectors of the compiler (GCC, Clang): lowered to what the target has.
constexpr std::size_t kLanes = 4;
using Doubles [[gnu::vector_size(kLanes * sizeof(double))]] = double;
using Bits [[gnu::vector_size(kLanes * sizeof(std::uint64_t))]] = std::uint64_t;
using Floats [[gnu::vector_size(kLanes * sizeof(float))]] = float;

[[gnu::always_inline]] inline void load(const float* x, Floats& into) {
  std::memcpy(&into, x, sizeof into);
}

/// exp(x) for x <= 0, in place: x = n ln 2 + r with |r| <= ln(2)/2, the Taylor polynomial of
/// degree 13 in r (remainder below 1e-17), and 2^n by its exponent bits. Exactly 1 at 0. Below
/// -700 it gives exp(-700), about 1e-304: nothing beside the maximum's 1. NaN stays NaN.
[[gnu::always_inline]] inline void exp_of_negative(Doubles& x) {
  constexpr double kLog2E = 1.4426950408889634;
  constexpr double kLn2High = 6.93147180369123816490e-01, kLn2Low = 1.90821492927058770002e-10;
  constexpr double kRound = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
  constexpr double kTaylor[] = {1.0 / 479001600,
                                1.0 / 39916800,
                                1.0 / 3628800,
                                1.0 / 362880,
                                1.0 / 40320,
                                1.0 / 5040,
                                1.0 / 720,
                                1.0 / 120,
                                1.0 / 24,
                                1.0 / 6,
                                0.5,
                                1.0,
                                1.0};
  x = x < -700.0 ? Doubles{} - 700.0 : x;
  const Doubles shifted = x * kLog2E + kRound;
  const Doubles n = shifted - kRound;
  const Doubles r = (x - n * kLn2High) - n * kLn2Low;
  Doubles p = Doubles{} + 1.0 / 6227020800.0;
  for (double c : kTaylor) p = p * r + c;
  // The integer n stands in the low bits of `shifted`; 1023 is the exponent of 1.
  Bits bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  Doubles power;
  std::memcpy(&power, &bits, sizeof power);
  x = p * power;
}

[[gnu::always_inline]] inline float maximum(std::span<const float> x) {
  Floats lanes = Floats{} - std::numeric_limits<float>::infinity();
  const std::size_t whole = x.size() / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    Floats v;
    load(&x[i], v);
    lanes = v > lanes ? v : lanes;
  }
  float max = -std::numeric_limits<float>::infinity();
  for (std::size_t k = 0; k < kLanes; ++k) max = std::max(max, lanes[k]);
  for (std::size_t i = whole; i < x.size(); ++i) max = std::max(max, x[i]);
  return max;
}

/// Four accumulators, so that no addition waits for another.
[[gnu::always_inline]] inline double sum_of_exp(std::span<const float> x, double max) {
  Doubles sum[4] = {};
  const std::size_t whole = x.size() / (4 * kLanes) * (4 * kLanes);
  for (std::size_t i = 0; i < whole; i += 4 * kLanes)
    for (std::size_t part = 0; part < 4; ++part) {
      Floats v;
      load(&x[i + part * kLanes], v);
      Doubles e = __builtin_convertvector(v, Doubles) - max;
      exp_of_negative(e);
      sum[part] += e;
    }
  double total = 0.0;
  for (std::size_t i = whole; i < x.size(); ++i) {
    Doubles e = Doubles{} + (static_cast<double>(x[i]) - max);
    exp_of_negative(e);
    total += e[0];
  }
  for (std::size_t k = 0; k < kLanes; ++k)
    total += (sum[0][k] + sum[1][k]) + (sum[2][k] + sum[3][k]);
  return total;
}

[[gnu::always_inline]] inline double log_sum_exp_of(std::span<const float> x) {
  const double max = maximum(x);
  if (!std::isfinite(max)) return std::numeric_limits<double>::quiet_NaN();
  return max + std::log(sum_of_exp(x, max));
}

#if defined(__x86_64__) && defined(__GNUC__)
/// The same code for CPUs since 2013: 3-4 times as fast, and fused multiplications, so the last
/// bits differ between the two. The model's fingerprint holds the CPU.
[[gnu::target("avx2,fma"), gnu::optimize("O3")]] double log_sum_exp_avx2(std::span<const float> x) {
  return log_sum_exp_of(x);
}
#endif

}  // namespace

double log_sum_exp(std::span<const float> x) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return log_sum_exp_avx2(x);
#endif
  return log_sum_exp_of(x);
}

}  // namespace tangram
