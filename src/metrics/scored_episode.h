#pragma once

#include <vector>

#include "core/episode.h"
#include "core/learner.h"
#include "metrics/reading.h"
#include "metrics/scored.h"

namespace tangram {

/// The queries of an answered episode as the metrics see them, in their order and at all its
/// numbers of shots: a reading of each candidate, beside the truth. Reference questions, which
/// have none, are left out. One answer a question, each with a score of every candidate.
std::vector<ScoredQuestion> scored_questions(const Episode<Text>& episode,
                                             const std::vector<Prediction>& answers,
                                             Reading reading = Reading::sum);

}  // namespace tangram
