#pragma once

#include <string_view>

#include "core/episode.h"

namespace tangram {

/// Throws Error, in the name of `owner`, unless the problem is one of regression on one number: an
/// answer to each example, of one number, and questions after no more examples than there are.
/// Dimensions it does not look at.
void check_regression(const Problem<Vector>& problem, std::string_view owner);

}  // namespace tangram
