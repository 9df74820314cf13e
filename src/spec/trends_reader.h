#pragma once

#include <vector>

#include "base/value.h"
#include "spec/statements.h"
#include "spec/trends.h"

namespace tangram::spec {

/// Reads every [[trend]] of a document: id, name, x (numbers), y (as many
/// sums of arms), `given` (as many again, or { arms = [...], shots = 0, metric = "log_loss" } where
/// they are scored otherwise). Metric, shots and bound axes are the reader's where they are not
/// given. Throws Error "FILE:LINE: ..." on lists of different lengths, on an x that does not
/// vary, and as read_claims() does; a reader that is not strict: what the grid no longer has is
/// noted in Statement::missing instead.
std::vector<TrendSpec> read_trends(const Value& document, const StatementReader& reader);

}  // namespace tangram::spec
