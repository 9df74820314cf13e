#include "verdict/assumptions.h"

#include <fmt/format.h>

#include <compare>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/toml.h"
#include "spec/fields.h"

namespace tangram {
namespace {

/// Metric, and the arm at the setting that it is read at: "original/net, pool_size = 8".
struct ScoreKey {
  std::string metric, arm;
  auto operator<=>(const ScoreKey&) const = default;
};

/// How a study's statements name the scores that they read.
struct Naming {
  bool vectors = false;  // there each arm is measured as it is written
  std::map<std::string, std::vector<std::string>> axes;  // of each block, in its order

  explicit Naming(const Study& study) : vectors(study.domain == "vector") {
    for (const Block& block : study.blocks)
      for (const Axis& axis : block.axes) axes[block.id].push_back(axis.name);
  }

  std::string metric(const Statement& s, const ArmRef& arm) const {
    if (!vectors) return s.metric;
    return arm.versus.empty() ? kErrorMetric : kDistanceMetric;
  }

  /// Of what a statement binds, that of the arm's own block.
  ScoreKey key(const Statement& s, const ArmRef& arm) const {
    BoundAxes own;
    if (const auto of_block = axes.find(arm.block); of_block != axes.end())
      for (const std::string& name : of_block->second)
        for (const auto& setting : s.axes)
          if (setting.first == name) own.push_back(setting);
    return {metric(s, arm), arm.str() + axes_text(own)};
  }
};

struct Assumptions {
  Naming naming;
  VarianceComponents spread = {};
  std::map<ScoreKey, double> scores = {};
};

/// What statements read: of each score the arm without its setting.
using ScoresRead = std::map<ScoreKey, std::string>;

void add_keys(const Naming& naming, const Statement& s, ScoresRead& out) {
  for (const auto& [weight, arm] : s.effect.terms) out[naming.key(s, arm)] = arm.str();
}

/// What gates and decisive statements read that this size of the study can answer.
ScoresRead needed_scores(const ClaimsSpec& claims, const Naming& naming) {
  ScoresRead out;
  const auto add = [&](const std::vector<Statement>& statements) {
    for (const Statement& s : statements)
      if (s.missing.empty()) add_keys(naming, s, out);
  };
  add(claims.needs);
  for (const HypothesisSpec& h : claims.hypotheses)
    for (const auto* list :
         {&h.needs, &h.supported, &h.supported_needs, &h.refuted, &h.refuted_needs})
      add(*list);
  return out;
}

/// All that the claims can read, at whatever size: also the matrix of predictions and the published
/// criteria.
ScoresRead known_scores(const ClaimsSpec& claims, const Naming& naming) {
  ScoresRead out;
  for (const Statement& s : all_statements(claims)) add_keys(naming, s, out);
  return out;
}

/// As a key of the file.
std::string quoted(const std::string& arm) {
  const char quote = arm.find('"') == std::string::npos ? '"' : '\'';
  return fmt::format("{}{}{}", quote, arm, quote);
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

/// The score that an entry is of: an arm at its setting, or without it where it is read at one
/// alone.
ScoreKey key_of_entry(const std::string& metric, const Table::Entry& entry,
                      const ScoresRead& known) {
  if (known.contains({metric, entry.key})) return {metric, entry.key};
  std::vector<std::string> names;     // of the metric
  std::vector<std::string> settings;  // of the arm, as keys
  ScoreKey only;
  for (const auto& [key, arm] : known) {
    if (key.metric != metric) continue;
    names.push_back(key.arm);
    if (arm != entry.key) continue;
    settings.push_back(quoted(key.arm));
    only = key;
  }
  require(!settings.empty(), "{}: no claim reads the {} of '{}'{}", entry.value.place.str(), metric,
          entry.key, suggestion(entry.key, names));
  require(settings.size() == 1,
          "{}: the claims read the {} of '{}' at {} settings, which are not one number; give each: "
          "{}",
          entry.value.place.str(), metric, entry.key, settings.size(), fmt::join(settings, "; "));
  return only;
}

void read_scores(const std::string& metric, const Value& table, const ScoresRead& known,
                 Assumptions& out) {
  for (const Table::Entry& entry : spec::as_table(table, metric).entries) {
    const double score = spec::as_number(entry.value, entry.key);
    const ScoreKey key = key_of_entry(metric, entry, known);
    require(out.scores.emplace(key, score).second,
            "{}: the {} of '{}' is given twice; leave one out", entry.value.place.str(), metric,
            key.arm);
  }
}

Assumptions read(const std::filesystem::path& path, const Study& study) {
  const Value file = load_toml(path);
  Assumptions out{.naming = Naming(study)};
  const ScoresRead known = known_scores(study.claims, out.naming);
  std::vector<std::string> tables = claim_metrics(study.domain);
  tables.emplace_back("spread");
  spec::check_keys(file, "the file", tables);
  for (const Table::Entry& entry : file.table()->entries)
    if (entry.key == "spread")
      out.spread = read_spread(entry.value);
    else
      read_scores(entry.key, entry.value, known, out);
  std::string lacking;
  for (const auto& [key, arm] : needed_scores(study.claims, out.naming))
    if (!out.scores.contains(key))
      lacking += fmt::format("{}[{}] {}", lacking.empty() ? "" : ", ", key.metric, quoted(key.arm));
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
    const ScoreKey key = assumed.naming.key(s, arm);
    const auto score = assumed.scores.find(key);
    if (score == assumed.scores.end()) {
      out.note = fmt::format("no {} of '{}' is assumed", key.metric, key.arm);
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
