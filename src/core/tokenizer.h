#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tangram {

using Token = int;

/// Text to tokens and back, without a model's weights: planning, token-level
/// transformations and remote models need no more than this. Immutable, thread-safe.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// Hash of the vocabulary and its rules.
  virtual const std::string& fingerprint() const = 0;

  /// The tokens of a text that begins a document. Never adds BOS, never reads "<eos>" and
  /// the like in a text as control tokens.
  virtual std::vector<Token> encode(std::string_view text) const = 0;

  /// The tokens of a text that stands after other text: as encode(), without the space that
  /// some vocabularies put before a document. For all other vocabularies the same.
  virtual std::vector<Token> encode_inside(std::string_view text) const = 0;

  /// The bytes of the tokens put together; control tokens by their names.
  virtual std::string decode(const std::vector<Token>& ids) const = 0;

  virtual int size() const = 0;  // tokens in the vocabulary: ids are 0 .. size() - 1

  /// A token of text: not control, unknown, unused, user-defined or a raw byte.
  virtual bool is_ordinary(Token id) const = 0;

  virtual Token bos() const = 0;  // -1: the model wants none
  virtual Token eos() const = 0;  // -1: there is none
};

}  // namespace tangram
