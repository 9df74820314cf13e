#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// Reads the blocks of a study whose overrides are worked in: every [[block]], or the one
/// block that [study] and [grid] make. Throws Error as load_study() says.
std::vector<Block> read_blocks(const Value& document, const std::string& domain);

}  // namespace tangram::spec
