#pragma once

#include <filesystem>

#include "verdict/verdicts.h"

namespace tangram {

/// The effects that a file states, for a plan without a pilot. TOML: a table for each metric
/// with the score of each arm, as the claims write it (at every number of shots), behind it what
/// they bind of the axes of its block; of an arm that they read at one setting alone that may be
/// left out; and what one question's share in an effect varies by, as standard deviations, 0 where
/// left out:
///
///   [spread]
///   draw = 0.05
///   query = 0.02
///   residual = 0.4
///   [auc]
///   "original/llm" = 0.95
///   "data:ra/llm, balanced = true" = 0.8
///
/// Throws Error "FILE:LINE: ..." on an unknown metric, an arm that no claim names, one without its
/// setting that they read at several, a score that is given twice, a negative spread, and where an
/// arm that a gate or a decisive statement needs has no score.
EffectSource read_assumptions(const std::filesystem::path& path, const Study& study);

}  // namespace tangram
