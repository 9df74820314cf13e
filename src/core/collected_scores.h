#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/language_model.h"

namespace tangram {

/// Holds the scores of one call of LanguageModel::score, by index of the path.
class CollectedScores final : public ScoreSink {
 public:
  explicit CollectedScores(std::size_t n_paths) : scores_(n_paths) {}

  void done(std::size_t i, PathScore score) override { scores_[i] = std::move(score); }

  /// nats, of the tokens that the path scores. Once a path.
  std::vector<double> take(std::size_t i) { return std::move(scores_[i].token_logps); }

 private:
  std::vector<PathScore> scores_;
};

}  // namespace tangram
