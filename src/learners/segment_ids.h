#pragma once

#include <string_view>
#include <vector>

#include "core/episode.h"
#include "core/tokenizer.h"

namespace tangram {

/// The ids of an input that is tokens already. Throws Error in the name of `owner` if they belong
/// to another tokenizer. Valid while the segment is.
const std::vector<Token>& segment_ids(const TokenSegment& segment, const Tokenizer& tokenizer,
                                      std::string_view owner);

}  // namespace tangram
