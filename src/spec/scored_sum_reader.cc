#include "spec/scored_sum_reader.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "spec/fields.h"

namespace tangram::spec {

ScoredSum read_scored_sum(const StatementReader& reader, const Value& value, const Table& common,
                          std::string_view where) {
  const std::string what = fmt::format("a score of {}", where);
  Table statement = common;
  Value arm = value;
  if (value.table() != nullptr) {
    arm = need(value, "arm", what, "what is scored: 'condition/learner'");
    for (const Table::Entry& entry : value.table()->entries)
      if (entry.key != "arm") statement.set(entry.key, entry.value);
  }
  for (const char* key : {"above", "below", "within", "by", "unit"})
    if (const Value* found = statement.find(key))
      fail("{}: '{}' in {}: it compares nothing", found->place.str(), key, where);
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

}  // namespace tangram::spec
