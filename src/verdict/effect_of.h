#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "spec/claims.h"
#include "stats/components.h"
#include "stats/effect.h"
#include "verdict/arms.h"

namespace tangram {

/// The level of the intervals that are shown beside a value.
inline constexpr double kShownLevel = 0.95;

/// A metric that a cell or a claim may name.
struct MetricInfo {
  const char* name;   // "auc"
  const char* title;  // "AUC (Hand-Till, within draw)"
  Score (*score)(std::span<const ScoredQuestion>);
  // The score without each question; null: it is the mean of a value of each question.
  std::vector<Score> (*without_each)(std::span<const ScoredQuestion>);
  bool absolute = false;  // of probabilities as they are: of the reading `sum` alone
};

/// In the order in which they are shown.
std::span<const MetricInfo> all_metrics();
std::vector<std::string> metric_names();
/// Throws Error on an unknown name.
const MetricInfo& find_metric(const std::string& name);

/// The metric of the answers of one variant.
Score variant_score(const MetricInfo& metric, const std::vector<Answer>& answers);

/// An effect over the draws that all its arms have, or why there is none.
struct EffectResult {
  std::optional<double> value;
  std::optional<Effect> effect;  // nullopt: no interval (fewer than 5 units, say)
  // Of one question's share in the effect (pseudo-values where the score is no mean), of the draws
  // and queries that each task has. There where `effect` is.
  std::optional<VarianceComponents> components;
  std::vector<double> unit_values;  // of each draw (of independent tasks, one after the other)
  int n_draws_missing = 0;          // declared and not done, or without a value
  std::string unit;                 // "draw", "repeat"
  std::string note;                 // why value or effect is missing, what was left out
};

/// A weighted sum of arms of one task, paired by draw: mean over draws of sum_j w_j score_j +
/// constant. Variance: designs with queries of their own per draw (nested, per_query) and
/// arms that ask one question a class (tau_g: labels are fixed effects) by Student's t over
/// draws; crossed: means of questions by the two-way ANOVA rule, other metrics by the
/// delete-one-draw plus the delete-one-query jackknife (docs/statistics.md). Cost: O(draws
/// x queries^2) an arm.
struct WeightedArm {
  double weight = 1;
  const Arm* arm = nullptr;
};
EffectResult effect_of(std::span<const WeightedArm> terms, double constant,
                       const MetricInfo& metric);

/// An arm's score by each of all_metrics(), in their order: what effect_of() says of the arm alone.
std::vector<EffectResult> effects_of(const Arm& arm);

/// The tasks of a statement that has a term, together where they ask the same at every draw: they
/// are made of the same rows, as two templates of one data set are, and a draw of one is a draw of
/// the other.
using Tasks = std::vector<std::string>;
std::vector<Tasks> tasks_by_rows(const Statement& statement, const std::vector<Arm>& arms);

/// The effect of a statement on one task. None where the task lacks one of its arms.
EffectResult effect_of(const Statement& statement, const std::vector<Arm>& arms,
                       const std::string& task);

/// The effect of a statement: the equal-weight mean over the tasks of the blocks that it names.
/// Tasks that tasks_by_rows() puts together are one weighted sum of their arms, paired by draw and
/// query; others are independent. None where one of these tasks lacks one of its arms.
EffectResult effect_of(const Statement& statement, const std::vector<Arm>& arms);

/// Below this a spread is what rounding leaves of equal draws: scores are of the size of 1.
inline constexpr double kRoundingOfSpread = 1e-12;

/// Fewer units say too little of their spread: no interval, no verdict.
inline constexpr int kFewestUnits = 5;

}  // namespace tangram
