#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/tokenizer.h"

namespace tangram {

/// How a FakeTokenizer is made.
struct FakeVocabulary {
  std::vector<std::string> pieces;  // beyond the 256 bytes; the earlier, the sooner merged
  bool split_words = false;     // a piece never spans a change of kind: a word with its space, a
                                // run of white space, a run of digits, a run of punctuation
  bool document_space = false;  // a document begins with a space that its text does not hold
  bool has_bos = true;
  std::vector<std::string> controls = {};  // names of control tokens beside BOS and EOS
  std::optional<ChatFrame> chat_frame = {};
};

/// A real byte-pair tokenizer with a small vocabulary: neighbours whose bytes together are
/// a piece are merged, the earliest piece first, leftmost first. It has the traps of real
/// ones: "positive" alone is other tokens than " positive", and what follows a text can
/// change the text's last tokens.
///
/// Ids: 0 BOS, 1 EOS, 2..257 the bytes, then the pieces in order, then the control tokens.
class FakeTokenizer final : public Tokenizer {
 public:
  /// A vocabulary that knows the prompts of the tests: template words, label words, common
  /// English pieces with their partial merges.
  FakeTokenizer();
  explicit FakeTokenizer(FakeVocabulary vocabulary);

  const std::string& fingerprint() const override { return fingerprint_; }
  std::vector<Token> encode(std::string_view text) const override;
  std::vector<Token> encode_inside(std::string_view text) const override;
  std::string decode(const std::vector<Token>& ids) const override;
  int size() const override {
    return first_control() + static_cast<int>(vocabulary_.controls.size());
  }
  bool is_ordinary(Token id) const override { return id >= kFirstPiece && id < first_control(); }
  Token bos() const override { return vocabulary_.has_bos ? 0 : -1; }
  Token eos() const override { return 1; }
  std::optional<ChatFrame> chat_frame() const override { return vocabulary_.chat_frame; }

  /// The id of a piece or of a single byte; -1: no such token.
  Token id_of(std::string_view piece) const;

  static FakeVocabulary default_vocabulary();

  /// The same with a chat template like ChatML's, in the control tokens <user>, <model> and <end>:
  /// "<user>\nU<end>\n<model>\nA<end>\n<user>\nU".
  static FakeVocabulary chat_vocabulary();

 private:
  static constexpr Token kFirstByte = 2, kFirstPiece = kFirstByte + 256;
  Token first_control() const {
    return kFirstPiece + static_cast<Token>(vocabulary_.pieces.size());
  }
  void encode_run(std::string_view run, std::vector<Token>& out) const;

  FakeVocabulary vocabulary_;
  std::unordered_map<std::string, Token> ids_;
  std::string fingerprint_;
};

}  // namespace tangram
