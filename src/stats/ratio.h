#pragma once

#include <functional>
#include <optional>

#include "stats/bounds.h"
#include "stats/effect.h"

namespace tangram {

/// The interval of a ratio A / B of two paired effects (Fieller 1954): all r at which the effect
/// A - r B does not differ from 0 at 1 - level, two-sided. `difference(r)` is that effect by the
/// rule of the design, so queries and pairing enter as they do everywhere else; where its variance
/// is quadratic in r, as for independent units, the ends are the roots of Fieller's equation.
///
/// `value` = A / B. The set is an interval where B differs from 0 at that level, which is for the
/// caller to see to: otherwise it reaches to infinity on one side or both. 0 < level < 1. Nothing:
/// an end was not found within a factor of 2^60. Ends to 12 digits; some 200 calls.
std::optional<Bounds> ratio_interval(double value, const std::function<Effect(double)>& difference,
                                     double level);

}  // namespace tangram
