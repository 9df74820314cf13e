#pragma once

#include <filesystem>

#include "verdict/verdicts.h"

namespace tangram {

/// The effects that a file states, for a plan without a pilot. TOML: a table for each metric
/// with the score of each arm, as the claims write it (at every number of shots), and what one
/// question's share in an effect varies by, as standard deviations, 0 where left out:
///
///   [spread]
///   draw = 0.05
///   query = 0.02
///   residual = 0.4
///   [auc]
///   "original/llm" = 0.95
///
/// Throws Error "FILE:LINE: ..." on an unknown metric, an arm that no claim names, a negative
/// spread, and where an arm that a gate or a decisive statement needs has no score.
EffectSource read_assumptions(const std::filesystem::path& path, const Study& study);

}  // namespace tangram
