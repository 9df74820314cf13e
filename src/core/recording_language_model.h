#pragma once

#include <memory>
#include <string>

#include "core/language_model.h"
#include "core/open_model.h"

namespace tangram {

/// Counts what a run would cost and scores nothing: every log-probability is that of a
/// uniform guess over the vocabulary, every state zero but the embeddings (layer 0), which are
/// noise, another for each token: a task may make a map of them. `tangram plan` runs a study on
/// it.
class RecordingLanguageModel final : public LanguageModel, public OpenModel {
 public:
  /// n_layers, width: as the real model says. The tokenizer must outlive this.
  RecordingLanguageModel(const Tokenizer& tokenizer, int context_length, int n_layers, int width);

  const Tokenizer& tokenizer() const override { return tokenizer_; }
  const std::string& fingerprint() const override { return fingerprint_; }
  int context_length() const override { return context_length_; }
  Outcome score(std::span<const Path> paths, ScoreSink& sink, std::stop_token stop) override;
  Work work() const override { return work_; }

  int n_layers() const override { return n_layers_; }
  int width() const override { return width_; }
  std::vector<Eigen::MatrixXf> read_last(std::span<const std::vector<Token>> paths,
                                         std::span<const Site> sites,
                                         std::stop_token stop) override;

 private:
  const Tokenizer& tokenizer_;
  std::string fingerprint_ = "recording";
  int context_length_, n_layers_, width_;
  Work work_;
};

}  // namespace tangram
