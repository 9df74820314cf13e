#include "verdict/power.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/json.h"

namespace tangram {
namespace {

constexpr int kMostDraws = 100'000;

/// A statement's effect as the pilot saw it, at the planned size.
struct Planned {
  EffectResult pilot;
  VarianceComponents components;
  int draws = 0, queries = 0;
  double variance = 0;
};

const Block& block_of(const Study& study, const Statement& s) {
  for (const Block& block : study.blocks)
    if (block.id == s.effect.terms.front().second.block) return block;
  return study.blocks.front();
}

Planned planned_of(const Study& study, const Statement& s, const std::vector<Arm>& pilot) {
  Planned out;
  out.pilot = effect_of(s, pilot);
  const Block& block = block_of(study, s);
  out.draws = block.draws;
  out.queries = block.queries;
  if (!out.pilot.effect) return out;
  if (out.pilot.components) {
    out.components = *out.pilot.components;
  } else {
    const double error = out.pilot.effect->standard_error;
    out.components.draw = error * error * out.pilot.effect->n_units;
  }
  out.variance = variance_of_mean(out.components, out.draws, out.queries);
  return out;
}

EffectResult drawn(const Planned& planned, Rng rng) {
  EffectResult result = planned.pilot;
  result.unit_values.clear();
  if (!result.effect) return result;
  const int df = planned.draws - 1;
  if (df < kFewestUnits - 1) {
    result.effect.reset();
    result.note =
        fmt::format("{} of the {} draws that an interval needs", planned.draws, kFewestUnits);
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

/// The smallest size in [1, kMostDraws] whose variance is at most `wanted`.
template <class Variance>
std::optional<int> smallest_size(double wanted, const Variance& variance) {
  if (variance(kMostDraws) > wanted) return std::nullopt;
  int low = 1, high = kMostDraws;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (variance(middle) <= wanted)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

StatementPower statement_power(const Statement& s, const Planned& planned) {
  StatementPower out;
  out.text = s.text;
  out.note = planned.pilot.note;
  out.effect = planned.pilot.value;
  if (!planned.pilot.effect || planned.draws < 2) return out;
  Effect effect = *planned.pilot.effect;
  effect.standard_error = std::sqrt(planned.variance);
  effect.df = planned.draws - 1;
  const Bounds bounds = t_bounds(effect, 0.95);
  out.half_width = (bounds.high - bounds.low) / 2;
  const double wanted = planned.variance / 4;
  out.draws_to_halve = smallest_size(
      wanted, [&](int n) { return variance_of_mean(planned.components, n, planned.queries); });
  out.queries_to_halve = smallest_size(
      wanted, [&](int n) { return variance_of_mean(planned.components, planned.draws, n); });
  return out;
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

std::string size_text(const std::optional<int>& n, const char* what) {
  return n ? fmt::format("{} {}", *n, what) : fmt::format("no number of {}", what);
}

}  // namespace

Power power_of(const Study& study, const std::vector<Arm>& pilot, int n_simulations, Rng rng) {
  Power power;
  power.n_simulations = n_simulations;
  for (const Statement& s : decisive(study))
    power.statements.push_back(statement_power(s, planned_of(study, s, pilot)));
  std::map<std::string, Planned> planned;
  for (int i = 0; i < n_simulations; ++i) {
    const Rng of_run = rng.at("simulation").at(static_cast<std::uint64_t>(i));
    const VerdictReport report = decide(study, [&](const Statement& s) {
      const auto [at, is_new] = planned.try_emplace(s.effect_key());
      if (is_new) at->second = planned_of(study, s, pilot);
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
  std::string out = fmt::format("\nprobability of each verdict, {} simulations from the pilot\n",
                                power.n_simulations);
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
    out += fmt::format(
        "{}: pilot {:.3f}, 95 % interval ±{:.3f} at this size; half of it takes {}, or {}\n",
        s.text, s.effect.value_or(0), *s.half_width, size_text(s.draws_to_halve, "draws"),
        size_text(s.queries_to_halve, "queries"));
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
                                      {"draws_to_halve", json(s.draws_to_halve)},
                                      {"queries_to_halve", json(s.queries_to_halve)},
                                      {"note", json(s.note)}}));
  return json_object({{"simulations", json(power.n_simulations)},
                      {"hypotheses", json_array(std::move(hypotheses))},
                      {"statements", json_array(std::move(statements))}});
}

}  // namespace tangram
