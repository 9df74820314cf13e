#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/claims_reader.h"
#include "spec/fields.h"

namespace tangram {

std::string ArmRef::str() const {
  return fmt::format("{}{}{}{}{}{}{}", block, block.empty() ? "" : ":", condition,
                     condition.empty() ? "" : "/", learner, versus.empty() ? "" : "~", versus);
}

const std::vector<std::string>& claim_metrics() {
  static const std::vector<std::string> kNames{
      "auc", "accuracy", "macro_f1", "candidate_mass", "log_loss", "brier", "label_entropy"};
  return kNames;
}

namespace spec {
namespace {

/// What a statement takes from [claims] where it does not say it.
struct Defaults {
  std::optional<std::string> metric;
  std::optional<int> shots;
  std::optional<double> by;
};

struct Reader {
  const Study& study;
  bool strict;
  Defaults defaults;

  bool text() const { return study.domain == "text"; }

  /// What the grid does not have: an error, or a remark on the statement.
  void lacks(Statement& s, const std::string& what) const {
    require(!strict, "{}: {}", s.place.str(), what);
    if (s.missing.empty()) s.missing = what;
  }
};

template <class Named>
const Named* find_named(const std::vector<Named>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

template <class Named>
void add_names(const std::vector<Named>& list, std::vector<std::string>& names) {
  for (const Named& item : list)
    if (std::find(names.begin(), names.end(), item.name) == names.end()) names.push_back(item.name);
}

bool holds(const Block& block, const ArmRef& arm) {
  const bool other = arm.versus.empty() || find_named(block.learners, arm.versus) != nullptr;
  return find_named(block.conditions, arm.condition) != nullptr &&
         find_named(block.learners, arm.learner) != nullptr && other;
}

/// Why no block holds an arm, with the nearest names.
std::string why_no_arm(const Study& study, const ArmRef& arm) {
  std::vector<std::string> conditions, learners, blocks;
  for (const Block& block : study.blocks) {
    blocks.push_back(block.id);
    add_names(block.conditions, conditions);
    add_names(block.learners, learners);
  }
  const auto lacks = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  };
  if (lacks(blocks, arm.block) && !arm.block.empty())
    return fmt::format("'{}': no block is called '{}'{}", arm.str(), arm.block,
                       suggestion(arm.block, blocks));
  if (lacks(conditions, arm.condition))
    return fmt::format("'{}': the grid has no condition '{}'{}", arm.str(), arm.condition,
                       suggestion(arm.condition, conditions));
  if (lacks(learners, arm.learner))
    return fmt::format("'{}': the grid has no learner '{}'{}", arm.str(), arm.learner,
                       suggestion(arm.learner, learners));
  return fmt::format("no block of the grid holds the arm '{}': add the pair to a block's grid",
                     arm.str());
}

/// "[block:]condition/learner[~learner]".
ArmRef parse_arm(const Reader& reader, const std::string& word, Statement& s) {
  const Place& place = s.place;
  ArmRef arm;
  std::string rest = word;
  const std::size_t colon = rest.find(':');
  if (colon != std::string::npos) {
    arm.block = rest.substr(0, colon);
    rest.erase(0, colon + 1);
  }
  if (const std::size_t slash = rest.find('/'); slash != std::string::npos) {
    arm.condition = rest.substr(0, slash);
    rest.erase(0, slash + 1);
  } else {
    const auto& conditions = reader.study.blocks.front().conditions;
    require(conditions.size() == 1, "{}: '{}' must be an arm, 'condition/learner', or a number",
            place.str(), shown(word, 40));
    arm.condition = conditions.front().name;
  }
  if (const std::size_t tilde = rest.find('~'); tilde != std::string::npos) {
    arm.versus = rest.substr(tilde + 1);
    rest.erase(tilde);
    check_name(arm.versus, place, "an arm");
  }
  arm.learner = rest;
  check_name(arm.condition, place, "an arm");
  check_name(arm.learner, place, "an arm");
  for (const Block& block : reader.study.blocks)
    if ((colon == std::string::npos || block.id == arm.block) && holds(block, arm)) {
      arm.block = block.id;
      return arm;
    }
  reader.lacks(s, why_no_arm(reader.study, arm));
  return arm;
}

std::optional<double> parse_number(const std::string& word) {
  double number = 0;
  const char* end = word.data() + word.size();
  const auto [at, error] = std::from_chars(word.data(), end, number);
  return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// Adds to the effect `factor` x the sum that `value` writes: a number, or arms and numbers
/// joined by + and -.
void add_sum(const Reader& reader, const Value& value, double factor, Statement& s) {
  ArmSum& sum = s.effect;
  if (value.string() == nullptr) {
    sum.constant += factor * as_number(value, "a side of a comparison");
    return;
  }
  double sign = 1;
  bool want_term = true;
  std::string_view rest = *value.string();
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    const std::string word(rest.substr(0, space));
    rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
    if (word.empty()) continue;
    const bool is_sign = word == "+" || word == "-";
    require(is_sign != want_term, "{}: '{}' must be arms joined by ' + ' and ' - '",
            value.place.str(), shown(*value.string(), 60));
    if (is_sign)
      sign = word == "+" ? 1 : -1;
    else if (const auto number = parse_number(word))
      sum.constant += factor * sign * *number;
    else
      sum.terms.emplace_back(factor * sign, parse_arm(reader, word, s));
    want_term = is_sign;
  }
  require(!want_term, "{}: '{}' ends where an arm is expected", value.place.str(),
          shown(*value.string(), 60));
}

std::string sum_text(const ArmSum& sum) {
  std::string out;
  for (const auto& [weight, arm] : sum.terms) {
    out += out.empty() ? (weight < 0 ? "-" : "") : (weight < 0 ? " - " : " + ");
    out += arm.str();
  }
  if (sum.constant != 0)
    out += fmt::format(" {} {}", sum.constant < 0 ? '-' : '+', std::abs(sum.constant));
  return out;
}

std::string statement_text(const Statement& s) {
  const std::string effect = sum_text(s.effect);
  std::string out = s.kind == Statement::Kind::above   ? fmt::format("{} > {}", effect, s.by)
                    : s.kind == Statement::Kind::below ? fmt::format("{} < {}", effect, s.by)
                                                       : fmt::format("|{}| < {}", effect, s.by);
  out += fmt::format(" ({}", s.metric);
  if (s.shots >= 0) out += fmt::format(", {} shots", s.shots);
  for (const auto& [name, value] : s.axes) out += fmt::format(", {} = {}", name, value);
  return out + ")";
}

/// Every axis of the grid beyond the four standard ones is bound by the statement, to one of
/// its values.
void bind_grid_axes(const Reader& reader, const Value& table, Statement& s) {
  std::set<std::string> known{"above", "below", "within", "by", "metric", "shots", "unit"};
  for (const Block& block : reader.study.blocks)
    for (const Axis& axis : block.axes) {
      known.insert(axis.name);
      const bool is_unit = axis.name == s.unit;
      const Value* bound = table.table()->find(axis.name);
      require(bound != nullptr || is_unit,
              "{}: the axis '{}' is left open: a statement binds it ({} = VALUE)",
              table.place.str(), axis.name, axis.name);
      if (bound == nullptr) continue;
      const std::string text = canonical_text(*bound);
      const bool listed =
          std::any_of(axis.values.begin(), axis.values.end(),
                      [&](const Value& value) { return canonical_text(value) == text; });
      if (!listed) reader.lacks(s, fmt::format("the grid has no {} = {}", axis.name, text));
      const std::pair<std::string, std::string> setting{axis.name, text};
      if (std::find(s.axes.begin(), s.axes.end(), setting) == s.axes.end())
        s.axes.push_back(setting);
    }
  check_keys(table, "a statement", {known.begin(), known.end()});
}

void read_shots(const Reader& reader, const Value& table, Statement& s) {
  const Value* shots = table.table()->find("shots");
  if (shots != nullptr) s.shots = as_int(*shots, "'shots' of a statement", 0);
  if (shots == nullptr && reader.defaults.shots) s.shots = *reader.defaults.shots;
  if (!reader.text()) return;
  require(s.shots >= 0, "{}: 'shots' is missing: in the statement or in [claims]",
          table.place.str());
  for (const auto& [weight, arm] : s.effect.terms)
    for (const Block& block : reader.study.blocks)
      if (block.id == arm.block &&
          std::find(block.shots.begin(), block.shots.end(), s.shots) == block.shots.end())
        reader.lacks(s, fmt::format("the grid does not ask '{}' at {} shots", arm.str(), s.shots));
}

void read_metric(const Reader& reader, const Value& table, Statement& s) {
  const Value* metric = table.table()->find("metric");
  if (metric != nullptr && reader.text())
    s.metric = as_choice(*metric, "'metric' of a statement", claim_metrics());
  else if (metric != nullptr)
    s.metric = as_string(*metric, "'metric' of a statement");
  else
    s.metric = reader.defaults.metric.value_or("auc");
}

void read_margin(const Reader& reader, const Value& table, Statement& s) {
  const Value* by = table.table()->find("by");
  if (by != nullptr)
    s.by = as_number(*by, "'by' of a statement");
  else if (s.effect.constant == 0 || s.kind == Statement::Kind::within)
    s.by = reader.defaults.by.value_or(0);
  require(s.kind != Statement::Kind::within || s.by > 0,
          "{}: 'within' needs a margin 'by' above 0, but it is {}", table.place.str(), s.by);
}

Statement read_statement(const Reader& reader, const Value& table) {
  as_table(table, "a statement");
  Statement s;
  s.place = table.place;
  const Value* sides = nullptr;
  for (const auto& [key, kind] :
       {std::pair{"above", Statement::Kind::above}, std::pair{"below", Statement::Kind::below},
        std::pair{"within", Statement::Kind::within}})
    if (const Value* found = table.table()->find(key)) {
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
  if (const Value* unit = table.table()->find("unit")) s.unit = as_string(*unit, "'unit'");
  read_metric(reader, table, s);
  read_shots(reader, table, s);
  read_margin(reader, table, s);
  bind_grid_axes(reader, table, s);
  s.text = statement_text(s);
  return s;
}

/// A statement or a list of them.
std::vector<Statement> read_statements(const Reader& reader, const Value& body,
                                       std::string_view key) {
  std::vector<Statement> out;
  const Value* value = body.table()->find(key);
  if (value == nullptr) return out;
  if (value->table() != nullptr) return {read_statement(reader, *value)};
  for (const Value& item : as_list(*value, fmt::format("'{}' of a hypothesis", key)))
    out.push_back(read_statement(reader, item));
  return out;
}

std::vector<Expectation> read_predictions(const Reader& reader, const ClaimsSpec& claims,
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

/// One effect cannot be said to be above one number and below a smaller one.
void check_margins(const HypothesisSpec& h) {
  for (const Statement& a : h.supported)
    for (const Statement& b : h.refuted) {
      const bool same = a.effect.terms == b.effect.terms && a.metric == b.metric &&
                        a.shots == b.shots && a.axes == b.axes &&
                        a.effect.constant == b.effect.constant;
      const auto opposed = [&](const Statement& above, const Statement& below) {
        return above.kind == Statement::Kind::above && below.kind != Statement::Kind::above &&
               above.by < below.by;
      };
      require(
          !same || (!opposed(a, b) && !opposed(b, a)),
          "{}: the margins of '{}' contradict: '{}' would support it and '{}' refute it at once",
          h.place.str(), h.id, a.text, b.text);
    }
}

HypothesisSpec read_hypothesis(const Reader& reader, const ClaimsSpec& claims, const Value& body) {
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
  Reader gates = reader;
  for (const auto* list : {&h.refuted, &h.supported})
    if (!list->empty()) {
      gates.defaults.shots = list->front().shots;
      gates.defaults.metric = list->front().metric;
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
void read_comparators(const Reader& reader, const Value& table, ClaimsSpec& claims) {
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

Defaults read_defaults(const Value& table) {
  Defaults defaults;
  if (const Value* metric = table.table()->find("metric"))
    defaults.metric = as_choice(*metric, "'metric' in [claims]", claim_metrics());
  if (const Value* shots = table.table()->find("shots"))
    defaults.shots = as_int(*shots, "'shots' in [claims]", 0);
  if (const Value* by = table.table()->find("by")) defaults.by = as_number(*by, "'by' in [claims]");
  return defaults;
}

}  // namespace

ClaimsSpec read_claims(const Value& document, const Study& study, bool strict) {
  static const std::vector<std::string> kKeys{"metric",  "shots",      "by",   "level",
                                              "learner", "comparator", "needs"};
  ClaimsSpec claims;
  Table body;
  Reader reader{study, strict, {}};
  if (const Value* table = document.table()->find("claims")) {
    check_keys(*table, "[claims]", kKeys);
    reader.defaults = read_defaults(*table);
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
  const Value* list = document.table()->find("hypothesis");
  if (list != nullptr) {
    std::set<std::string> ids;
    for (const Value& item : as_list(*list, "[[hypothesis]]")) {
      claims.hypotheses.push_back(read_hypothesis(reader, claims, item));
      require(ids.insert(claims.hypotheses.back().id).second, "{}: two hypotheses have the id '{}'",
              item.place.str(), claims.hypotheses.back().id);
    }
    body.set("hypotheses", *list);
  }
  claims.body = {std::move(body), {}};
  return claims;
}

}  // namespace spec
}  // namespace tangram
