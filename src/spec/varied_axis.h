#pragma once

#include <string_view>

#include "spec/study.h"

namespace tangram::spec {

/// The axis of that name with the most values that a block has. `what` names the value in the
/// message. Throws Error where no block has it.
const Axis& varied_axis(const Study& study, const Value& name, std::string_view what);

}  // namespace tangram::spec
