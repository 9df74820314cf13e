#include "verdict/assumptions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "base/toml.h"
#include "spec/fields.h"

namespace tangram {
namespace {

/// Metric, arm as the claims write it.
using ScoreKey = std::pair<std::string, std::string>;

struct Assumptions {
  VarianceComponents spread;
  std::map<ScoreKey, double> scores;
};

void add_keys(const std::vector<Statement>& statements, std::set<ScoreKey>& keys) {
  for (const Statement& s : statements)
    if (s.missing.empty())
      for (const auto& [weight, arm] : s.effect.terms) keys.insert({s.metric, arm.str()});
}

/// What gates and decisive statements read.
std::set<ScoreKey> needed_keys(const ClaimsSpec& claims) {
  std::set<ScoreKey> keys;
  add_keys(claims.needs, keys);
  for (const HypothesisSpec& h : claims.hypotheses)
    for (const auto* list :
         {&h.needs, &h.supported, &h.supported_needs, &h.refuted, &h.refuted_needs})
      add_keys(*list, keys);
  return keys;
}

/// All that the claims can read: also the matrix of predictions and the published criteria.
std::set<ScoreKey> known_keys(const ClaimsSpec& claims) {
  std::set<ScoreKey> keys = needed_keys(claims);
  for (const HypothesisSpec& h : claims.hypotheses)
    for (const auto* list : {&h.published_supported, &h.published_refuted}) add_keys(*list, keys);
  for (const auto& [condition, statements] : claims.comparators) add_keys(statements, keys);
  return keys;
}

VarianceComponents read_spread(const Value& table) {
  spec::check_keys(table, "[spread]", {"draw", "query", "residual"});
  const auto variance = [&](const char* name) {
    const Value* value = table.table()->find(name);
    if (value == nullptr) return 0.0;
    const double sd = spec::as_number(*value, fmt::format("'{}' in [spread]", name));
    require(sd >= 0, "{}: '{}' must be a standard deviation, at least 0, not {}",
            value->place.str(), name, sd);
    return sd * sd;
  };
  return {variance("draw"), variance("query"), variance("residual")};
}

void read_scores(const std::string& metric, const Value& table, const std::set<ScoreKey>& known,
                 Assumptions& out) {
  std::vector<std::string> arms;
  for (const auto& [of, arm] : known)
    if (of == metric) arms.push_back(arm);
  for (const Table::Entry& entry : spec::as_table(table, metric).entries) {
    require(known.contains({metric, entry.key}), "{}: no claim reads the {} of '{}'{}",
            entry.value.place.str(), metric, entry.key, suggestion(entry.key, arms));
    out.scores[{metric, entry.key}] = spec::as_number(entry.value, entry.key);
  }
}

Assumptions read(const std::filesystem::path& path, const ClaimsSpec& claims) {
  const Value file = load_toml(path);
  const std::set<ScoreKey> known = known_keys(claims);
  std::vector<std::string> tables = claim_metrics();
  tables.emplace_back("spread");
  spec::check_keys(file, "the file", tables);
  Assumptions out;
  for (const Table::Entry& entry : file.table()->entries)
    if (entry.key == "spread")
      out.spread = read_spread(entry.value);
    else
      read_scores(entry.key, entry.value, known, out);
  std::string lacking;
  for (const ScoreKey& key : needed_keys(claims))
    if (!out.scores.contains(key))
      lacking += fmt::format("{}[{}] \"{}\"", lacking.empty() ? "" : ", ", key.first, key.second);
  require(lacking.empty(), "{}: the claims also need scores of: {}", path.string(), lacking);
  return out;
}

/// The effect of a statement if the scores are true; its standard error is for the planner to
/// say, who knows the size.
EffectResult assumed_effect(const Statement& s, const Assumptions& assumed) {
  EffectResult out;
  out.unit = "draw";
  out.note = s.missing;
  if (!out.note.empty()) return out;
  double value = s.effect.constant;
  for (const auto& [weight, arm] : s.effect.terms) {
    const auto score = assumed.scores.find({s.metric, arm.str()});
    if (score == assumed.scores.end()) {
      out.note = fmt::format("no {} of '{}' is assumed", s.metric, arm.str());
      return out;
    }
    value += weight * score->second;
  }
  out.value = value;
  out.effect = Effect{.mean = value};
  out.components = assumed.spread;
  return out;
}

}  // namespace

EffectSource read_assumptions(const std::filesystem::path& path, const Study& study) {
  return [assumed = read(path, study.claims)](const Statement& s) {
    return assumed_effect(s, assumed);
  };
}

}  // namespace tangram
