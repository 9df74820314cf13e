#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/tokenizer.h"

namespace tangram {

/// One question to a model: log p(tokens[i] | tokens[0, i)) for i in [scored_from, size).
/// BOS, where wanted, is an explicit first token. 1 <= scored_from < tokens.size().
struct Path {
  std::vector<Token> tokens;
  int scored_from = 1;
};

struct PathScore {
  std::vector<double> token_logps;  // nats, each <= 0; one per scored token, in order
};

/// Receives scores as they are ready, in any order; i is the index into the paths.
class ScoreSink {
 public:
  virtual ~ScoreSink() = default;
  virtual void done(std::size_t i, PathScore score) = 0;
};

enum class Outcome { done, stopped };

/// What a model has done since it was made: for progress, `plan` and the report.
struct Work {
  std::size_t tokens_evaluated = 0;  // pushed through the network
  std::size_t tokens_asked = 0;      // sum of the paths' lengths: what no sharing would cost
  std::size_t paths = 0;
};

/// A pre-trained model that scores paths. It knows nothing of tasks, labels or shots:
/// those live in PromptLearner. Sharing is the model's business, not the caller's: it sees
/// all paths at once and evaluates their common prefixes once (make_tree), so nested
/// shots, candidate labels, channel scoring, PMI and calibration inputs are all just paths.
///
/// In strict exactness a score is a pure function of (fingerprint, path): the same bits
/// whatever other paths come along, in whatever order, resumed or not.
///
/// Not thread-safe: a model belongs to one worker.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;
  virtual const Tokenizer& tokenizer() const = 0;

  /// SHA-256 of the weights and every setting that can change a score (context length, KV
  /// type, threads, exactness, back-end and its version). Part of every cache key.
  virtual const std::string& fingerprint() const = 0;
  virtual int context_length() const = 0;  // tokens of the longest path that fits

  /// Throws Error before any work, naming the longest path, if one does not fit: nothing
  /// is truncated in silence. Checks `stop` between evaluations.
  virtual Outcome score(std::span<const Path> paths, ScoreSink& sink, std::stop_token stop) = 0;

  virtual Work work() const = 0;
};

}  // namespace tangram
