#include "metrics/scored_episode.h"

#include <cstddef>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {

std::vector<ScoredQuestion> scored_questions(const Episode<Text>& episode,
                                             const std::vector<Prediction>& answers,
                                             Reading reading) {
  const auto& questions = episode.problem.questions;
  TANGRAM_CHECK(answers.size() == questions.size());
  std::vector<ScoredQuestion> out;
  std::size_t next_truth = 0;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (questions[q].reference) continue;
    const auto& words = *questions[q].candidates;
    TANGRAM_CHECK(answers[q].candidate_logps.size() == words.size());
    ScoredQuestion scored{episode.truth.at(next_truth++), {}};
    for (std::size_t c = 0; c < words.size(); ++c) {
      const CandidateLength length{static_cast<int>(code_points(words[c])),
                                   static_cast<int>(words[c].size())};
      scored.candidate_log_p.push_back(read_score(reading, answers[q].candidate_logps[c], length));
    }
    out.push_back(std::move(scored));
  }
  return out;
}

}  // namespace tangram
