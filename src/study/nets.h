#pragma once

#include <vector>

#include "core/trainable.h"
#include "study/laboratory.h"

namespace tangram {

/// The nets that the learners of a study need, each once, in the order in which units ask.
std::vector<Trainable*> nets_of(const Laboratory& laboratory);

/// Floating-point operations that it still costs to train them in this order. Throws Error as
/// Trainable does.
double operations_left(const std::vector<Trainable*>& nets);

}  // namespace tangram
