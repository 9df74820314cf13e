#pragma once

#include <string>
#include <vector>

#include "core/episode.h"
#include "learners/joint_encoding.h"
#include "learners/label_guard.h"
#include "learners/prompt_format.h"

namespace tangram {

/// The tokens of a query's last run (what stands after the last spliced input), alone and
/// with each candidate, each encoded whole. `prompt` ends where the candidate begins. In the
/// legacy form (trailing space) a candidate is tokenised apart from its query.
JointTokens encode_whole(const PromptText& prompt, const PromptFormat& format,
                         const std::vector<std::string>& words, RunEncoder& runs);

/// The same tokens for the query `base.text + stem`, at the price of stem and candidates.
JointTokens encode_after(const EncodedText& base, const std::string& stem,
                         const PromptFormat& format, const std::vector<std::string>& words,
                         JointEncoder& encoder);

}  // namespace tangram
