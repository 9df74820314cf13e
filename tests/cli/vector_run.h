#pragma once

#include <cstddef>
#include <string>

#include "tests/cli/tangram.h"

namespace tangram {

/// A store of that name, answers that are vectors, `n_done` of its ten units done: ridge and
/// averaging in five repeats of one sequence, asked at 0 and 4 shots, d = 2. In repeat i ridge is
/// off by `scale`, averaging by `scale` times 2 + i / 8; that ridge errs less is claimed. The
/// store's path.
std::string vector_run(const Sandbox& box, const char* store, std::size_t n_done, double scale = 1);

}  // namespace tangram
