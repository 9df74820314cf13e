#include "verdict/power.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/check.h"
#include "base/json.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

constexpr int kLargestSize = 100'000;
// The score of few questions (an AUC of five, say) is not spread as its components say.
constexpr int kFewestQueries = 16;

/// The units of replication that a study has of a statement.
struct PlannedUnits {
  std::string name;  // "draw", "repeat", or an axis
  int n = 0;
  bool of_axis = false;
};

/// A statement's assumed effect at the planned size.
struct Planned {
  EffectResult assumed;
  VarianceComponents components;
  PlannedUnits units;
  int queries = 0;
  double variance = 0;
};

const Block& block_of(const Study& study, const Statement& s) {
  for (const Block& block : study.blocks)
    if (block.id == s.effect.terms.front().second.block) return block;
  return study.blocks.front();
}

/// Draws of the block, or the values of the axis that the statement names.
PlannedUnits planned_units(const Block& block, const Statement& s) {
  for (const Axis& axis : block.axes)
    if (axis.name == s.unit) return {axis.name, static_cast<int>(axis.values.size()), true};
  return {block.design == "per_query" ? "repeat" : "draw", block.draws, false};
}

Planned planned_of(const Study& study, const Statement& s, const Assumed& assumed) {
  Planned out;
  out.assumed = assumed.effect(s);
  const Block& block = block_of(study, s);
  out.units = planned_units(block, s);
  out.queries = std::max(block.queries, 1);  // of vectors, 0: a sequence asks itself
  if (!out.assumed.effect) return out;
  TANGRAM_CHECK(out.assumed.components.has_value());
  out.components = *out.assumed.components;
  out.variance = variance_of_mean(out.components, out.units.n, out.queries);
  return out;
}

EffectResult drawn(const Planned& planned, Rng rng) {
  EffectResult result = planned.assumed;
  result.unit_values.clear();
  if (!result.effect) return result;
  const int df = planned.units.n - 1;
  if (df < kFewestUnits - 1) {
    result.effect.reset();
    result.note = too_few_units(planned.units.n, planned.units.name);
    return result;
  }
  double chi_square = 0;
  for (int i = 0; i < df; ++i) {
    const double z = rng.normal();
    chi_square += z * z;
  }
  Effect& effect = *result.effect;
  effect.mean += std::sqrt(planned.variance) * rng.normal();
  effect.standard_error = std::sqrt(planned.variance * chi_square / df);
  effect.df = df;
  result.value = effect.mean;
  return result;
}

/// How the tokens of a plan could be spent. At least two draws, and an interval with some width.
void set_allocations(const Planned& planned, const DesignCost& cost, StatementPower& out) {
  const VarianceComponents& components = planned.components;
  const AllocationLimits limits{.fewest_draws = kFewestUnits,
                                .fewest_queries = std::min(kFewestQueries, planned.queries),
                                .level = kShownLevel};
  const double half = half_width(components, planned.units.n, planned.queries, kShownLevel);
  out.planned =
      Allocation{planned.units.n, planned.queries, half, cost.of(planned.units.n, planned.queries)};
  out.same_cost = narrowest(components, cost, out.planned->cost, limits);
  out.cheapest_half = cheapest(components, cost, half / 2, limits);
}

StatementPower statement_power(const Statement& s, const Planned& planned,
                               const std::optional<DesignCost>& cost) {
  StatementPower out;
  out.text = s.text;
  out.unit = planned.units.name;
  out.of_axis = planned.units.of_axis;
  out.note = planned.assumed.note;
  out.effect = planned.assumed.value;
  if (!planned.assumed.effect) return out;
  if (planned.units.n < 2) {
    out.note = too_few_units(planned.units.n, planned.units.name);
    return out;
  }
  const VarianceComponents& components = planned.components;
  out.half_width = half_width(components, planned.units.n, planned.queries, kShownLevel);
  if (*out.half_width == 0) return out;
  const double wanted = planned.variance / 4;
  out.units_to_halve = smallest_size(1, kLargestSize, [&](int n) {
    return variance_of_mean(components, n, planned.queries) <= wanted;
  });
  if (out.of_axis) return out;
  out.queries_to_halve = smallest_size(1, kLargestSize, [&](int n) {
    return variance_of_mean(components, planned.units.n, n) <= wanted;
  });
  if (cost) set_allocations(planned, *cost, out);
  return out;
}

std::optional<DesignCost> cost_of(const Assumed& assumed, const std::string& block) {
  const auto cost = assumed.costs.find(block);
  if (cost == assumed.costs.end() || cost->second.of(1, 1) <= 0) return std::nullopt;
  return cost->second;
}

std::vector<Statement> decisive(const Study& study) {
  std::vector<Statement> out;
  std::set<std::string> seen;
  for (const HypothesisSpec& h : study.claims.hypotheses)
    for (const auto* list : {&h.supported, &h.refuted})
      for (const Statement& s : *list)
        if (seen.insert(s.effect_key()).second) out.push_back(s);
  return out;
}

