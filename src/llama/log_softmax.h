#pragma once

#include <span>

namespace tangram {

/// log(sum(exp(x))) in nats, in double: exp is a polynomial good to 2e-15 and the sum runs in
/// double over a fixed number of lanes, so the result is good to about 1e-14. Two passes. At
/// least max(x). -inf entries count as zero. NaN if an entry is NaN or +inf, or none is finite.
double log_sum_exp(std::span<const float> x);

}  // namespace tangram
