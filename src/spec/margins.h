#pragma once

#include "spec/claims.h"

namespace tangram::spec {

/// Throws Error where one effect would support a hypothesis and refute it at once: a statement that
/// refutes it meets all that supports it of the same arms at the same setting, gates included. It
/// does not see what follows from statements about other arms together.
void check_margins(const HypothesisSpec& hypothesis);

}  // namespace tangram::spec
