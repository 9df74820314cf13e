#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/value.h"
#include "verdict/verdicts.h"

namespace tangram {

/// What a planned study would decide of a hypothesis if the world is as a pilot measured it.
struct HypothesisPower {
  std::string id;
  std::map<Decision, double> probability;  // sums to 1
};

/// What the interval of an effect would be, and what would halve it.
struct StatementPower {
  std::string text;
  std::optional<double> effect;      // the pilot's
  std::optional<double> half_width;  // of the 95 % interval, at the planned size
  // Draws that halve it with the planned queries; nullopt: no number of draws does, since the
  // queries alone vary more than that.
  std::optional<int> draws_to_halve;
  std::optional<int> queries_to_halve;  // with the planned draws; nullopt likewise
  std::string note;                     // why the pilot says nothing
};

struct Power {
  int n_simulations = 0;
  std::vector<HypothesisPower> hypotheses;
  std::vector<StatementPower> statements;  // the decisive ones, in the order of the claims
};

/// Simulates the verdicts of `study` at its declared draws and queries: each effect is normal
/// around the pilot's with the variance that the pilot's components give that size, its
/// squared standard error a chi-square of draws - 1 degrees; effects of different statements
/// are independent, which pairs that share an arm are not. The pilot's own error is not
/// added: a small pilot gives a rough answer.
Power power_of(const Study& study, const std::vector<Arm>& pilot, int n_simulations, Rng rng);

std::string power_text(const Power& power);
Value to_json_value(const Power& power);

}  // namespace tangram
