#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/episode.h"

namespace tangram {

/// The words of all candidate lists of a problem, in the order in which they are first met; the
/// empty word of an example without an answer is none.
std::vector<std::string> labels_of(const Problem<Text>& problem);

/// Writes every candidate list of a problem anew, each word as g says (an empty one stays); what
/// items shared, they share again. g has a value for each of labels_of(problem).
void rewrite_candidates(Problem<Text>& problem, const std::map<std::string, std::string>& g);

}  // namespace tangram
