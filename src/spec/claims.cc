#include "spec/claims.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/claims_reader.h"
#include "spec/fields.h"
#include "spec/margins.h"
#include "spec/sections.h"
#include "spec/statements.h"

namespace tangram {

const std::vector<std::string>& claim_metrics(std::string_view domain) {
  static const std::vector<std::string> kText{
      "auc",      "accuracy", "macro_f1",      "candidate_mass", "truth_mass",
      "log_loss", "brier",    "label_entropy", "label_bias"};
  static const std::vector<std::string> kVector{kErrorMetric, kDistanceMetric}, kNone;
  return domain == "text" ? kText : domain == "vector" ? kVector : kNone;
}

std::vector<Statement> all_statements(const ClaimsSpec& claims) {
  std::vector<Statement> out;
  const auto add = [&](const std::vector<Statement>& list) {
    out.insert(out.end(), list.begin(), list.end());
  };
  add(claims.needs);
  for (const HypothesisSpec& h : claims.hypotheses)
    for (const auto* list : {&h.needs, &h.supported, &h.supported_needs, &h.refuted,
                             &h.refuted_needs, &h.published_supported, &h.published_refuted})
      add(*list);
  for (const auto& [condition, list] : claims.comparators) add(list);
  return out;
}

const std::vector<std::string>& claim_readings() {
  static const std::vector<std::string> names{"per_token",   "per_char",   "per_byte",
                                              "first_token", "contextual", "domain_context",
                                              "pool",        "batch",      "pmi"};
  return names;
}

namespace spec {
namespace {

std::vector<Expectation> read_predictions(const StatementReader& reader, const ClaimsSpec& claims,
                                          const Value& body) {
  std::vector<Expectation> out;
  const Value* predicts = body.table()->find("predicts");
  if (predicts == nullptr) return out;
  for (const Table::Entry& entry : as_table(*predicts, "'predicts'").entries) {
    const std::string& word = as_choice(
        entry.value, fmt::format("what is predicted of '{}'", entry.key), {"above", "at", "any"});
    require(!reader.strict || claims.comparators.contains(entry.key),
            "{}: '{}' has no comparator: name one in [claims] comparator", entry.value.place.str(),
            shown(entry.key, 40));
    out.push_back({entry.key, word == "above" ? Expectation::Word::above
                              : word == "at"  ? Expectation::Word::at
                                              : Expectation::Word::any});
  }
  return out;
}

HypothesisSpec read_hypothesis(const StatementReader& reader, const ClaimsSpec& claims,
                               const Value& body) {
  static const std::vector<std::string> kKeys{
      "id",           "says",          "needs",    "supported",           "supported_needs",
      "refuted",      "refuted_needs", "predicts", "published_supported", "published_refuted",
      "not_testable", "not_diagnostic"};
  static constexpr std::string_view kWhere = "[[hypothesis]]";
  check_keys(body, kWhere, kKeys);
  HypothesisSpec h;
  h.place = body.place;
  h.id = as_name(need(body, "id", kWhere, "the claim's name"), "'id' in [[hypothesis]]");
  h.says = as_string(need(body, "says", kWhere, "the claim in words"), "'says' in [[hypothesis]]");
  h.supported = read_statements(reader, body, "supported");
  h.refuted = read_statements(reader, body, "refuted");
  // A gate is about the cells that the claim is about, unless it says otherwise.
  StatementReader gates = reader;
  for (const auto* list : {&h.refuted, &h.supported})
    if (!list->empty()) {
      gates.defaults.shots = list->front().shots;
      if (reader.text()) gates.defaults.metric = list->front().metric;
    }
  h.needs = read_statements(gates, body, "needs");
  h.supported_needs = read_statements(gates, body, "supported_needs");
  h.refuted_needs = read_statements(gates, body, "refuted_needs");
  h.published_supported = read_statements(reader, body, "published_supported");
  h.published_refuted = read_statements(reader, body, "published_refuted");
  if (const Value* why = body.table()->find("not_testable"))
    h.not_testable = as_string(*why, "'not_testable'");
  if (const Value* why = body.table()->find("not_diagnostic"))
    h.not_diagnostic = as_string(*why, "'not_diagnostic'");
  h.predicts = read_predictions(reader, claims, body);
  require(!h.supported.empty() || !h.refuted.empty() || !h.not_testable.empty(),
          "{}: hypothesis '{}' has neither 'supported' nor 'refuted': nothing could decide it",
          body.place.str(), h.id);
  check_margins(h);
  return h;
}

/// [claims] comparator = { ra = "ra_shuffled/llm", original = 0.5 }: what "above" means.
void read_comparators(const StatementReader& reader, const Value& table, ClaimsSpec& claims) {
  const std::string learner = [&] {
    const Value* name = table.table()->find("learner");
    return name == nullptr ? std::string() : as_name(*name, "'learner' in [claims]");
  }();
  const Value* comparator = table.table()->find("comparator");
  if (comparator == nullptr) return;
  require(!learner.empty(), "{}: 'learner' is missing in [claims]: whose scores are compared",
          table.place.str());
  for (const Table::Entry& entry : as_table(*comparator, "'comparator'").entries) {
    const Array one{entry.value};
    const Array& list = entry.value.array() != nullptr ? *entry.value.array() : one;
    for (const Value& against : list) {
      Value other = against;
      if (const std::string* name = against.string())
        other.data = name->find('/') == std::string::npos ? *name + "/" + learner : *name;
      Table statement;
      const Value left{entry.key + "/" + learner, entry.value.place};
      statement.set("above", {Array{left, other}, entry.value.place});
      statement.set("by", {reader.defaults.by.value_or(0), entry.value.place});
      claims.comparators[entry.key].push_back(
          read_statement(reader, {std::move(statement), entry.value.place}));
    }
  }
}

}  // namespace

StatementDefaults claim_defaults(const Value& document, const Study& study) {
  StatementDefaults defaults;
  const Value* table = document.table()->find("claims");
  if (table == nullptr) return defaults;
  as_table(*table, "[claims]");
  std::vector<std::string> keys{"metric", "shots", "by", "level", "learner", "comparator", "needs"};
  for (const Block& block : study.blocks)
    for (const Axis& axis : block.axes) {
      keys.push_back(axis.name);
      if (const Value* value = table->table()->find(axis.name))
        defaults.axes.set(axis.name, *value);
    }
  check_keys(*table, "[claims]", keys);
  if (const Value* metric = table->table()->find("metric"))
    defaults.metric = read_metric(*metric, "'metric' in [claims]", study.domain);
  if (const Value* shots = table->table()->find("shots"))
    defaults.shots = as_int(*shots, "'shots' in [claims]", 0);
  if (const Value* by = table->table()->find("by"))
    defaults.by = as_number(*by, "'by' in [claims]");
  return defaults;
}

ClaimsSpec read_claims(const Value& document, const Study& study, bool strict) {
  ClaimsSpec claims;
  Table body;
  StatementReader reader{study, strict, {}};
  if (const Value* table = document.table()->find("claims")) {
    reader.defaults = claim_defaults(document, study);
    if (const Value* level = table->table()->find("level")) {
      claims.level = as_number(*level, "'level' in [claims]");
      require(claims.level > 0 && claims.level < 0.5,
              "{}: 'level' in [claims] must lie between 0 and 0.5, but is {}", level->place.str(),
              claims.level);
    }
    read_comparators(reader, *table, claims);
    claims.needs = read_statements(reader, *table, "needs");
    body.set("claims", *table);
  }
  claims.hypotheses = read_sections(document, "hypothesis", "hypotheses", [&](const Value& item) {
    return read_hypothesis(reader, claims, item);
  });
  if (const Value* list = document.table()->find("hypothesis")) body.set("hypotheses", *list);
  claims.body = {std::move(body), {}};
  return claims;
}

}  // namespace spec
}  // namespace tangram
