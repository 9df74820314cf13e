#include "spec/scored_sum_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "spec/fields.h"

namespace tangram::spec {
namespace {

void refuse_statement(const Value& table, std::string_view where) {
  refuse_comparison(table, where, {"above", "below", "within", "by", "unit"});
}

std::set<std::string> axes_of(const Study& study) {
  std::set<std::string> names;
  for (const Block& block : study.blocks)
    for (const Axis& axis : block.axes) names.insert(axis.name);
  return names;
}

}  // namespace

StatementReader reader_of_analysis(const StatementReader& reader, const Value& table,
                                   const std::set<std::string>& own, std::string_view where) {
  refuse_statement(table, where);
  const std::set<std::string> axes = axes_of(reader.study);
  std::set<std::string> known = own;
  known.insert(axes.begin(), axes.end());
  known.insert({"metric", "shots"});
  check_keys(table, where, {known.begin(), known.end()});
  StatementReader out = reader;
  for (const Table::Entry& entry : table.table()->entries) {
    const std::string what = fmt::format("'{}' in {}", entry.key, where);
    if (axes.contains(entry.key)) out.defaults.axes.set(entry.key, entry.value);
    if (entry.key == "shots") out.defaults.shots = as_int(entry.value, what, 0);
    if (entry.key == "metric")
      out.defaults.metric = read_metric(entry.value, what, reader.study.domain);
  }
  return out;
}

ScoredSum read_scored_sum(const StatementReader& reader, const Value& value,
                          std::string_view where) {
  const std::string what = fmt::format("a score of {}", where);
  Table statement;
  Value arm = value;
  if (value.table() != nullptr) {
    refuse_statement(value, where);
    arm = need(value, "arm", what, "what is scored: 'condition/learner'");
    for (const Table::Entry& entry : value.table()->entries)
      if (entry.key != "arm") statement.set(entry.key, entry.value);
  }
  ScoredSum sum{as_string(arm, what), {}};
  statement.set("above", {Array{arm, Value{std::int64_t{0}, arm.place}}, arm.place});
  sum.score = read_statement(reader, {std::move(statement), value.place});
  require(sum.score.effect.constant == 0, "{}: '{}': a constant is no score; drop it",
          arm.place.str(), sum.text);
  for (const auto& [weight, ref] : sum.score.effect.terms)
    require(ref.versus.empty(), "{}: '{}': a distance of learners is no score", arm.place.str(),
            sum.text);
  return sum;
}

void check_axes_met(const StatementReader& reader, const Value& table,
                    const std::vector<ScoredSum*>& scores) {
  const std::set<std::string> axes = axes_of(reader.study);
  for (const Table::Entry& entry : table.table()->entries) {
    const auto has = [&](const ScoredSum* sum) {
      return std::any_of(sum->score.axes.begin(), sum->score.axes.end(),
                         [&](const auto& setting) { return setting.first == entry.key; });
    };
    if (axes.contains(entry.key) && std::none_of(scores.begin(), scores.end(), has))
      reader.lacks(scores.front()->score,
                   fmt::format("no block that it speaks of has the axis '{}'", entry.key));
  }
}

}  // namespace tangram::spec
