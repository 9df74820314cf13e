#include "spec/trends.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "spec/fields.h"
#include "spec/scored_sum_reader.h"
#include "spec/trends_reader.h"

namespace tangram {

std::string TrendSpec::missing() const {
  for (const std::vector<ScoredSum>* sums : {&y, &given})
    for (const ScoredSum& sum : *sums)
      if (!sum.score.missing.empty()) return sum.score.missing;
  return {};
}

namespace spec {
namespace {

constexpr std::string_view kTrend = "[[trend]]";

std::string key_of_trend(std::string_view key) { return fmt::format("'{}' in {}", key, kTrend); }

/// The keys of a table but some.
Table others(const Table& table, const std::set<std::string>& but) {
  Table out;
  for (const Table::Entry& entry : table.entries)
    if (!but.contains(entry.key)) out.set(entry.key, entry.value);
  return out;
}

std::vector<double> read_numbers(const Value& list) {
  std::vector<double> out;
  for (const Value& item : as_list(list, key_of_trend("x")))
    out.push_back(as_number(item, key_of_trend("x")));
  require(std::any_of(out.begin(), out.end(), [&](double x) { return x != out.front(); }),
          "{}: {} does not vary; give at least two different numbers", list.place.str(),
          key_of_trend("x"));
  return out;
}

/// Sums of arms, one a value of x. Strings: what each is scored by is said once for all.
std::vector<ScoredSum> read_sums(const StatementReader& reader, const Value& list,
                                 std::string_view key, const Table& common, std::size_t n) {
  std::vector<ScoredSum> out;
  for (const Value& item : as_list(list, key_of_trend(key))) {
    as_string(item, key_of_trend(key));
    out.push_back(read_scored_sum(reader, item, common, kTrend));
  }
  require(out.size() == n, "{}: {} lists {} scores and 'x' {} numbers; one for each",
          list.place.str(), key_of_trend(key), out.size(), n);
  return out;
}

std::vector<ScoredSum> read_given(const StatementReader& reader, const Value& given, Table common,
                                  std::size_t n) {
  if (given.table() == nullptr) return read_sums(reader, given, "given", common, n);
  for (const Table::Entry& entry : others(*given.table(), {"arms"}).entries)
    common.set(entry.key, entry.value);
  return read_sums(reader,
                   need(given, "arms", key_of_trend("given"), "the covariate's arms, one a number"),
                   "given", common, n);
}

TrendSpec read_trend(const StatementReader& reader, const Value& body) {
  const Table& table = as_table(body, kTrend);
  const Table common = others(table, {"id", "name", "x", "y", "given"});
  TrendSpec spec;
  spec.place = body.place;
  spec.id = as_name(need(body, "id", kTrend, "its name"), key_of_trend("id"));
  spec.name = as_string(need(body, "name", kTrend, "what the numbers are: 'order of the synonym'"),
                        key_of_trend("name"));
  spec.x = read_numbers(need(body, "x", kTrend, "the numbers, one a score"));
  spec.y = read_sums(reader, need(body, "y", kTrend, "the scores: ['condition/learner', ...]"), "y",
                     common, spec.x.size());
  if (const Value* given = table.find("given"))
    spec.given = read_given(reader, *given, common, spec.x.size());
  return spec;
}

}  // namespace

TrendsSpec read_trends(const Value& document, const Study& study, bool strict) {
  TrendsSpec out;
  const Value* list = document.table()->find("trend");
  if (list == nullptr) return out;
  const StatementReader reader{study, strict, claim_defaults(document, study)};
  std::set<std::string> ids;
  for (const Value& body : as_list(*list, kTrend)) {
    out.list.push_back(read_trend(reader, body));
    require(ids.insert(out.list.back().id).second, "{}: two trends have the id '{}'",
            body.place.str(), out.list.back().id);
  }
  out.body = *list;
  return out;
}

}  // namespace spec
}  // namespace tangram
