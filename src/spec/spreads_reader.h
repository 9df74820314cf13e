#pragma once

#include <vector>

#include "base/value.h"
#include "spec/spreads.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Reads every [[spread]] of a document: id, score (a sum of arms) and over (an axis of the blocks
/// that it speaks of). Metric, shots and the other axes are the reader's where they are not given.
/// Throws Error "FILE:LINE: ..." on an axis that no block has, and as read_claims() does; a reader
/// that is not strict: what the grid no longer has, an axis with one value among it, is noted in
/// Statement::missing instead.
std::vector<SpreadSpec> read_spreads(const Value& document, const StatementReader& reader);

}  // namespace tangram::spec
