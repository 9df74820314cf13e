#pragma once

#include <string>

#include "tests/cli/tangram.h"

namespace tangram {

/// Runs a study of two tasks of made texts under four maps, with a matrix of them, by a learner of
/// known mechanism: no model, and six draws, so that everything has an interval. The store's path.
std::string matrix_run(const Sandbox& box);

}  // namespace tangram
