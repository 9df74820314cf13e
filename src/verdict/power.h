#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/value.h"
#include "stats/allocation.h"
#include "verdict/verdicts.h"

namespace tangram {

/// What a plan takes for true.
struct Assumed {
  EffectSource effect;  // of each statement, with its components
  std::string source;   // where they come from: "the pilot"
  // Model tokens by block id, all its tasks and arms together; a block that is not there costs
  // none.
  std::map<std::string, DesignCost> costs;
};

/// What a planned study would decide of a hypothesis if the world is as assumed.
struct HypothesisPower {
  std::string id;
  std::map<Decision, double> probability;  // sums to 1
};

/// What the interval of an effect would be, and what would halve it.
struct StatementPower {
  std::string text;
  std::string unit;      // of replication: "draw", "repeat", or the axis whose values are the units
  bool of_axis = false;  // it is an axis: queries belong to each value, and are not planned here
  std::optional<double> effect;      // the assumed one
  std::optional<double> half_width;  // of the 95 % interval, at the planned size
  // Units that halve it with the planned queries; nullopt: no number of units does, since the
  // queries alone vary more than that, or the interval has no width.
  std::optional<int> units_to_halve;
  std::optional<int> queries_to_halve;  // with the planned draws; nullopt likewise, or of an axis
  // Where its block costs tokens, and its units are draws: the planned size, the narrowest interval
  // for the same tokens, and the cheapest design that halves the interval, both of at least 16
  // queries (or the planned ones): the score of fewer is not spread as its components say.
  std::optional<Allocation> planned, same_cost, cheapest_half;
  std::string note;  // why nothing is known of it
};

struct Power {
  std::string source;
  int n_simulations = 0;
  std::vector<HypothesisPower> hypotheses;
  std::vector<StatementPower> statements;  // the decisive ones, in the order of the claims
};

/// Simulates the verdicts of `study` at its declared draws and queries, or values of the axis that
/// is the unit: each effect is normal around the assumed one with the variance that its components
/// give that size, its squared standard error a chi-square of units - 1 degrees; effects of
/// different statements are independent, which pairs that share an arm are not. A pilot's own error
/// is not added: a small pilot gives a rough answer.
Power power_of(const Study& study, const Assumed& assumed, int n_simulations, Rng rng);

std::string power_text(const Power& power);
Value to_json_value(const Power& power);

}  // namespace tangram
