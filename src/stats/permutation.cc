#include "stats/permutation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"

namespace tangram {
namespace {

constexpr std::size_t kLargestExact = 20;

/// The sums of all 2^n ways to flip the signs, in order.
std::vector<double> sorted_flips(std::span<const double> values) {
  std::vector<double> sums{0.0};
  for (const double v : values) {
    const std::size_t n = sums.size();
    for (std::size_t i = 0; i < n; ++i) {
      sums.push_back(sums[i] - v);
      sums[i] += v;
    }
  }
  std::sort(sums.begin(), sums.end());
  return sums;
}

/// The share of all flips whose sum is at least `least`.
double exact_share(std::span<const double> values, double least) {
  const std::size_t half = values.size() / 2;
  const std::vector<double> left = sorted_flips(values.first(half));
  const std::vector<double> right = sorted_flips(values.subspan(half));
  double count = 0;
  for (const double l : left)
    count +=
        static_cast<double>(right.end() - std::lower_bound(right.begin(), right.end(), least - l));
  return std::ldexp(count, -static_cast<int>(values.size()));
}

double random_sum(std::span<const double> values, Rng& rng) {
  double sum = 0;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % 64 == 0) bits = rng.next();
    sum += (bits >> (i % 64) & 1) != 0 ? values[i] : -values[i];
  }
  return sum;
}

}  // namespace

double sign_flip_p(std::span<const double> values, double margin, int n_random, Rng rng) {
  TANGRAM_CHECK(std::isfinite(margin) && n_random >= 1);
  std::vector<double> shifted;
  double observed = 0, scale = 0;
  for (const double v : values) {
    TANGRAM_CHECK(std::isfinite(v));
    shifted.push_back(v - margin);
    observed += v - margin;
    scale += std::abs(v - margin);
  }
  const double n = static_cast<double>(values.size());
  const double least = observed - 4 * n * std::numeric_limits<double>::epsilon() * scale;
  if (shifted.size() <= kLargestExact) return exact_share(shifted, least);
  double count = 1;  // the observed signs
  for (int i = 0; i < n_random; ++i) count += random_sum(shifted, rng) >= least ? 1 : 0;
  return count / (n_random + 1.0);
}

}  // namespace tangram
