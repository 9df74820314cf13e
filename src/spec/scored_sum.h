#pragma once

#include <string>

#include "spec/claims.h"

namespace tangram {

/// A score, or a weighted sum of scores, that an analysis reads. Of `score`, the effect, the
/// metric, the shots, the axes and `missing` are meant; it compares nothing.
struct ScoredSum {
  std::string text;  // "ra/llm": as the study writes it
  Statement score;
};

}  // namespace tangram
