#pragma once

#include <string>
#include <vector>

#include "study/laboratory.h"

namespace tangram {

/// What corruption really did to the labels of a condition's demonstrations: random labels of K are
/// right in 1/K only on average.
struct LabelsKept {
  std::string block, task, condition, axes;
  std::vector<double> shares;  // Laboratory::labels_kept() of each draw that shows labels
};

/// Of each condition on each task, in the order of the units; learners share their demonstrations.
/// Draws all episodes and asks no learner.
std::vector<LabelsKept> labels_kept(const Laboratory& laboratory);

}  // namespace tangram
