#pragma once

#include <string_view>

#include "base/value.h"
#include "spec/statements.h"

namespace tangram::spec {

/// The axis of that name with the most values that a block of the arms in `scores` has, sums as
/// statements write them; where none of these blocks has it, that any block has, and the statement
/// that is read next says so. `what` names the value in the message. Throws Error where no block
/// has it, and as add_sum().
const Axis& varied_axis(const StatementReader& reader, const Array& scores, const Value& name,
                        std::string_view what);

}  // namespace tangram::spec
