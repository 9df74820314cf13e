#pragma once

#include <vector>

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// Reads [claims] and every [[hypothesis]] of a document whose blocks are read. Throws Error
/// "FILE:LINE: ..." on an unknown key, an arm, axis, metric or number of shots that the grid
/// does not have, an axis left open, claims that contradict each other. `strict` false (a size
/// of the study: profile, --set, --data): what the grid no longer has is noted in
/// Statement::missing instead.
ClaimsSpec read_claims(const Value& document, const Study& study, bool strict);

}  // namespace tangram::spec
