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
  bool vectors = false;  // the domain: there each arm is measured as it is written
  VarianceComponents spread;
  std::map<ScoreKey, double> scores;
};

ScoreKey key_of(const Statement& s, const ArmRef& arm, bool vectors) {
  if (!vectors) return {s.metric, arm.str()};
  return {arm.versus.empty() ? kErrorMetric : kDistanceMetric, arm.str()};
}

/// Keys of the statements of a study.
struct Keys {
  bool vectors = false;
  std::set<ScoreKey> all;

  void add(const std::vector<Statement>& statements) {
    for (const Statement& s : statements)
      if (s.missing.empty())
        for (const auto& [weight, arm] : s.effect.terms) all.insert(key_of(s, arm, vectors));
  }
};

/// What gates and decisive statements read.
Keys needed_keys(const ClaimsSpec& claims, bool vectors) {
  Keys keys{vectors, {}};
  keys.add(claims.needs);
  for (const HypothesisSpec& h : claims.hypotheses)
    for (const auto* list :
         {&h.needs, &h.supported, &h.supported_needs, &h.refuted, &h.refuted_needs})
      keys.add(*list);
  return keys;
}

/// All that the claims can read: also the matrix of predictions and the published criteria.
Keys known_keys(const ClaimsSpec& claims, bool vectors) {
  Keys keys{vectors, {}};
  keys.add(all_statements(claims));
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

Assumptions read(const std::filesystem::path& path, const Study& study) {
  const ClaimsSpec& claims = study.claims;
  const Value file = load_toml(path);
  const bool vectors = study.domain == "vector";
  const std::set<ScoreKey> known = known_keys(claims, vectors).all;
  std::vector<std::string> tables = claim_metrics(study.domain);
  tables.emplace_back("spread");
  spec::check_keys(file, "the file", tables);
  Assumptions out{.vectors = vectors, .spread = {}, .scores = {}};
  for (const Table::Entry& entry : file.table()->entries)
    if (entry.key == "spread")
      out.spread = read_spread(entry.value);
    else
      read_scores(entry.key, entry.value, known, out);
  std::string lacking;
  for (const ScoreKey& key : needed_keys(claims, vectors).all)
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
    const ScoreKey key = key_of(s, arm, assumed.vectors);
    const auto score = assumed.scores.find(key);
    if (score == assumed.scores.end()) {
      out.note = fmt::format("no {} of '{}' is assumed", key.first, key.second);
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
  return [assumed = read(path, study)](const Statement& s) { return assumed_effect(s, assumed); };
}

}  // namespace tangram
