#include "spec/margins.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"

namespace tangram::spec {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// What lies strictly between two bounds.
struct Span {
  double low = -kInf, high = kInf;

  /// Also where rounding alone parts two bounds that are one.
  bool empty() const {
    if (std::isinf(low) || std::isinf(high)) return false;
    return high - low <= 1e-12 * std::max({1.0, std::abs(low), std::abs(high)});
  }

  /// "above 0.1", "between -0.05 and 0.1".
  std::string str() const {
    const double from = low + 0.0, to = high + 0.0;  // -0 is 0
    if (std::isinf(high)) return fmt::format("above {:.6g}", from);
    if (std::isinf(low)) return fmt::format("below {:.6g}", to);
    return fmt::format("between {:.6g} and {:.6g}", from, to);
  }
};

Span common_part(const Span& a, const Span& b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}

/// Where a statement says that `ratio` x the sum of its arms lies, constants put on this side.
Span said_span(const Statement& s, double ratio) {
  Span out;
  if (s.kind != Statement::Kind::below) out.low = s.kind == Statement::Kind::above ? s.by : -s.by;
  if (s.kind != Statement::Kind::above) out.high = s.by;
  const double low = ratio * (out.low - s.effect.constant);
  const double high = ratio * (out.high - s.effect.constant);
  return {std::min(low, high), std::max(low, high)};
}

/// The arms of a statement, each once; an arm less itself is none, and the distance of two learners
/// is the same from either.
std::vector<std::pair<double, ArmRef>> distinct_arms(const Statement& s) {
  ArmSum sum;
  for (auto [weight, arm] : s.effect.terms) {
    if (!arm.versus.empty() && arm.versus < arm.learner) std::swap(arm.versus, arm.learner);
    sum.add(weight, arm);
  }
  std::erase_if(sum.terms, [](const auto& term) { return term.first == 0; });
  return std::move(sum.terms);
}

/// How many times the sum of `of` that of `s` is, -1 where the sides are swapped; nullopt: they are
/// about other arms, or at another setting.
std::optional<double> ratio_to(const Statement& s, const Statement& of) {
  if (s.metric != of.metric || s.shots != of.shots || s.axes != of.axes) return std::nullopt;
  const auto arms = distinct_arms(s), others = distinct_arms(of);
  if (arms.size() != others.size()) return std::nullopt;
  std::optional<double> ratio;
  for (const auto& [weight, arm] : arms) {
    const auto other = std::find_if(others.begin(), others.end(),
                                    [&](const auto& term) { return term.second == arm; });
    if (other == others.end()) return std::nullopt;
    const double each = weight / other->first;
    if (ratio && *ratio != each) return std::nullopt;
    ratio = each;
  }
  return ratio;
}

}  // namespace

void check_margins(const HypothesisSpec& hypothesis) {
  const HypothesisSpec& h = hypothesis;
  for (const Statement& refuting : h.refuted) {
    const Statement* supporting = nullptr;
    Span both = said_span(refuting, 1);
    for (const auto* list : {&h.supported, &h.needs, &h.supported_needs, &h.refuted_needs})
      for (const Statement& s : *list) {
        const auto ratio = ratio_to(s, refuting);
        if (!ratio) continue;
        both = common_part(both, said_span(s, 1 / *ratio));
        if (list == &h.supported && supporting == nullptr) supporting = &s;
      }
    require(supporting == nullptr || both.empty(),
            "{}: the margins of '{}' contradict: '{}' would support it and '{}' refute it at once, "
            "where {} lies {}; move one of the two margins",
            refuting.place.str(), h.id, supporting == nullptr ? "" : supporting->text,
            refuting.text, ArmSum{refuting.effect.terms, 0}.str(), both.str());
  }
}

}  // namespace tangram::spec
