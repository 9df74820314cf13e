#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// An arm of studies/profile and its weight in a difference.
struct Term {
  double weight = 1;
  std::string_view block, condition;
  int shots = 0;
  Reading reading = Reading::sum;
};

/// The arm that a term names; null: the run has none.
const Arm* find_arm_of(const std::vector<Arm>& arms, const Term& term);

/// The weighted sum of the arms' scores less a number, paired by draw, with its 95 % interval;
/// without one where all draws agree on no difference, as at a ceiling, without a value where an
/// arm is missing, each with its reason.
Estimate difference(const std::vector<Arm>& arms, std::initializer_list<Term> terms,
                    const char* metric, double less = 0);

/// What an interval says of a difference: within kNoDifference of 0 (none), above 0, below 0, or
/// neither.
enum class Sign { above, below, none, open };
Sign sign_of(const Estimate& e);

/// "0.12 [0.03, 0.21]".
std::string with_interval(const Estimate& e);

/// About how many draws, and minutes where `minutes` > 0 tells what these took, would make the
/// interval narrow enough to tell the value from 0, or from kNoDifference, whichever is nearer to
/// being told; as if the interval narrowed with the root of the draws, as it does where each has
/// its own queries. `most`: draws that a profile may take of this difference.
std::string what_it_takes(const Estimate& e, double minutes, int most);

}  // namespace tangram
