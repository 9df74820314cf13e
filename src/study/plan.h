#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/language_model.h"
#include "stats/allocation.h"
#include "study/laboratory.h"

namespace tangram {

/// What the units of one (block, task, condition, learner, axes) cost, from their first
/// draw: later draws differ by the lengths of their texts.
struct PlanRow {
  std::string block, task, condition, learner, axes;
  std::size_t units = 0;
  std::size_t queries = 0;             // of one unit
  std::size_t questions = 0;           // of all units
  std::size_t paths = 0;               // of all units
  std::uint64_t tokens_evaluated = 0;  // of all units: with shared prefixes
  std::uint64_t tokens_asked = 0;      // of all units: one evaluation a path
  // Of tokens_evaluated, what several queries share: a further query does not cost it again.
  std::uint64_t tokens_shared = 0;
  std::size_t longest_path = 0;  // tokens
};

struct Plan {
  std::vector<PlanRow> rows;
  std::uint64_t tokens_evaluated = 0, tokens_asked = 0;
  std::size_t units = 0, questions = 0, paths = 0, longest_path = 0;

  /// Floating-point operations that training the learners' nets still costs (study/nets.h).
  double training_operations = 0;

  /// Expected model tokens of each unit of the laboratory, in its order: for an ETA.
  std::vector<double> unit_tokens;

  /// What the units of a block cost by draws and queries, in tokens.
  DesignCost cost_of(const Block& block) const;
};

/// Answers the first draw of each row that reads a model. `laboratory` must have been made
/// with `model`, a recording one: the same code as the run, so the counts are those of the
/// run. null: no learner reads a model. nullopt: stopped before every row was counted.
std::optional<Plan> make_plan(Laboratory& laboratory, const LanguageModel* model,
                              const std::stop_token& stop);

/// Adds the questions of rows that read no model, which make_plan() leaves at 0: it costs a draw of
/// each, that a run can do without.
void count_questions(const Laboratory& laboratory, Plan& plan);

}  // namespace tangram
