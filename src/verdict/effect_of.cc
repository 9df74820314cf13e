#include "verdict/effect_of.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <map>
#include <utility>

#include "base/check.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

std::vector<ScoredQuestion> questions_of(const std::vector<Answer>& answers) {
  std::vector<ScoredQuestion> out;
  out.reserve(answers.size());
  for (const Answer& a : answers) out.push_back(a.scored);
  return out;
}

/// The score of each set that lacks one question.
std::vector<Score> without_each(const MetricInfo& metric,
                                const std::vector<ScoredQuestion>& questions) {
  if (metric.without_each != nullptr) return metric.without_each(questions);
  const std::size_t n = questions.size();
  const Score all = metric.score(questions);
  if (!all.value || n < 2)
    return std::vector<Score>(n, all.value ? Score::none("no questions") : all);
  const double sum = *all.value * static_cast<double>(n);
  std::vector<Score> out;
  out.reserve(n);
  for (const ScoredQuestion& q : questions)
    out.push_back(Score::of((sum - *metric.score({&q, 1}).value) / static_cast<double>(n - 1)));
  return out;
}

/// tau_g asks each label once: its questions are the labels, not a sample of anything.
bool asks_each_class_once(const ArmDraw& draw) {
  for (const auto& answers : draw.variants)
    for (auto a = answers.begin(); a != answers.end(); ++a)
      if (std::any_of(answers.begin(), a,
                      [&](const Answer& before) { return before.scored.truth == a->scored.truth; }))
        return false;
  return true;
}

/// A draw of an arm as metrics see it, however many of them.
struct ReadDraw {
  const ArmDraw* draw = nullptr;
  std::vector<std::vector<ScoredQuestion>> variants;
  bool samples_queries = false;  // they are the same in all draws, and a sample
};

struct Term {
  double weight = 1;
  const Arm* arm = nullptr;
  std::vector<ReadDraw> draws;
};

std::vector<Term> read_terms(std::span<const WeightedArm> terms) {
  std::vector<Term> out;
  for (const WeightedArm& term : terms) {
    Term& read = out.emplace_back(Term{term.weight, term.arm, {}});
    for (const ArmDraw& draw : term.arm->draws) {
      ReadDraw& asked = read.draws.emplace_back();
      asked.draw = &draw;
      asked.samples_queries = term.arm->crossed && !asks_each_class_once(draw);
      for (const auto& answers : draw.variants) asked.variants.push_back(questions_of(answers));
    }
  }
  return out;
}

/// The metric of one draw, variants averaged.
Score draw_score(const MetricInfo& metric, const ReadDraw& draw) {
  double sum = 0;
  int n = 0;
  std::string why_not = "no questions";
  for (const auto& questions : draw.variants) {
    const Score score = metric.score(questions);
    if (!score.value) {
      why_not = score.why_not;
      continue;
    }
    sum += *score.value;
    ++n;
  }
  return n == 0 ? Score::none(why_not) : Score::of(sum / n);
}

/// The arms at one draw.
struct PairedDraw {
  double score = 0;  // sum_j w_j score_j
  std::vector<const ReadDraw*> arms;
};

using Queries = std::vector<std::uint64_t>;  // ascending

Queries queries_of(const std::vector<Answer>& answers) {
  Queries out;
  out.reserve(answers.size());
  for (const Answer& a : answers) out.push_back(a.query);
  std::sort(out.begin(), out.end());
  return out;
}

/// The queries of every draw and variant of the arms that sample queries, in one order; empty:
/// there are none, or they differ.
Queries common_queries(std::span<const PairedDraw> draws) {
  Queries common;
  bool first = true;
  for (const PairedDraw& draw : draws)
    for (const ReadDraw* arm : draw.arms) {
      if (!arm->samples_queries) continue;
      for (const auto& answers : arm->draw->variants) {
        Queries queries = queries_of(answers);
        if (std::adjacent_find(queries.begin(), queries.end()) != queries.end()) return {};
        if (!first && queries != common) return {};
        common = std::move(queries);
        first = false;
      }
    }
  return common;
}

