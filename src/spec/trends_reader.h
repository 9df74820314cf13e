#pragma once

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// Reads every [[trend]] of a document whose blocks are read: id, name, x (numbers), y (as many
/// sums of arms), `given` (as many again, or { arms = [...], shots = 0, metric = "log_loss" } where
/// they are scored otherwise). Metric, shots and bound axes are those of [claims] where they are
/// not given. Throws Error "FILE:LINE: ..." on lists of different lengths, on an x that does not
/// vary, and as read_claims() does; `strict` false: what the grid no longer has is noted in
/// Statement::missing instead.
TrendsSpec read_trends(const Value& document, const Study& study, bool strict);

}  // namespace tangram::spec
