#pragma once

#include <string>

#include "tests/cli/tangram.h"

namespace tangram {

/// Runs a study of two tasks of made texts under four maps, with a matrix of them, a trend over
/// three, a ratio and a correlation of two, and a spread over lapses, by a learner of known
/// mechanism: no model, and six draws, so that everything has an interval. The store's path.
std::string analyses_run(const Sandbox& box);

}  // namespace tangram
