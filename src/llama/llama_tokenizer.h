#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "core/tokenizer.h"

struct llama_model;

namespace tangram {

/// The vocabulary of a GGUF file. Immutable after construction, thread-safe.
class LlamaTokenizer final : public Tokenizer {
 public:
  /// Loads the vocabulary only; the weights are not read. `bos` as in LlamaOptions. Throws
  /// Error (missing, truncated or damaged file; a model without a vocabulary; a BOS that is
  /// no token). `log` is used during construction only.
  LlamaTokenizer(const std::filesystem::path& path, Log& log, const std::string& bos = "auto");

  /// Over a model that is already loaded. vocabulary_sha256: GgufHeader's.
  LlamaTokenizer(std::shared_ptr<const llama_model> model, const std::string& vocabulary_sha256,
                 const std::string& bos);
  ~LlamaTokenizer() override;

  const std::string& fingerprint() const override { return fingerprint_; }
  std::vector<Token> encode(std::string_view text) const override;
  std::vector<Token> encode_inside(std::string_view text) const override;
  std::string decode(const std::vector<Token>& ids) const override;
  int size() const override { return size_; }
  bool is_ordinary(Token id) const override;
  Token bos() const override { return bos_; }
  Token eos() const override { return eos_; }
  std::optional<ChatFrame> chat_frame() const override;

 private:
  void read_vocabulary(const std::string& vocabulary_sha256, const std::string& bos);
  void find_anchor();
  std::string piece(Token id) const;

  std::shared_ptr<const llama_model> model_;
  std::string fingerprint_;
  int size_ = 0;
  Token bos_ = -1, eos_ = -1;
  std::vector<bool> ordinary_;

  /// Where encode() puts a space before a document: a text that merges with nothing after it,
  /// and how many tokens it has; encode_inside() encodes behind it. Empty: not needed.
  std::string anchor_;
  std::size_t anchor_size_ = 0;
};

}  // namespace tangram
