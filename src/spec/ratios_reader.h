#pragma once

#include <vector>

#include "base/value.h"
#include "spec/ratios.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Reads every [[ratio]] of a document: id, name, numerator and denominator, each two scores, the
/// first less the second; a score is a sum of arms, or { arm = "original/llm", shots = 0 } where it
/// is asked elsewhere. Metric, shots and bound axes are the reader's where they are not given.
/// Throws Error "FILE:LINE: ..." on scores of different metrics, on other than two, and as
/// read_claims() does; a reader that is not strict: what the grid no longer has is noted in
/// Statement::missing instead.
std::vector<RatioSpec> read_ratios(const Value& document, const StatementReader& reader);

}  // namespace tangram::spec
