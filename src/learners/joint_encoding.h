#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/tokenizer.h"

namespace tangram {

/// A text with its tokens. begins_document: tokens = encode(text), else encode_inside(text).
struct EncodedText {
  std::string text;
  std::vector<Token> tokens;
  bool begins_document = true;
};

/// The tokens of a long text with a short one put after it, at the price of the short one.
///
/// What follows a text changes only the text's last tokens. So the end of the text is
/// tokenised again together with what follows, from a token boundary a little way back;
/// where the new tokens have agreed with the old ones, at the same bytes, over several
/// tokens, the two are spliced. Why that gives the tokens of the whole: in byte-pair
/// merging (by rank or by score) a boundary that stays between two tokens depends on those
/// two tokens alone, since each is merged within its own bytes; so tokens that are right
/// with their left neighbours here and with their right neighbours there are right together.
/// The stretch of several tokens covers the look-ahead of pre-tokenisers. Where nothing
/// agrees, or the tokens do not spell the text (a vocabulary that normalises), the start
/// goes further back, in the end to the beginning: then it is the encoding of the whole.
class JointEncoder {
 public:
  /// The tokenizer must outlive this.
  explicit JointEncoder(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  const Tokenizer& tokenizer() const { return tokenizer_; }

  /// The tokens of base.text + suffix, as if encoded whole. O(suffix) beside the copy.
  std::vector<Token> extend(const EncodedText& base, std::string_view suffix);

 private:
  /// The splice with the end re-tokenised from `window` tokens back; empty: no agreement.
  std::vector<Token> splice(const EncodedText& base, std::string_view suffix, std::size_t window);
  const std::string& bytes(Token token);

  /// encode_inside, from memory where it can be: the end of a prompt is the template and a
  /// label, so the same few tails return with every question and at every number of shots.
  std::vector<Token> encode_tail(const std::string& tail);

  const Tokenizer& tokenizer_;
  std::unordered_map<Token, std::string> bytes_;
  std::unordered_map<std::string, std::vector<Token>> tails_;
};

}  // namespace tangram
