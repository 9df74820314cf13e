#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/log.h"
#include "core/language_model.h"
#include "core/open_model.h"
#include "llama/llama_options.h"

namespace tangram {

/// What a model is, for `plan`, `models` and the report.
struct LlamaFacts {
  std::string description;  // "gemma3 270M Q4_K - Medium"
  std::uint64_t n_params = 0;
  std::uint64_t model_bytes = 0;         // of the weights
  std::uint64_t kv_bytes_per_token = 0;  // of the KV cache; 0 where a state has a fixed size
  std::uint64_t kv_bytes = 0;            // allocated now
  int train_context = 0;
};

/// A GGUF model on llama.cpp, on the CPU or where llama.cpp was built to run.
///
/// A score is a pure function of (fingerprint, path): see docs/engine.md for what makes the
/// arithmetic of a row independent of the rows that stand beside it, and for the probe at load
/// that checks it. Where the probe fails, and for models that cannot rewind their cache
/// (recurrent, hybrid, mixtures of experts), each path is evaluated from its start: slower, and
/// just as pure.
class LlamaLanguageModel final : public LanguageModel, public OpenModel {
 public:
  /// Loads the model (memory-mapped) and probes it, for about a second. file_sha256: the
  /// SHA-256 of the file if it is known already; empty: it is computed. Throws Error if the
  /// file is missing, truncated or damaged, if it is no causal language model, or if an option
  /// does not fit it. `log` must outlive this.
  LlamaLanguageModel(const std::filesystem::path& path, const LlamaOptions& options, Log& log,
                     std::string file_sha256 = "");
  ~LlamaLanguageModel() override;

  const Tokenizer& tokenizer() const override;
  const std::string& fingerprint() const override;
  int context_length() const override;
  Outcome score(std::span<const Path> paths, ScoreSink& sink, std::stop_token stop) override;
  Work work() const override;

  int n_layers() const override;
  int width() const override;

  /// Layer 0 is the embedding of the path's last token, whatever stands before it: the row of
  /// token_embd as llama.cpp de-quantises it (the same matrix as the output's where they are
  /// tied), scaled as the model scales it, before positions. Where it alone is asked for, all
  /// distinct tokens are read in one call of the network a few hundred of them.
  std::vector<Eigen::MatrixXf> read_last(std::span<const std::vector<Token>> paths,
                                         std::span<const Site> sites,
                                         std::stop_token stop) override;

  /// "strict" or "whole": what the probe allowed.
  const std::string& exactness() const;

  /// Why exactness() is "whole"; empty where it is "strict".
  const std::string& exactness_reason() const;

  /// The options with nothing left open: a run keeps these.
  const LlamaOptions& options() const;
  const std::string& file_sha256() const;
  LlamaFacts facts() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "llama.cpp 0.5.0-dev, ggml 0.25.3 (0c1e570)".
std::string llama_backend_version();

}  // namespace tangram
