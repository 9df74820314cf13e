#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "stats/effect.h"
#include "store/store.h"
#include "verdict/effect_of.h"
#include "verdict/vector_arms.h"

namespace tangram {

/// A statement with the numbers that speak for and against it.
struct StatementResult {
  Statement statement;
  std::optional<double> value;  // the effect's estimate
  std::optional<Effect> effect;
  std::optional<Bounds> bounds;        // simultaneous (Bonferroni over the family): for display
  std::optional<Bounds> bounds_alone;  // 95 % of its own
  std::optional<double> p;             // one-sided, of the null that the statement is false
  std::optional<double> p_sign_flip;   // the same by sign flips over units; above and below only
  std::optional<double> detectable;    // smallest excess over the margin seen with 80 % power
  std::string unit;                    // of replication
  int n = 0;                           // units
  std::string note;                    // why a number is missing
  bool established = false;            // by its own p at the family's level: what a gate must be
};

/// What a study can say of a hypothesis.
enum class Decision { supported, refuted, inconclusive, not_testable, consistent };

struct HypothesisResult {
  std::string id, says;
  Decision decision = Decision::inconclusive;
  std::string reason;                            // one plain sentence
  std::optional<double> p_supported, p_refuted;  // Holm-adjusted over the family
  std::vector<StatementResult> needs, supported, supported_needs, refuted, refuted_needs;
  // The source's own criterion on the means: supported, refuted, or neither; with its cells.
  std::optional<Decision> as_published;
  std::vector<StatementResult> published_supported, published_refuted;
};

/// A row of the matrix of predictions: what was measured of a condition against its
/// comparators, and what each hypothesis says of it.
struct PredictionRow {
  std::string condition;
  std::vector<StatementResult> against;  // score - comparator's, one a comparator
  std::string measured;                  // "above", "at", "below", "undecided"
  std::vector<std::pair<std::string, std::string>> predicted;  // hypothesis id, word
};

struct VerdictReport {
  std::string study_id, study_hash, profile;
  bool wanted = true;        // false: this size decides nothing
  bool provisional = false;  // declared draws are not complete
  int n_units_done = 0, n_units = 0;
  double level = 0.05;
  int family_size = 0;  // tests that Holm's rule covers
  std::vector<HypothesisResult> hypotheses;
  std::vector<PredictionRow> predictions;
};

/// "supported", "not testable" ...
std::string decision_text(Decision decision);

/// Where the effect of a statement comes from: a run's answers, or a simulation.
using EffectSource = std::function<EffectResult(const Statement&)>;

/// Decides every hypothesis of a study from its effects (docs/statistics.md): Holm over the family
/// of all decisive tests, each with its gates worked in (intersection-union).
VerdictReport decide(const Study& study, const EffectSource& effects);
VerdictReport decide(const Study& study, const std::vector<Arm>& arms);

/// The effects of a run's answers, words or vectors, each computed once: those of `study`, which
/// need not be the run's own (a pilot's effects plan another size).
EffectSource stored_effects(const Store& store, const Study& study);

/// What a run says of its own study, with how complete it is. Throws Error as study_of() and
/// Store::read().
VerdictReport verdicts_of(const Store& store);
/// The same of answers that are read already.
VerdictReport verdicts_of(const Store& store, const std::vector<Arm>& arms);
VerdictReport verdicts_of(const Store& store, const std::vector<VectorArm>& arms);

/// The study as the run stored it, profile and overrides applied. Throws Error where this
/// version cannot read it.
Study study_of(const Store& store);

/// read_arms() under the readings that the run's study names (sum alone where this version cannot
/// read the study) and those of `also`, each once, in the order of the enum.
std::vector<Arm> read_claim_arms(const Store& store, const std::vector<Reading>& also = {});

/// As text for a terminal, and the documented form of `tangram verdict --json`.
std::string verdicts_text(const VerdictReport& report);
Value to_json_value(const VerdictReport& report);

}  // namespace tangram
