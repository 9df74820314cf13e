#pragma once

#include <vector>

#include "base/value.h"
#include "spec/correlations.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Reads every [[correlation]] of a document. Metric and shots are the reader's where they are not
/// given. Throws Error "FILE:LINE: ..." as read_claims() does; a reader that is not strict: what
/// the grid no longer has is noted in Statement::missing instead.
std::vector<CorrelationSpec> read_correlations(const Value& document,
                                               const StatementReader& reader);

}  // namespace tangram::spec
