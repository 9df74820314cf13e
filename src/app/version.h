#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tangram {

/// What a run's numbers depend on beside study, model and data: versions, revision,
/// compiler, processor. Pairs of a dotted name and a value, in a fixed order.
std::vector<std::pair<std::string, std::string>> build_facts();

}  // namespace tangram
