#include "spec/trends.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/fields.h"
#include "spec/scored_sum_reader.h"
#include "spec/sections.h"
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
constexpr double kLargestX = 1e100, kLeastSpread = 1e-8;  // squares stay finite and exact enough

std::string key_of_trend(std::string_view key) { return fmt::format("'{}' in {}", key, kTrend); }

std::vector<double> read_numbers(const Value& list) {
  std::vector<double> out;
  for (const Value& item : as_list(list, key_of_trend("x")))
    out.push_back(as_number(item, key_of_trend("x")));
  require(std::any_of(out.begin(), out.end(), [&](double x) { return x != out.front(); }),
          "{}: {} does not vary; give at least two different numbers", list.place.str(),
          key_of_trend("x"));
  const auto [least, most] = std::minmax_element(out.begin(), out.end());
  const double size = std::max(std::abs(*least), std::abs(*most));
  require(
      size<kLargestX&& * most - *least> kLeastSpread * size,
      "{}: {} lies between {} and {}: no slope can be told at that scale; subtract what all have "
      "in common, or choose another unit",
      list.place.str(), key_of_trend("x"), *least, *most);
  return out;
}

/// Sums of arms, one a value of x. Strings: what each is scored by is said once for all.
std::vector<ScoredSum> read_sums(const StatementReader& reader, const Value& list,
                                 std::string_view key, std::size_t n) {
  std::vector<ScoredSum> out;
  for (const Value& item : as_list(list, key_of_trend(key))) {
    as_string(item, key_of_trend(key));
    out.push_back(read_scored_sum(reader, item, kTrend));
  }
  require(out.size() == n, "{}: {} lists {} scores and 'x' {} numbers; one for each",
          list.place.str(), key_of_trend(key), out.size(), n);
  return out;
}

std::vector<ScoredSum*> pointers(std::vector<ScoredSum>& sums) {
  std::vector<ScoredSum*> out;
  for (ScoredSum& sum : sums) out.push_back(&sum);
  return out;
}

std::vector<ScoredSum> read_given(const StatementReader& reader, const Value& given,
                                  std::size_t n) {
  if (given.table() == nullptr) return read_sums(reader, given, "given", n);
  const std::string where = key_of_trend("given");
  const StatementReader own = reader_of_analysis(reader, given, {"arms"}, where);
  auto sums =
      read_sums(own, need(given, "arms", where, "the covariate's arms, one a number"), "given", n);
  check_axes_met(own, given, pointers(sums));
  return sums;
}

TrendSpec read_trend(const StatementReader& study_reader, const Value& body) {
  const Table& table = as_table(body, kTrend);
  TrendSpec spec;
  spec.body = body;
  spec.id = as_name(need(body, "id", kTrend, "its name"), key_of_trend("id"));
  const StatementReader reader =
      reader_of_analysis(study_reader, body, {"id", "name", "x", "y", "given"}, kTrend);
  const Value& name = need(body, "name", kTrend, "what the numbers are: 'order of the synonym'");
  spec.name = as_string(name, key_of_trend("name"));
  require(!spec.name.empty() && is_printable(spec.name),
          "{}: {} must be printable text on one line", name.place.str(), key_of_trend("name"));
  spec.x = read_numbers(need(body, "x", kTrend, "the numbers, one a score"));
  spec.y = read_sums(reader, need(body, "y", kTrend, "the scores: ['condition/learner', ...]"), "y",
                     spec.x.size());
  if (const Value* given = table.find("given"))
    spec.given = read_given(reader, *given, spec.x.size());
  std::vector<ScoredSum*> scores = pointers(spec.y);
  for (ScoredSum* covariate : pointers(spec.given)) scores.push_back(covariate);
  check_axes_met(reader, body, scores);
  return spec;
}

}  // namespace

std::vector<TrendSpec> read_trends(const Value& document, const StatementReader& reader) {
  return read_sections(document, "trend", "trends",
                       [&](const Value& body) { return read_trend(reader, body); });
}

}  // namespace spec
}  // namespace tangram
