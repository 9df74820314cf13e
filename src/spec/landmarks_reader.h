#pragma once

#include <vector>

#include "base/value.h"
#include "spec/landmarks.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Reads every [[landmark]] of a document: id, along (an axis of numbers above 0), and either
/// crossing = [SCORE, SCORE or NUMBER] or minimum = SCORE, scores as in a statement; metric, shots,
/// unit and the other axes as there. Throws Error "FILE:LINE: ..." on an axis that no block has or
/// that holds other values, and as read_claims() does; a reader that is not strict: what the grid
/// no longer has, an axis with one value among it, is noted in Statement::missing instead.
std::vector<LandmarkSpec> read_landmarks(const Value& document, const StatementReader& reader);

}  // namespace tangram::spec
