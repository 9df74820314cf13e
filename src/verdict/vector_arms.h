#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <string>
#include <vector>

#include "metrics/regression.h"
#include "store/store.h"
#include "verdict/arms.h"

namespace tangram {

/// The answers of a draw as metrics/regression.h has them: a row a sequence, the questions in the
/// order of the arm's shots.
struct VectorDraw {
  std::uint64_t draw = 0;
  std::vector<std::uint64_t> queries;  // which sequence a row is: ascending
  Eigen::MatrixXd truth, y;
};

/// A learner's answers to a task under a condition, at one setting of the axes.
struct VectorArm {
  std::string block, task, condition, learner, axes;
  std::string unit;        // of replication: "draw", "repeat"
  int declared = 0;        // draws of the plan
  AnswerShape shape = {};  // of all draws
  std::vector<int> shots =
      {};  // at which each sequence is asked, ascending; empty: nothing is done
  std::vector<VectorDraw> draws;  // done, ascending
};

/// Every arm of the units, in their order. Asks once for each unit's record. Throws Error on a unit
/// that holds no vectors, or whose sequences are not all asked once at the numbers of shots, and of
/// the size, of the arm's others.
std::vector<VectorArm> make_vector_arms(const UnitAnswers& answers);

/// The same of a stored run. Throws Error as Store::read(), too.
std::vector<VectorArm> read_vector_arms(const Store& store);

/// The value that an arm's settings ("name=value,...") give an axis; nullopt: it does not have it.
std::optional<std::string> setting_of(const std::string& axes, const std::string& axis);

}  // namespace tangram
