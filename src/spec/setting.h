#pragma once

#include <string>

#include "base/value.h"

namespace tangram::spec {

/// "learner.llm.model=x" as a document of its own, { learner = { llm = { model = "x" } } }: the
/// value as TOML, or else as a bare word. Its places say "--set learner.llm.model=x". Throws
/// Error on what is neither.
Value parse_setting(const std::string& setting);

}  // namespace tangram::spec