/// Adds to `row` w times the arm's scores without each query, variants averaged.
bool add_without_each(const MetricInfo& metric, const ReadDraw& draw, double weight,
                      const Queries& columns, Eigen::RowVectorXd& row) {
  const auto n_variants = static_cast<double>(draw.variants.size());
  for (std::size_t v = 0; v < draw.variants.size(); ++v) {
    const std::vector<Score> scores = without_each(metric, draw.variants[v]);
    for (std::size_t q = 0; q < scores.size(); ++q) {
      if (!scores[q].value) return false;
      const auto column =
          std::lower_bound(columns.begin(), columns.end(), draw.draw->variants[v][q].query);
      row(column - columns.begin()) += weight * *scores[q].value / n_variants;
    }
  }
  return true;
}

void set_effect(std::span<const Term> terms, const MetricInfo& metric,
                std::span<const PairedDraw> draws, EffectResult& result) {
  std::vector<double> units;
  for (const PairedDraw& draw : draws) units.push_back(draw.score);
  const Queries queries = common_queries(draws);
  if (queries.size() < 2) return set_unit_effect(result, units);
  Eigen::MatrixXd without = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(draws.size()),
                                                  static_cast<Eigen::Index>(queries.size()));
  for (std::size_t i = 0; i < draws.size(); ++i) {
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(without.cols());
    for (std::size_t j = 0; j < terms.size(); ++j) {
      const ReadDraw& draw = *draws[i].arms[j];
      if (!draw.samples_queries)
        row.array() += terms[j].weight * *draw_score(metric, draw).value;
      else if (!add_without_each(metric, draw, terms[j].weight, queries, row))
        return set_unit_effect(result, units);
    }
    without.row(static_cast<Eigen::Index>(i)) = row;
  }
  result.effect = jackknife_two_way_effect(units, without);
  result.components = variance_components(pseudo_values(units, without));
}

/// The draws that all arms have and score.
std::vector<PairedDraw> pair_draws(std::span<const Term> terms, const MetricInfo& metric,
                                   std::string& why_not) {
  std::map<std::uint64_t, PairedDraw> paired;
  for (const Term& term : terms) {
    if (!term.arm->note.empty()) why_not = term.arm->note;
    for (const ReadDraw& draw : term.draws) {
      const Score score = draw_score(metric, draw);
      if (!score.value) {
        why_not = score.why_not;
        continue;
      }
      PairedDraw& both = paired[draw.draw->draw];
      both.score += term.weight * *score.value;
      both.arms.push_back(&draw);
    }
  }
  std::vector<PairedDraw> out;
  for (auto& [draw, both] : paired)
    if (both.arms.size() == terms.size()) out.push_back(std::move(both));
  return out;
}

EffectResult effect_of_terms(std::span<const Term> terms, double constant,
                             const MetricInfo& metric) {
  EffectResult result;
  result.unit = terms.front().arm->unit;
  int declared = terms.front().arm->declared;  // of all arms: blocks may have different numbers
  for (const Term& term : terms) declared = std::min(declared, term.arm->declared);
  for (const Term& term : terms)
    if (metric.absolute && term.arm->reading != reading_name(Reading::sum)) {
      result.note =
          fmt::format("it is of probabilities, and the reading {} gives none", term.arm->reading);
      return result;
    }
  std::string why_not;
  const std::vector<PairedDraw> draws = pair_draws(terms, metric, why_not);
  std::vector<double> units;
  for (const PairedDraw& draw : draws) units.push_back(draw.score + constant);
  result.unit_values = units;
  explain(result, declared, why_not);
  if (units.empty()) return result;
  result.value = mean_of_units(units);
  if (static_cast<int>(units.size()) < kFewestUnits) return result;
  set_effect(terms, metric, draws, result);  // a constant moves the mean and nothing else
  if (result.effect) result.effect->mean = *result.value;
  return result;
}

}  // namespace

Score variant_score(const MetricInfo& metric, const std::vector<Answer>& answers) {
  return metric.score(questions_of(answers));
}

EffectResult effect_of(std::span<const WeightedArm> terms, double constant,
                       const MetricInfo& metric) {
  TANGRAM_CHECK(!terms.empty());
  return effect_of_terms(read_terms(terms), constant, metric);
}

std::vector<EffectResult> effects_of(const Arm& arm) {
  const WeightedArm term{1, &arm};
  const std::vector<Term> terms = read_terms({&term, 1});
  std::vector<EffectResult> out;
  for (const MetricInfo& metric : all_metrics()) out.push_back(effect_of_terms(terms, 0, metric));
  return out;
}

}  // namespace tangram
