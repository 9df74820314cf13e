#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "core/tokenizer.h"
#include "llama/llama_options.h"

struct llama_model;

namespace tangram {

/// Rows [begin, end) of `tokens` to evaluate behind the rows [0, begin) that are in the cache.
struct Decode {
  std::span<const Token> tokens;
  int begin = 0, end = 0;
  int padding = 0;             // rows behind `end`, removed from the cache afterwards
  std::span<const int> reads;  // rows whose logits are computed, ascending
};

/// A model with its one context and cache: what the cache holds is always a prefix of one
/// sequence. The settings are those under which rewinding changes no bit: no flash attention,
/// full-size caches for sliding windows, one unified stream. Not thread-safe.
class LlamaSession {
 public:
  /// options: resolved (threads >= 1, context >= 1). `log` must outlive this.
  LlamaSession(std::shared_ptr<const llama_model> model, const LlamaOptions& options, Log& log);
  ~LlamaSession();

  /// Makes room for sequences of n_tokens; a larger context loses the cache.
  void reserve(int n_tokens);

  /// True if the cache can be cut back: not so for recurrent and hybrid models.
  bool can_rewind() const;

  void clear();  // empties the cache

  /// Runs one call of the network. Throws Error if llama.cpp fails; the cache is then empty.
  void run(const Decode& decode);

  /// The logits of a row that the last run() read, one a token of the vocabulary. Valid until
  /// the next run(). Throws Error if they are not there.
  std::span<const float> logits(int row) const;

  /// The tokens in the cache.
  std::span<const Token> cached() const;

  /// From now on run() keeps the residual stream behind these blocks (from 1, ascending) at the
  /// first row of `reads`; empty: no more. kept(): width x layers; throws Error naming a layer
  /// that the model's graph does not show.
  void keep_states(std::vector<int> layers);
  Eigen::MatrixXf kept() const;

  /// Layer 0: the embedding of each token as the first block receives it, width x tokens: the
  /// file's row, de-quantised, scaled where the model scales it, without a learned position. One
  /// call of the network a chunk of tokens; the cache is empty afterwards. Throws Error where
  /// the model's graph does not show it.
  Eigen::MatrixXf embeddings(std::span<const Token> tokens);

  int n_context() const;  // rows for which there is room
  int n_layers() const;
  int width() const;
  int vocabulary() const;
  std::uint64_t kv_bytes() const;  // allocated now, as far as the metadata tells
  std::uint64_t kv_bytes_per_token() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tangram
