#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/language_model.h"
#include "llama/decode_plan.h"
#include "llama/llama_session.h"

namespace tangram {

/// Scores of paths while the decodes of a plan fill them: each goes to the sink when it is whole.
class ScoreCollector {
 public:
  /// All must outlive this.
  ScoreCollector(std::span<const Path> paths, ScoreSink& sink, Work& work);

  /// Reads what `step`, which `session` has just run, was to read. Paths that share a row share
  /// its normaliser. Throws Error if the logits are no numbers.
  void take(const DecodeStep& step, const LlamaSession& session);

 private:
  void put(const Wanted& wanted, double log_p);

  std::span<const Path> paths_;
  ScoreSink& sink_;
  Work& work_;
  std::vector<PathScore> scores_;
  std::vector<std::size_t> missing_;  // tokens, by path
};

}  // namespace tangram
