#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <string>
#include <vector>

#include "spec/claims.h"
#include "verdict/effect_of.h"
#include "verdict/vector_arms.h"

namespace tangram {

/// One number for each draw and number of shots: means over the draw's sequences.
struct VectorScores {
  std::string unit;                  // of replication: "draw", "repeat"
  int declared = 0;                  // draws of the plan
  std::vector<int> shots;            // of the columns
  std::vector<std::uint64_t> draws;  // of the rows, ascending: done, with a number everywhere
  Eigen::MatrixXd means;             // draws x shots
  int n_questions = 0;               // behind them, over all draws
  std::string why_not;               // why a done draw is not among them

  /// Of each draw: at that number of shots, -1: the mean over all that are asked, each with equal
  /// weight. Empty: that number is not asked.
  std::vector<double> at(int n_shots) const;
};

/// mse_per_d: squared errors against the truth (metrics/regression.h).
VectorScores errors_of(const VectorArm& arm);

/// distance_per_d: squared differences of the two learners' answers to the same questions, over the
/// draws, sequences and numbers of shots that both have. Throws Error where the truth of a question
/// is not the same: then they were not asked the same.
VectorScores distances_between(const VectorArm& a, const VectorArm& b);

/// Draws, by the design's name for them: no settings of an axis.
bool are_draws(const std::string& unit);

/// A statement's effect in each of its units, in the order of the run. A unit that lacks a value of
/// one of its arms, or of one of its tasks, is left out.
struct UnitValues {
  std::string unit = {};                // of replication: "draw", "repeat", or the axis
  std::vector<std::string> names = {};  // the draw's index, or the value of the axis
  std::vector<double> values = {};      // beside them
  int declared = 0;
  std::string why_not = {};  // why a unit is left out
  std::string missing = {};  // why there can be none
};
UnitValues unit_values(const Statement& statement, const std::vector<VectorArm>& arms);

/// The effect of the scores alone, as unit_effect() says.
EffectResult effect_of(const VectorScores& scores, int n_shots = -1);

/// The effect of a statement on vectors, by Student's t over units. Units are the draws that all of
/// its arms have, paired: each is one value, the mean over the tasks of its blocks, since tasks
/// draw the same numbers (x, noise) at the same draw. Or, where it names an axis, the settings of
/// that axis of which all draws are done: then each is one value, the mean over draws and tasks,
/// and a learner without the axis is the same in all of them.
EffectResult effect_of(const Statement& statement, const std::vector<VectorArm>& arms);

}  // namespace tangram
