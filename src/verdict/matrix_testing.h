#pragma once

#include <string>
#include <vector>

#include "spec/matrix_spec.h"
#include "verdict/simulated_arms_testing.h"

// Matrices of simulated arms. Not part of the program.
namespace tangram::verdict_testing {

/// A matrix of these arms at 4 shots, by AUC.
inline MatrixSpec matrix_spec(std::vector<std::string> conditions, std::vector<std::string> tasks) {
  MatrixSpec spec;
  spec.id = "m";
  spec.learner = "llm";
  spec.metric = "auc";
  spec.shots = 4;
  spec.conditions = std::move(conditions);
  spec.tasks = std::move(tasks);
  return spec;
}

/// Every pair of the matrix with the same separation; queries, and what is hard about them, are a
/// task's own.
inline std::vector<Arm> arms_alike(const MatrixSpec& spec, const Simulation& simulation,
                                   const Rng& rng) {
  std::vector<Arm> arms;
  for (const std::string& task : spec.tasks)
    for (const std::string& condition : spec.conditions) {
      const Rng of_task = rng.at(task);
      arms.push_back(simulated_arm(condition, spec.learner, simulation, of_task.at("queries"),
                                   of_task.at(condition)));
      arms.back().task = task;
    }
  return arms;
}

}  // namespace tangram::verdict_testing
