#pragma once

#include <span>

#include "base/rng.h"

namespace tangram {

/// The sign-flip test of the null "the centre of the units is <= margin": the share of the ways to
/// flip the signs of value - margin whose sum is at least the observed one, that one included. It
/// asks that the units be independent and symmetric about their centre under the null, not that
/// they be normal. Up to 20 values all 2^n flips are counted (rng is not used; the smallest p is
/// 2^-n); beyond, n_random >= 1 random ones: (b + 1) / (n_random + 1).
/// Sums that differ by rounding only count as equal. Values finite. No values: 1. O(2^(n/2) n) by
/// meeting in the middle, or O(n_random n).
double sign_flip_p(std::span<const double> values, double margin, int n_random, Rng rng);

}  // namespace tangram
