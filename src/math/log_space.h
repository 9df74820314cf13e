#pragma once

#include <span>

namespace tangram {

/// log(sum_i exp(x_i)), for x that may be anything a log-probability can be. No terms: -inf
/// (the log of an empty sum). Any NaN: NaN. Any +inf: +inf. All -inf: -inf. Shifts by the
/// largest term, so that nothing overflows and the sum's largest term is exact. O(n).
double log_sum_exp(std::span<const double> x);

/// In place: x_i -= log_sum_exp(x), so that exp(x) sums to 1. Where log_sum_exp(x) is not
/// finite there is no such distribution and every entry becomes NaN. Empty: nothing.
void log_softmax(std::span<double> x);

}  // namespace tangram
