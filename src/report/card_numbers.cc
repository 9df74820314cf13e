#include "report/card_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/card.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

/// Without the sign of what is rounded to 0.
std::string hundredths(double v) {
  const std::string out = fmt::format("{:.2f}", v);
  return out == "-0.00" ? "0.00" : out;
}

}  // namespace

const Arm* find_arm_of(const std::vector<Arm>& arms, const Term& term) {
  for (const Arm& arm : arms)
    if (arm.block == term.block && arm.condition == term.condition && arm.shots == term.shots &&
        arm.reading == reading_name(term.reading))
      return &arm;
  return nullptr;
}

Estimate difference(const std::vector<Arm>& arms, std::initializer_list<Term> terms,
                    const char* metric, double less) {
  std::vector<WeightedArm> weighted;
  for (const Term& term : terms) {
    const Arm* arm = find_arm_of(arms, term);
    if (arm == nullptr) {
      Estimate missing;
      missing.note = fmt::format("the run has no {} at {} shots", term.condition, term.shots);
      return missing;
    }
    weighted.push_back({term.weight, arm});
  }
  const EffectResult effect = effect_of(weighted, -less, find_metric(metric));
  const bool flat = effect.effect && effect.effect->standard_error <= kRoundingOfSpread;
  return flat ? without_interval(estimate_of(effect)) : estimate_of(effect);
}

Sign sign_of(const Estimate& e) {
  if (!e.value || !e.low || !e.high) return Sign::open;
  if (*e.low > -kNoDifference && *e.high < kNoDifference) return Sign::none;
  if (*e.low > 0) return Sign::above;
  return *e.high < 0 ? Sign::below : Sign::open;
}

std::string with_interval(const Estimate& e) {
  if (!e.value) return "-";
  if (!e.low || !e.high) return hundredths(*e.value);
  return fmt::format("{} [{}, {}]", hundredths(*e.value), hundredths(*e.low), hundredths(*e.high));
}

std::string what_it_takes(const Estimate& e, double minutes, int most) {
  if (!e.value || !e.low || !e.high)
    return e.note.empty() ? "too few draws for an interval" : e.note;
  const double half = (*e.high - *e.low) / 2, size = std::abs(*e.value);
  const double factor = std::max(1.0, std::pow(half / std::max(size, kNoDifference - size), 2));
  const int draws = std::max(static_cast<int>(std::ceil(factor * e.n)), e.n + 1);
  if (draws > most)
    return fmt::format("{} draws, the most that a profile takes of it, would hardly tell", most);
  std::string out = fmt::format("it would take about {} draws instead of {}", draws, e.n);
  if (minutes > 0) out += fmt::format(", some {:.0f} minutes", std::ceil(factor * minutes));
  return out;
}

}  // namespace tangram
