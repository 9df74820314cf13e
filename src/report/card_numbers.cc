#include "report/card_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/card.h"
#include "verdict/effect_of.h"

namespace tangram {

const Arm* find_arm_of(const std::vector<Arm>& arms, const Term& term) {
  for (const Arm& arm : arms)
    if (arm.block == term.block && arm.condition == term.condition && arm.shots == term.shots &&
        arm.reading == reading_name(term.reading))
      return &arm;
  return nullptr;
}

Estimate difference(const std::vector<Arm>& arms, std::initializer_list<Term> terms,
                    const char* metric) {
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
  return estimate_of(effect_of(weighted, 0, find_metric(metric)));
}

Sign sign_of(const Estimate& e) {
  if (!e.value || !e.low || !e.high) return Sign::open;
  if (*e.low > 0) return Sign::above;
  if (*e.high < 0) return Sign::below;
  return *e.low > -kNoDifference && *e.high < kNoDifference ? Sign::none : Sign::open;
}

std::string with_interval(const Estimate& e) {
  if (!e.value) return "-";
  if (!e.low || !e.high) return fmt::format("{:.2f}", *e.value);
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", *e.value, *e.low, *e.high);
}

std::string what_it_takes(const Estimate& e, double minutes) {
  if (!e.value || !e.low || !e.high)
    return e.note.empty() ? "too few draws for an interval" : e.note;
  const double half = (*e.high - *e.low) / 2, size = std::abs(*e.value);
  const double needed = std::max(size, kNoDifference - size);
  const double factor = std::pow(half / needed, 2);
  const int draws = static_cast<int>(std::ceil(factor * e.n));
  std::string out = fmt::format("it would take about {} draws instead of {}", draws, e.n);
  if (minutes > 0) out += fmt::format(" (--minutes {:.0f})", std::ceil(factor * minutes));
  return out;
}

}  // namespace tangram
