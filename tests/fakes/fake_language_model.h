#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/language_model.h"
#include "core/open_model.h"
#include "tests/fakes/fake_tokenizer.h"

namespace tangram {

/// log p(next | prefix), in nats. Pure, so the model is causal and batch-free.
using TokenScorer = std::function<double(std::span<const Token> prefix, Token next)>;

/// The state after `tokens` at a layer: `width` numbers. Pure.
using StateReader =
    std::function<std::vector<float>(std::span<const Token> tokens, int layer, int width)>;

/// A proper distribution over a vocabulary of `size` tokens for every prefix, different
/// from prefix to prefix. O(size) a token.
TokenScorer hash_scorer(std::uint64_t seed, int size);

/// The listed values, `otherwise` elsewhere. Key: the whole prefix (BOS too), then the next.
using ScoreTable = std::map<std::vector<Token>, double>;
TokenScorer table_scorer(ScoreTable table, double otherwise);

/// Pseudo-random numbers in [-1, 1) of the tokens and the layer.
StateReader hash_states(std::uint64_t seed);

/// How a FakeLanguageModel is made. Empty functions: hash_scorer(1), hash_states(1).
struct FakeModelOptions {
  TokenScorer scorer = {};
  StateReader states = {};
  int context_length = 4096;
  int n_layers = 8;
  int width = 6;
  std::string fingerprint = "fake-model";
};

/// A language model whose scores and states are known exactly. It counts its work as the
/// engine does and records every path that it was asked for.
class FakeLanguageModel final : public LanguageModel, public OpenModel {
 public:
  /// The tokenizer must outlive this.
  explicit FakeLanguageModel(const Tokenizer& tokenizer, FakeModelOptions options = {});

  const Tokenizer& tokenizer() const override { return tokenizer_; }
  const std::string& fingerprint() const override { return options_.fingerprint; }
  int context_length() const override { return options_.context_length; }
  Outcome score(std::span<const Path> paths, ScoreSink& sink, std::stop_token stop) override;
  Work work() const override { return work_; }

  int n_layers() const override { return options_.n_layers; }
  int width() const override { return options_.width; }
  std::vector<Eigen::MatrixXf> read_last(std::span<const std::vector<Token>> paths,
                                         std::span<const Site> sites,
                                         std::stop_token stop) override;

  const std::vector<Path>& asked() const { return asked_; }
  int score_calls() const { return score_calls_; }
  int read_calls() const { return read_calls_; }

 private:
  const Tokenizer& tokenizer_;
  FakeModelOptions options_;
  Work work_;
  std::vector<Path> asked_;
  int score_calls_ = 0, read_calls_ = 0;
};

}  // namespace tangram
