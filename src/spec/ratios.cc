#include "spec/ratios.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/fields.h"
#include "spec/ratios_reader.h"
#include "spec/scored_sum_reader.h"
#include "spec/sections.h"

namespace tangram {

std::string RatioSpec::missing() const {
  for (const auto* sides : {&numerator, &denominator})
    for (const ScoredSum& side : *sides)
      if (!side.score.missing.empty()) return side.score.missing;
  return {};
}

namespace spec {
namespace {

constexpr std::string_view kRatio = "[[ratio]]";

std::string key_of_ratio(std::string_view key) { return fmt::format("'{}' in {}", key, kRatio); }

std::array<ScoredSum, 2> read_difference(const StatementReader& reader, const Value& body,
                                         std::string_view key) {
  const Value& list = need(body, key, kRatio, "two scores, the first less the second");
  const Array& sides = as_list(list, key_of_ratio(key));
  require(sides.size() == 2, "{}: {} has two scores, the first less the second, but {} are given",
          list.place.str(), key_of_ratio(key), sides.size());
  return {read_scored_sum(reader, sides[0], kRatio), read_scored_sum(reader, sides[1], kRatio)};
}

RatioSpec read_ratio(const StatementReader& study_reader, const Value& body) {
  as_table(body, kRatio);
  RatioSpec spec;
  spec.body = body;
  spec.id = as_name(need(body, "id", kRatio, "its name"), key_of_ratio("id"));
  const StatementReader reader =
      reader_of_analysis(study_reader, body, {"id", "name", "numerator", "denominator"}, kRatio);
  const Value& name = need(body, "name", kRatio, "what it is, in words");
  spec.name = as_string(name, key_of_ratio("name"));
  require(!spec.name.empty() && is_printable(spec.name),
          "{}: {} must be printable text on one line", name.place.str(), key_of_ratio("name"));
  spec.numerator = read_difference(reader, body, "numerator");
  spec.denominator = read_difference(reader, body, "denominator");
  std::vector<ScoredSum*> scores;
  for (auto* sides : {&spec.numerator, &spec.denominator})
    for (ScoredSum& side : *sides) scores.push_back(&side);
  for (const ScoredSum* score : scores)
    require(score->score.metric == scores.front()->score.metric,
            "{}: a ratio is of one metric, but '{}' is scored by {} and '{}' by {}",
            score->score.place.str(), scores.front()->text, scores.front()->score.metric,
            score->text, score->score.metric);
  check_axes_met(reader, body, scores);
  return spec;
}

}  // namespace

std::vector<RatioSpec> read_ratios(const Value& document, const StatementReader& reader) {
  return read_sections(document, "ratio", "ratios",
                       [&](const Value& body) { return read_ratio(reader, body); });
}

}  // namespace spec
}  // namespace tangram
