#pragma once

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// Reads every [[correlation]] of a document whose blocks are read. Metric and shots are those of
/// [claims] where they are not given. Throws Error "FILE:LINE: ..." as read_claims() does; `strict`
/// false: what the grid no longer has is noted in Statement::missing instead.
CorrelationsSpec read_correlations(const Value& document, const Study& study, bool strict);

}  // namespace tangram::spec
