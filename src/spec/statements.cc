#include "spec/statements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/arm_sums.h"
#include "spec/fields.h"

namespace tangram {

std::string ArmRef::str() const {
  return fmt::format("{}{}{}{}{}{}{}{}{}", block, block.empty() ? "" : ":", condition,
                     condition.empty() ? "" : "/", learner, versus.empty() ? "" : "~", versus,
                     reading.empty() ? "" : "@", reading);
}

void ArmSum::add(double weight, const ArmRef& arm) {
  for (auto& [sum_weight, known] : terms)
    if (known == arm) {
      sum_weight += weight;
      return;
    }
  terms.emplace_back(weight, arm);
}

std::string ArmSum::str() const {
  std::string out;
  for (const auto& [weight, arm] : terms) {
    out += out.empty() ? (weight < 0 ? "-" : "") : (weight < 0 ? " - " : " + ");
    if (std::abs(weight) != 1) out += fmt::format("{}*", std::abs(weight));
    out += arm.str();
  }
  if (constant != 0) out += fmt::format(" {} {}", constant < 0 ? '-' : '+', std::abs(constant));
  return out;
}

std::string axes_text(const BoundAxes& axes) {
  std::string out;
  for (const auto& [name, value] : axes) out += fmt::format(", {} = {}", name, value);
  return out;
}

std::string Statement::effect_key() const {
  std::string key = fmt::format("{}|{}|{}|{}", effect.str(), metric, shots, unit);
  for (const auto& [name, value] : axes) key += fmt::format("|{}={}", name, value);
  return key;
}

const char* kind_name(Statement::Kind kind) {
  switch (kind) {
    case Statement::Kind::above:
      return "above";
    case Statement::Kind::below:
      return "below";
    case Statement::Kind::within:
      return "within";
  }
  return "";
}

namespace spec {
namespace {

std::string statement_text(const Statement& s) {
  const std::string effect = s.effect.str();
  std::string out = s.kind == Statement::Kind::above   ? fmt::format("{} > {}", effect, s.by)
                    : s.kind == Statement::Kind::below ? fmt::format("{} < {}", effect, s.by)
                                                       : fmt::format("|{}| < {}", effect, s.by);
  out += fmt::format(" ({}", s.metric);
  if (s.shots >= 0) out += fmt::format(", {} shots", s.shots);
  out += axes_text(s.axes);
  return out + (s.unit.empty() ? "" : fmt::format(", unit {}", s.unit)) + ")";
}

/// Keys of a statement that are no axes.
const std::set<std::string> kOwnKeys{"above", "below", "within", "by", "metric", "shots", "unit"};

/// A statement speaks of this block: one of its arms is there.
bool concerns(const Statement& s, const Block& block) {
  return std::any_of(s.effect.terms.begin(), s.effect.terms.end(),
                     [&](const auto& term) { return term.second.block == block.id; });
}

/// Every axis of the grid beyond the four standard ones is bound by the statement, or by [claims],
/// to a value that the blocks it speaks of have.
void bind_grid_axes(const StatementReader& reader, const Value& table, Statement& s) {
  std::set<std::string> known = kOwnKeys, met;  // met: axes of the blocks that it speaks of
  for (const Block& block : reader.study.blocks)
    for (const Axis& axis : block.axes) {
      known.insert(axis.name);
      if (!concerns(s, block)) continue;
      met.insert(axis.name);
      const bool is_unit = axis.name == s.unit;
      const Value* own = table.table()->find(axis.name);
      require(!is_unit || own == nullptr, "{}: '{}' is the unit and bound, too; leave one out",
              table.place.str(), axis.name);
      const Value* bound = own != nullptr || is_unit ? own : reader.defaults.axes.find(axis.name);
      require(bound != nullptr || is_unit,
              "{}: the axis '{}' is left open: a statement, or [claims], binds it ({} = VALUE)",
              table.place.str(), axis.name, axis.name);
      if (bound == nullptr) continue;
      const std::string text = canonical_text(*bound);
      if (!axis.lists(text))
        reader.lacks(s, fmt::format("the grid has no {} = {}", axis.name, text));
      const std::pair<std::string, std::string> setting{axis.name, text};
      if (std::find(s.axes.begin(), s.axes.end(), setting) == s.axes.end())
        s.axes.push_back(setting);
    }
  check_keys(table, "a statement", {known.begin(), known.end()});
  for (const Table::Entry& entry : table.table()->entries)
    if (!kOwnKeys.contains(entry.key) && !met.contains(entry.key))
      reader.lacks(s, fmt::format("no block that it speaks of has the axis '{}'", entry.key));
}

void read_shots(const StatementReader& reader, const Value& table, Statement& s) {
  const Value* shots = table.table()->find("shots");
  if (shots != nullptr) s.shots = as_int(*shots, "'shots' of a statement", 0);
  if (shots == nullptr && reader.defaults.shots) s.shots = *reader.defaults.shots;
  require(s.shots >= 0 || !reader.text(), "{}: 'shots' is missing: in the statement or in [claims]",
          table.place.str());
  if (s.shots < 0) return;
  for (const auto& [weight, arm] : s.effect.terms)
    for (const Block& block : reader.study.blocks)
      if (block.id == arm.block && !block.shots.empty() &&
          std::find(block.shots.begin(), block.shots.end(), s.shots) == block.shots.end())
        reader.lacks(s, fmt::format("the grid does not ask '{}' at {} shots", arm.str(), s.shots));
}

/// Of vectors, what is measured is as the arms are written; a metric that is named says the same.
std::string metric_of_vectors(const ArmSum& effect, const std::string& named, const Place& place) {
  bool errors = false, distances = false;
  for (const auto& [weight, arm] : effect.terms) {
    const bool distance = !arm.versus.empty();
    (distance ? distances : errors) = true;
    require(named.empty() || distance == (named == kDistanceMetric),
            "{}: '{}' is {}, and 'metric' says {}; write {}, or leave 'metric' out", place.str(),
            arm.str(), distance ? "a distance of two learners" : "a learner, not a pair of them",
            named, distance ? "one learner" : "learner~learner");
  }
  if (errors && distances) return fmt::format("{} and {}", kErrorMetric, kDistanceMetric);
  return distances ? kDistanceMetric : kErrorMetric;
}

void read_metric_of(const StatementReader& reader, const Value& table, Statement& s) {
  const Value* own = table.table()->find("metric");
  const std::string named = own == nullptr
                                ? reader.defaults.metric.value_or("")
                                : read_metric(*own, "'metric' of a statement", reader.study.domain);
  if (reader.study.domain == "vector")
    s.metric = metric_of_vectors(s.effect, named, s.place);
  else
    s.metric = named.empty() ? "auc" : named;
}

/// The design's unit by its name, or, of vectors, an axis of the blocks that it speaks of.
void read_unit(const StatementReader& reader, const Value& table, Statement& s) {
  const Value* unit = table.table()->find("unit");
  if (unit == nullptr) return;
  if (reader.study.domain != "vector") {
    s.unit = as_string(*unit, "'unit'");
    return;
  }
  std::vector<std::string> known{"draw", "repeat"};
  for (const Block& block : reader.study.blocks)
    for (const Axis& axis : block.axes)
      if (concerns(s, block)) known.push_back(axis.name);
  s.unit = as_choice(*unit, "'unit' of a statement", known);
}

void read_margin(const StatementReader& reader, const Value& table, Statement& s) {
  const Value* by = table.table()->find("by");
  if (by != nullptr)
    s.by = as_number(*by, "'by' of a statement");
  else if (s.effect.constant == 0 || s.kind == Statement::Kind::within)
    s.by = reader.defaults.by.value_or(0);
  require(s.kind != Statement::Kind::within || s.by > 0,
          "{}: 'within' needs a margin 'by' above 0, but it is {}", table.place.str(), s.by);
}

}  // namespace

void StatementReader::lacks(Statement& s, const std::string& what) const {
  require(!strict, "{}: {}", s.place.str(), what);
  if (s.missing.empty()) s.missing = what;
}

const std::string& read_metric(const Value& value, std::string_view what, std::string_view domain) {
  const std::vector<std::string>& known = claim_metrics(domain);
  return known.empty() ? as_string(value, what) : as_choice(value, what, known);
}

void refuse_comparison(const Value& table, std::string_view where,
                       std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (const Value* found = table.table()->find(key))
      fail("{}: '{}' in {}: it compares nothing", found->place.str(), key, where);
}

Statement read_statement(const StatementReader& reader, const Value& table) {
  as_table(table, "a statement");
  Statement s;
  s.place = table.place;
  const Value* sides = nullptr;
  for (const auto kind : {Statement::Kind::above, Statement::Kind::below, Statement::Kind::within})
    if (const Value* found = table.table()->find(kind_name(kind))) {
      require(sides == nullptr, "{}: a statement has one of above, below, within",
              found->place.str());
      sides = found;
      s.kind = kind;
    }
  require(sides != nullptr, "{}: a statement needs above, below or within = [ARM, ARM or NUMBER]",
          table.place.str());
  const Array& pair = as_list(*sides, "a comparison");
  require(pair.size() == 2, "{}: a comparison has two sides, but {} are given", sides->place.str(),
          pair.size());
  add_sum(reader, pair[0], 1, s);
  add_sum(reader, pair[1], -1, s);
  require(!s.effect.terms.empty(), "{}: a comparison of two numbers says nothing of the run",
          sides->place.str());
  read_unit(reader, table, s);
  read_metric_of(reader, table, s);
  read_shots(reader, table, s);
  read_margin(reader, table, s);
  bind_grid_axes(reader, table, s);
  s.text = statement_text(s);
  return s;
}

std::vector<Statement> read_statements(const StatementReader& reader, const Value& body,
                                       std::string_view key) {
  std::vector<Statement> out;
  const Value* value = body.table()->find(key);
  if (value == nullptr) return out;
  if (value->table() != nullptr) return {read_statement(reader, *value)};
  for (const Value& item : as_list(*value, fmt::format("'{}' of a hypothesis", key)))
    out.push_back(read_statement(reader, item));
  return out;
}

}  // namespace spec
}  // namespace tangram
