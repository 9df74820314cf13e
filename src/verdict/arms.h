#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/reading.h"
#include "metrics/scored.h"
#include "spec/claims.h"
#include "spec/study.h"
#include "store/store.h"

namespace tangram {

/// A test question of a draw with its answer.
struct Answer {
  std::uint64_t query = 0;  // names the item across draws
  ScoredQuestion scored;
};

/// A draw of an arm at one number of shots: the answers of each variant (rotation of g) of its
/// demonstrations, demonstration by demonstration.
struct ArmDraw {
  std::uint64_t draw = 0;
  std::vector<std::vector<Answer>> variants;
};

/// A cell of the grid with its answers: what metrics, effects and claims are computed from.
struct Arm {
  std::string block, task, condition, learner, axes;
  std::string reading = "sum";  // a name of reading_names()
  int shots = 0;
  std::string unit;            // of replication: "draw", "repeat"
  bool crossed = true;         // the same queries in all draws
  int declared = 0;            // draws of the plan
  int n_candidates = 0;        // K; 0: they differ, or there is no answer
  int n_questions = 0;         // over all draws and variants
  std::vector<ArmDraw> draws;  // done, ascending
  std::string note = {};       // why a done draw has no answers under this reading
};

/// The units of a run and what they answered.
struct UnitAnswers {
  const std::vector<WorkUnit>& units;
  std::function<std::string(const std::string& block)> design;  // crossed, nested, per_query
  // nullopt: the unit is not done.
  std::function<std::optional<UnitRecord>(const WorkUnit& unit)> record;
};

/// Every arm of the units, in their order, then by shots, then by reading. An arm without a
/// finished unit is there with no draws, at the shots of its block's others. Asks once for each
/// unit's record.
std::vector<Arm> make_arms(const UnitAnswers& answers,
                           const std::vector<Reading>& readings = {Reading::sum});

/// Those of a stored run, read when they are asked for: the store must live as long.
UnitAnswers stored_answers(const Store& store);

/// make_arms() of a stored run. Throws Error as Store::read(), and on a run whose answers are
/// vectors (verdict/vector_arms.h).
std::vector<Arm> read_arms(const Store& store,
                           const std::vector<Reading>& readings = {Reading::sum});

/// sum, then the readings that arms of the study's claims and analyses name, in the order of the
/// enum: what its verdicts are made of.
std::vector<Reading> readings_of(const Study& study);

/// The arms under one of these readings, in their order.
std::vector<Arm> of_readings(const std::vector<Arm>& arms, const std::vector<Reading>& readings);

/// The tasks of the blocks that a statement names, in the order of the run.
template <class AnyArm>
std::vector<std::string> tasks_of(const Statement& statement, const std::vector<AnyArm>& arms) {
  std::vector<std::string> out;
  for (const AnyArm& arm : arms) {
    const auto& terms = statement.effect.terms;
    const bool named = std::any_of(terms.begin(), terms.end(), [&](const auto& term) {
      return term.second.block == arm.block;
    });
    if (named && std::find(out.begin(), out.end(), arm.task) == out.end()) out.push_back(arm.task);
  }
  return out;
}

/// The settings of an arm or cell, "name=value,...", taken apart.
BoundAxes settings_of(const std::string& axes);
/// Puts one more setting behind them.
void add_setting(std::string& axes, const std::string& name, const std::string& value);

/// Every axis setting of an arm or cell ("name=value,...") is one of those that are bound.
bool axes_match(const std::string& settings, const BoundAxes& bound);

/// The arm that a term of the statement means on a task; null: the run has none.
const Arm* find_arm(const std::vector<Arm>& arms, const ArmRef& ref, const std::string& task,
                    const Statement& statement);

/// What is said where there is none.
std::string no_answers(const ArmRef& ref, const std::string& task, int shots);

}  // namespace tangram
