#include "spec/spreads.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "spec/fields.h"
#include "spec/scored_sum_reader.h"
#include "spec/sections.h"
#include "spec/spreads_reader.h"
#include "spec/varied_axis.h"

namespace tangram {

std::string SpreadSpec::missing() const {
  for (const ScoredSum& sum : each)
    if (!sum.score.missing.empty()) return sum.score.missing;
  return {};
}

namespace spec {
namespace {

constexpr std::string_view kSpread = "[[spread]]";

std::string key_of_spread(std::string_view key) { return fmt::format("'{}' in {}", key, kSpread); }

/// The sum of arms in a score, as read_scored_sum() has it.
const Value& arms_in(const Value& score) {
  const Value* arm = score.table() == nullptr ? nullptr : score.table()->find("arm");
  return arm == nullptr ? score : *arm;
}

SpreadSpec read_spread(const StatementReader& study_reader, const Value& body) {
  as_table(body, kSpread);
  SpreadSpec spec;
  spec.body = body;
  spec.id = as_name(need(body, "id", kSpread, "its name"), key_of_spread("id"));
  StatementReader reader = reader_of_analysis(study_reader, body, {"id", "score", "over"}, kSpread);
  const Value& over = need(body, "over", kSpread, "the axis that varies within a draw");
  const Value& score = need(body, "score", kSpread, "what is scored: 'condition/learner'");
  const Axis& axis = varied_axis(reader, {arms_in(score)}, over, key_of_spread("over"));
  spec.over = axis.name;
  require(body.table()->find(axis.name) == nullptr, "{}: {} binds '{}', which is to vary",
          body.place.str(), kSpread, axis.name);
  std::vector<ScoredSum*> scores;
  spec.each.reserve(axis.values.size());
  for (const Value& value : axis.values) {
    reader.defaults.axes.set(axis.name, value);
    spec.each.push_back(read_scored_sum(reader, score, kSpread));
    Statement& s = spec.each.back().score;
    if (std::none_of(s.axes.begin(), s.axes.end(),
                     [&](const auto& setting) { return setting.first == axis.name; }))
      reader.lacks(s, fmt::format("no block that it speaks of has the axis '{}'", axis.name));
    if (axis.values.size() < 2)
      reader.lacks(s, fmt::format("the axis '{}' has one value only", axis.name));
    scores.push_back(&spec.each.back());
  }
  check_axes_met(reader, body, scores);
  return spec;
}

}  // namespace

std::vector<SpreadSpec> read_spreads(const Value& document, const StatementReader& reader) {
  return read_sections(document, "spread", "spreads",
                       [&](const Value& body) { return read_spread(reader, body); });
}

}  // namespace spec
}  // namespace tangram
