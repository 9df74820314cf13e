#include "llama/score_collector.h"

#include <cmath>
#include <utility>

#include "base/check.h"
#include "llama/log_softmax.h"

namespace tangram {

ScoreCollector::ScoreCollector(std::span<const Path> paths, ScoreSink& sink, Work& work)
    : paths_(paths), sink_(sink), work_(work), scores_(paths.size()), missing_(paths.size()) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    missing_[i] = paths[i].tokens.size() - static_cast<std::size_t>(paths[i].scored_from);
    scores_[i].token_logps.resize(missing_[i]);
  }
}

void ScoreCollector::take(const DecodeStep& step, const LlamaSession& session) {
  int row = -1;
  double normaliser = 0.0;
  std::span<const float> logits;
  for (const Wanted& wanted : step.wanted) {
    if (wanted.row != row) {
      row = wanted.row;
      logits = session.logits(row);
      normaliser = log_sum_exp(logits);
      require(std::isfinite(normaliser),
              "the model gives logits that are no numbers after {} tokens of path {}: its file is "
              "damaged, or this back-end cannot run it",
              row + 1, wanted.path);
    }
    const Token next = paths_[wanted.path].tokens[static_cast<std::size_t>(wanted.row) + 1];
    put(wanted, static_cast<double>(logits[static_cast<std::size_t>(next)]) - normaliser);
  }
}

void ScoreCollector::put(const Wanted& wanted, double log_p) {
  const std::size_t i = wanted.path;
  scores_[i].token_logps[static_cast<std::size_t>(wanted.row + 1 - paths_[i].scored_from)] = log_p;
  if (--missing_[i] > 0) return;
  ++work_.paths;
  work_.tokens_asked += paths_[i].tokens.size();
  sink_.done(i, std::move(scores_[i]));
}

}  // namespace tangram
