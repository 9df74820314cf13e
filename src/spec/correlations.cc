#include "spec/correlations.h"

#include <fmt/format.h>

#include <set>

#include "base/check.h"
#include "spec/correlations_reader.h"
#include "spec/fields.h"
#include "spec/statements.h"

namespace tangram {

std::string CorrelationSpec::missing() const {
  if (!x.score.missing.empty()) return x.score.missing;
  if (!y.score.missing.empty()) return y.score.missing;
  for (const CorrelationSide& covariate : covariates)
    if (!covariate.score.missing.empty()) return covariate.score.missing;
  return {};
}

namespace spec {
namespace {

constexpr std::string_view kWhere = "[[correlation]]";

/// A side written as a string, or as a table { arm = "ra/llm", shots = 0 }; the keys of `common`
/// (shots, metric, bound axes) hold where the side does not say otherwise.
CorrelationSide read_side(const StatementReader& reader, const Value& value, const Table& common) {
  Table statement = common;
  Value arm = value;
  if (value.table() != nullptr) {
    arm = need(value, "arm", "a side of a correlation", "what is scored: 'condition/learner'");
    for (const Table::Entry& entry : value.table()->entries)
      if (entry.key != "arm") statement.set(entry.key, entry.value);
  }
  for (const char* key : {"above", "below", "within", "by", "unit"})
    if (const Value* found = statement.find(key))
      fail("{}: '{}' in [[correlation]]: it compares nothing", found->place.str(), key);
  CorrelationSide side{as_string(arm, "a side of a correlation"), {}};
  statement.set("above", {Array{arm, Value{std::int64_t{0}, arm.place}}, arm.place});
  side.score = read_statement(reader, {std::move(statement), value.place});
  require(side.score.effect.constant == 0, "{}: '{}': a constant changes no correlation; drop it",
          arm.place.str(), side.text);
  for (const auto& [weight, ref] : side.score.effect.terms)
    require(ref.versus.empty(), "{}: '{}': a distance of learners is no score of a function",
            arm.place.str(), side.text);
  return side;
}

CorrelationSpec read_correlation(const StatementReader& reader, const Value& body) {
  as_table(body, kWhere);
  CorrelationSpec spec;
  spec.place = body.place;
  spec.id = as_name(need(body, "id", kWhere, "its name"), "'id' in [[correlation]]");
  static const std::set<std::string> kOwn{"id", "x", "y", "covariates"};
  Table common;
  for (const Table::Entry& entry : body.table()->entries)
    if (!kOwn.contains(entry.key)) common.set(entry.key, entry.value);
  const char* kSide = "'condition/learner'";
  spec.x = read_side(reader, need(body, "x", kWhere, kSide), common);
  spec.y = read_side(reader, need(body, "y", kWhere, kSide), common);
  require(spec.x.score.metric == spec.y.score.metric,
          "{}: '{}' is scored by {} and '{}' by {}; one metric for both", body.place.str(),
          spec.x.text, spec.x.score.metric, spec.y.text, spec.y.score.metric);
  if (const Value* covariates = body.table()->find("covariates"))
    for (const Value& item : as_list(*covariates, "'covariates' in [[correlation]]")) {
      spec.covariates.push_back(read_side(reader, item, common));
      require(spec.covariates.back().score.effect.terms.size() == 1,
              "{}: '{}': a covariate is one arm", item.place.str(), spec.covariates.back().text);
    }
  return spec;
}

}  // namespace

CorrelationsSpec read_correlations(const Value& document, const Study& study, bool strict) {
  CorrelationsSpec out;
  const Value* list = document.table()->find("correlation");
  if (list == nullptr) return out;
  const StatementReader reader{study, strict, claim_defaults(document, study)};
  std::set<std::string> ids;
  for (const Value& body : as_list(*list, kWhere)) {
    out.list.push_back(read_correlation(reader, body));
    require(ids.insert(out.list.back().id).second, "{}: two correlations have the id '{}'",
            body.place.str(), out.list.back().id);
  }
  out.body = *list;
  return out;
}

}  // namespace spec
}  // namespace tangram