/// ""; or what the tokens of this plan could give, and the cheapest half of its interval.
std::string cost_text(const StatementPower& s) {
  std::string out;
  if (s.same_cost && s.planned && s.same_cost->half_width < s.planned->half_width)
    out += fmt::format("; its tokens spent on {} draws x {} queries give ±{:.3f}",
                       s.same_cost->draws, s.same_cost->queries, s.same_cost->half_width);
  if (s.cheapest_half && s.planned)
    out += fmt::format(
        "; half of it is cheapest with {} draws x {} queries, {:.1f} times the tokens",
        s.cheapest_half->draws, s.cheapest_half->queries, s.cheapest_half->cost / s.planned->cost);
  return out;
}

Value to_json_value(const std::optional<Allocation>& a) {
  if (!a) return {};
  return json_object({{"draws", json(a->draws)},
                      {"queries", json(a->queries)},
                      {"half_width", json(a->half_width)},
                      {"tokens", json(a->cost)}});
}

std::string size_text(const std::optional<int>& n, const std::string& what) {
  return n ? fmt::format("{} {}", *n, what) : fmt::format("no number of {}", what);
}

/// "48 draws, or no number of queries", "23 pool_seeds".
std::string halving_text(const StatementPower& s) {
  const std::string units = size_text(s.units_to_halve, s.unit + "s");
  return s.of_axis ? units : units + ", or " + size_text(s.queries_to_halve, "queries");
}

}  // namespace

Power power_of(const Study& study, const Assumed& assumed, int n_simulations, Rng rng) {
  Power power;
  power.source = assumed.source;
  power.n_simulations = n_simulations;
  for (const Statement& s : decisive(study))
    power.statements.push_back(
        statement_power(s, planned_of(study, s, assumed), cost_of(assumed, block_of(study, s).id)));
  std::map<std::string, Planned> planned;
  for (int i = 0; i < n_simulations; ++i) {
    const Rng of_run = rng.at("simulation").at(static_cast<std::uint64_t>(i));
    const VerdictReport report = decide(study, [&](const Statement& s) {
      const auto [at, is_new] = planned.try_emplace(s.effect_key());
      if (is_new) at->second = planned_of(study, s, assumed);
      return drawn(at->second, of_run.at(at->first));
    });
    if (power.hypotheses.empty())
      for (const HypothesisResult& h : report.hypotheses) power.hypotheses.push_back({h.id, {}});
    for (std::size_t h = 0; h < report.hypotheses.size(); ++h)
      power.hypotheses[h].probability[report.hypotheses[h].decision] += 1.0 / n_simulations;
  }
  return power;
}

std::string power_text(const Power& power) {
  std::string out = fmt::format("\nprobability of each verdict, {} simulations from {}\n",
                                power.n_simulations, power.source);
  for (const HypothesisPower& h : power.hypotheses) {
    out += fmt::format("  {:<12}", h.id);
    for (const auto& [decision, p] : h.probability)
      out += fmt::format(" {} {:.0f} %", decision_text(decision), 100 * p);
    out += "\n";
  }
  for (const StatementPower& s : power.statements) {
    if (!s.half_width) {
      out += fmt::format("{}: {}\n", s.text, s.note);
      continue;
    }
    if (*s.half_width == 0) {
      out += fmt::format("{}: effect {:.3f} without any spread, which no plan can rest on\n",
                         s.text, s.effect.value_or(0));
      continue;
    }
    out += fmt::format(
        "{}: effect {:.3f}, 95 % interval ±{:.3f} at this size; half of it takes {}{}\n", s.text,
        s.effect.value_or(0), *s.half_width, halving_text(s), cost_text(s));
  }
  return out;
}

Value to_json_value(const Power& power) {
  Array hypotheses, statements;
  for (const HypothesisPower& h : power.hypotheses) {
    std::vector<Table::Entry> probability;
    for (const auto& [decision, p] : h.probability)
      probability.push_back({decision_text(decision), json(p)});
    hypotheses.push_back(
        json_object({{"id", json(h.id)}, {"probability", json_object(std::move(probability))}}));
  }
  for (const StatementPower& s : power.statements)
    statements.push_back(json_object({{"statement", json(s.text)},
                                      {"effect", json(s.effect)},
                                      {"half_width", json(s.half_width)},
                                      {"unit", json(s.unit)},
                                      {"units_to_halve", json(s.units_to_halve)},
                                      {"queries_to_halve", json(s.queries_to_halve)},
                                      {"planned", to_json_value(s.planned)},
                                      {"same_tokens", to_json_value(s.same_cost)},
                                      {"cheapest_half", to_json_value(s.cheapest_half)},
                                      {"note", json(s.note)}}));
  return json_object({{"source", json(power.source)},
                      {"simulations", json(power.n_simulations)},
                      {"hypotheses", json_array(std::move(hypotheses))},
                      {"statements", json_array(std::move(statements))}});
}

}  // namespace tangram
