#pragma once

#include <functional>
#include <vector>

#include "core/trainable.h"
#include "study/laboratory.h"

namespace tangram {

/// The nets that the learners of a study need, or those of some of its units, each once: trainings
/// in the order in which units ask for them, the nets of one in the order of their steps, so that
/// each goes on from the one before.
std::vector<Trainable*> nets_of(const Laboratory& laboratory);
std::vector<Trainable*> nets_of(const Laboratory& laboratory,
                                const std::function<bool(const WorkUnit&)>& is_meant);

/// Floating-point operations that it still costs to train them in this order. Throws Error as
/// Trainable does.
double operations_left(const std::vector<Trainable*>& nets);

/// Where a net is not trained yet: draws what all learners will be asked, the first unit of each
/// cell, and shows it to them. Throws Error where one cannot answer it: so now, not after hours of
/// training.
void check_questions(Laboratory& laboratory);

}  // namespace tangram
