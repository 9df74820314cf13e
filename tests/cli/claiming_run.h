#pragma once

#include <string>

#include "tests/cli/tangram.h"

namespace tangram {

/// The path of the sandbox's study with more draws and a claim that a learner of n-grams can
/// fulfil: the generated reviews' words give their class away. To be read with
/// --set condition.ra=[].
std::string claiming_study(const Sandbox& box);

/// Runs it into a store of that name; the store's path.
std::string run_of(const Sandbox& box, const char* store, const char* seed = "seed=3");

}  // namespace tangram
