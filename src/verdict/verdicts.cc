#include "verdict/verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/holm.h"
#include "stats/permutation.h"

namespace tangram {
namespace {

/// A width of 0 would say that the effect is known.
bool all_alike(const StatementResult& r) { return r.effect && r.effect->standard_error == 0; }

constexpr int kSignFlips = 10'000;

/// A test of the family: what it would decide, and its p before Holm's rule.
struct FamilyTest {
  std::size_t hypothesis = 0;
  bool supports = true;
  std::size_t statement = 0;  // of `refuted`, where it refutes
  double p = 1;
};

double p_of(const Effect& effect, const Statement& s) {
  switch (s.kind) {
    case Statement::Kind::above:
      return p_above(effect, s.by);
    case Statement::Kind::below:
      return p_below(effect, s.by);
    case Statement::Kind::within:
      return p_within(effect, s.by);
  }
  TANGRAM_CHECK(false);
}

std::optional<double> sign_flips(const Statement& s, std::vector<double> units) {
  if (s.kind == Statement::Kind::within || units.empty()) return std::nullopt;
  double margin = s.by;
  if (s.kind == Statement::Kind::below) {
    for (double& v : units) v = -v;
    margin = -margin;
  }
  return sign_flip_p(units, margin, kSignFlips, Rng(1).at("sign flips").at(s.text));
}

StatementResult result_of(const Statement& statement, const EffectSource& effects, double level) {
  const EffectResult effect = effects(statement);
  StatementResult r;
  r.statement = statement;
  r.value = effect.value;
  r.effect = effect.effect;
  r.unit = effect.unit;
  r.n = static_cast<int>(effect.unit_values.size());
  r.note = effect.note;
  if (!effect.effect) return r;
  r.p = p_of(*effect.effect, statement);
  r.p_sign_flip = sign_flips(statement, effect.unit_values);
  if (!all_alike(r)) r.bounds_alone = t_bounds(*effect.effect, kShownLevel);
  r.established = *r.p <= level;
  return r;
}

using Results = std::vector<StatementResult>;

Results results_of(const std::vector<Statement>& list, const EffectSource& effects, double level) {
  Results out;
  for (const Statement& s : list) out.push_back(result_of(s, effects, level));
  return out;
}

/// p of "all of them hold": the largest (intersection-union); 1 where one has none.
double p_of_all(const Results& results) {
  double p = 0;
  for (const StatementResult& r : results) p = std::max(p, r.p.value_or(1.0));
  return p;
}

std::vector<FamilyTest> family_of(const std::vector<HypothesisResult>& hypotheses) {
  std::vector<FamilyTest> family;
  for (std::size_t h = 0; h < hypotheses.size(); ++h) {
    const HypothesisResult& result = hypotheses[h];
    const double needs = p_of_all(result.needs);
    if (!result.supported.empty())
      family.push_back(
          {h, true, 0,
           std::max({needs, p_of_all(result.supported_needs), p_of_all(result.supported)})});
    for (std::size_t s = 0; s < result.refuted.size(); ++s)
      family.push_back(
          {h, false, s,
           std::max({needs, p_of_all(result.refuted_needs), result.refuted[s].p.value_or(1.0)})});
  }
  return family;
}

std::vector<Results*> lists_of(HypothesisResult& h) {
  return {&h.needs, &h.supported, &h.supported_needs, &h.refuted, &h.refuted_needs};
}

/// What depends on the size of the family: simultaneous bounds, and what could be seen.
void add_family_numbers(std::vector<HypothesisResult>& hypotheses, double level, int family_size) {
  const double each = level / std::max(family_size, 1);
  for (HypothesisResult& h : hypotheses)
    for (Results* list : lists_of(h))
      for (StatementResult& r : *list) {
        if (!r.effect) continue;
        if (!all_alike(r)) r.bounds = t_bounds(*r.effect, 1 - 2 * each);
        r.detectable = minimum_detectable_effect(*r.effect, each);
      }
}

/// Three decimals, or two digits that count where those show none, as of a small distance.
std::string number(double v) {
  const bool small = std::abs(v) < 5e-4 && std::abs(v) > kRoundingOfSpread;
  return small ? fmt::format("{:.2g}", v) : fmt::format("{:.3f}", v);
}

/// "ra/llm - ra_shuffled/llm = 0.387 [0.301, 0.473]".
std::string measured_text(const StatementResult& r) {
  if (!r.value) return fmt::format("{}: {}", r.statement.text, r.note);
  const std::string bounds =
      r.bounds ? fmt::format(" [{}, {}]", number(r.bounds->low), number(r.bounds->high)) : "";
  const std::string why = all_alike(r) ? fmt::format("the same in every {}", r.unit) : r.note;
  const std::string note = r.bounds || why.empty() ? "" : fmt::format(" ({})", why);
  const std::string axes =
      r.statement.axes.empty() ? "" : fmt::format(" ({})", axes_text(r.statement.axes).substr(2));
  return fmt::format("{}{} is {}{}{}", r.statement.effect.str(), axes, number(*r.value), bounds,
                     note);
}

const StatementResult* first_not_established(const Results& results) {
  for (const StatementResult& r : results)
    if (!r.established) return &r;
  return nullptr;
}

/// Why nothing can be said; empty: something can.
std::string why_not_testable(const HypothesisResult& h) {
  for (const Results* list : {&h.supported, &h.refuted})
    for (const StatementResult& r : *list)
      if (!r.p) return fmt::format("{}: {}", r.statement.text, r.note);
  if (const StatementResult* gate = first_not_established(h.needs))
    return fmt::format("a precondition is not established: {}, and {} is needed",
                       measured_text(*gate), gate->statement.text);
  return "";
}

/// A claim that holds by itself at Bonferroni's level, behind a gate that does not.
std::string blocked(const Results& claims, const Results& gates, bool all, double each,
                    const char* verdict) {
  const StatementResult* gate = first_not_established(gates);
  if (gate == nullptr || claims.empty()) return "";
  const auto holds = [&](const StatementResult& r) { return r.p && *r.p <= each; };
  const bool would = all ? std::all_of(claims.begin(), claims.end(), holds)
                         : std::any_of(claims.begin(), claims.end(), holds);
  if (!would) return "";
  return fmt::format("it would be {}, but its control is not established: {}, and {} is needed",
                     verdict, measured_text(*gate), gate->statement.text);
}

std::string inconclusive_reason(const HypothesisResult& h) {
  std::string reason;
  const Results& list = h.supported.empty() ? h.refuted : h.supported;
  for (const StatementResult& r : list) {
    if (r.established) continue;
    if (!reason.empty()) reason += "; ";
    reason += measured_text(r);
    if (all_alike(r))
      reason += "; at a ceiling or a floor there is nothing to see";
    else if (r.statement.kind == Statement::Kind::within)
      reason += ", and its interval reaches beyond the margin";
    else
      reason += fmt::format("; to see {} with 80 % power it would have to lie {} beyond the margin",
                            r.statement.text, number(r.detectable.value_or(0)));
  }
  const auto n = std::count_if(list.begin(), list.end(),
                               [](const StatementResult& r) { return r.established; });
  if (n > 0 && static_cast<std::size_t>(n) < list.size())
    reason =
        fmt::format("partial: {} of {} statements hold by themselves; {}", n, list.size(), reason);
  return reason.empty() ? "each statement holds by itself, not all of the family at once" : reason;
}

void settle(HypothesisResult& h, const HypothesisSpec& spec, double level, double each,
            std::optional<std::size_t> refuting) {
  const std::string why = spec.not_testable.empty() ? why_not_testable(h) : spec.not_testable;
  if (!why.empty()) {
    h.decision = Decision::not_testable;
    h.reason = why;
    return;
  }
  if (h.p_supported && *h.p_supported <= level) {
    h.decision = spec.not_diagnostic.empty() ? Decision::supported : Decision::consistent;
    for (const StatementResult& r : h.supported)
      h.reason += (h.reason.empty() ? "" : "; ") + measured_text(r);
    if (!spec.not_diagnostic.empty())
      h.reason += fmt::format("; not diagnostic: {}", spec.not_diagnostic);
    return;
  }
  if (refuting && *h.p_refuted <= level) {
    h.decision = Decision::refuted;
    h.reason = measured_text(h.refuted[*refuting]);
    return;
  }
  for (const std::string& reason :
       {blocked(h.supported, h.supported_needs, true, each, "supported"),
        blocked(h.refuted, h.refuted_needs, false, each, "refuted")})
    if (!reason.empty()) {
      h.decision = Decision::not_testable;
      h.reason = reason;
      return;
    }
  h.decision = Decision::inconclusive;
  h.reason = inconclusive_reason(h);
}

bool holds_on_means(const StatementResult& r) {
  if (!r.value) return false;
  switch (r.statement.kind) {
    case Statement::Kind::above:
      return *r.value > r.statement.by;
    case Statement::Kind::below:
      return *r.value < r.statement.by;
    case Statement::Kind::within:
      return std::abs(*r.value) < r.statement.by;
  }
  TANGRAM_CHECK(false);
}

/// The source's own criterion: means, no test.
std::optional<Decision> published(const HypothesisResult& h) {
  if (h.published_supported.empty() && h.published_refuted.empty()) return std::nullopt;
  if (std::any_of(h.published_refuted.begin(), h.published_refuted.end(), holds_on_means))
    return Decision::refuted;
  if (!h.published_supported.empty() &&
      std::all_of(h.published_supported.begin(), h.published_supported.end(), holds_on_means))
    return Decision::supported;
  return Decision::inconclusive;
}

HypothesisResult measured(const HypothesisSpec& spec, const ClaimsSpec& claims,
                          const EffectSource& effects) {
  HypothesisResult h;
  h.id = spec.id;
  h.says = spec.says;
  if (spec.not_testable.empty()) {
    h.needs = results_of(claims.needs, effects, claims.level);
    for (StatementResult& r : results_of(spec.needs, effects, claims.level))
      h.needs.push_back(std::move(r));
  }
  h.supported = results_of(spec.supported, effects, claims.level);
  h.supported_needs = results_of(spec.supported_needs, effects, claims.level);
  h.refuted = results_of(spec.refuted, effects, claims.level);
  h.refuted_needs = results_of(spec.refuted_needs, effects, claims.level);
  h.published_supported = results_of(spec.published_supported, effects, claims.level);
  h.published_refuted = results_of(spec.published_refuted, effects, claims.level);
  h.as_published = published(h);
  return h;
}

/// Descriptive: each comparison at the level by itself.
std::string measured_word(const Results& against, double level) {
  bool above = true, at = true, below = true;
  for (const StatementResult& r : against) {
    if (!r.effect) return "undecided";
    const double by = r.statement.by;
    above = above && p_above(*r.effect, by) <= level;
    below = below && p_below(*r.effect, -by) <= level;
    at = at && by > 0 && p_within(*r.effect, by) <= level;
  }
  return above ? "above" : below ? "below" : at ? "at" : "undecided";
}

const char* word_text(Expectation::Word word) {
  return word == Expectation::Word::above ? "above" : word == Expectation::Word::at ? "at" : "any";
}

std::vector<PredictionRow> prediction_rows(const ClaimsSpec& claims, const EffectSource& effects) {
  std::vector<PredictionRow> rows;
  for (const auto& [condition, statements] : claims.comparators) {
    PredictionRow row;
    row.condition = condition;
    row.against = results_of(statements, effects, claims.level);
    row.measured = measured_word(row.against, claims.level);
    for (const HypothesisSpec& h : claims.hypotheses)
      for (const Expectation& expectation : h.predicts)
        if (expectation.condition == condition)
          row.predicted.emplace_back(h.id, word_text(expectation.word));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string decision_text(Decision decision) {
  switch (decision) {
    case Decision::supported:
      return "supported";
    case Decision::refuted:
      return "refuted";
    case Decision::inconclusive:
      return "inconclusive";
    case Decision::not_testable:
      return "not testable";
    case Decision::consistent:
      return "consistent, not diagnostic";
  }
  TANGRAM_CHECK(false);
}

VerdictReport decide(const Study& study, const EffectSource& effects) {
  const ClaimsSpec& claims = study.claims;
  VerdictReport report;
  report.study_id = study.id;
  report.study_hash = study.hash;
  report.profile = study.overrides.profile;
  report.level = claims.level;
  report.wanted = study.verdicts;
  if (!report.wanted) return report;
  for (const HypothesisSpec& spec : claims.hypotheses)
    report.hypotheses.push_back(measured(spec, claims, effects));
  const std::vector<FamilyTest> family = family_of(report.hypotheses);
  report.family_size = static_cast<int>(family.size());
  add_family_numbers(report.hypotheses, claims.level, report.family_size);
  std::vector<double> p;
  for (const FamilyTest& test : family) p.push_back(test.p);
  const std::vector<double> adjusted = holm(p);
  std::vector<std::optional<std::size_t>> refuting(report.hypotheses.size());
  for (std::size_t t = 0; t < family.size(); ++t) {
    HypothesisResult& h = report.hypotheses[family[t].hypothesis];
    if (family[t].supports) {
      h.p_supported = adjusted[t];
    } else if (!h.p_refuted || adjusted[t] < *h.p_refuted) {
      h.p_refuted = adjusted[t];
      refuting[family[t].hypothesis] = family[t].statement;
    }
  }
  const double each = claims.level / std::max(report.family_size, 1);
  for (std::size_t h = 0; h < report.hypotheses.size(); ++h)
    settle(report.hypotheses[h], claims.hypotheses[h], claims.level, each, refuting[h]);
  report.predictions = prediction_rows(claims, effects);
  return report;
}

}  // namespace tangram
