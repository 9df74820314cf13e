#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tangram {

using Token = int;

/// Text in which control tokens stand. No text can spell a control token: that keeps the turns of
/// a dialogue apart, whatever is said in them.
struct MarkedText {
  struct Mark {
    Token control;
    std::string text;  // that follows the token
    bool operator==(const Mark&) const = default;
  };
  std::string text;  // before the first mark
  std::vector<Mark> marks;
  bool operator==(const MarkedText&) const = default;
};

/// What a model's chat template writes around the turns of a dialogue. U a user's text, A an
/// answer, <..> control tokens; here ChatML:
///
///   <|im_start|>user\n  U  <|im_end|>\n<|im_start|>assistant\n  A  <|im_end|>\n<|im_start|>user\n
///   before_user            before_answer                           after_shown_answer
struct ChatFrame {
  MarkedText before_user;    // from the beginning of the document to the first user's text
  MarkedText before_answer;  // from the end of the last user's text to where the model goes on

  /// White space with which the template begins an answer that it is given, where before_answer
  /// ends without it: " " in "ASSISTANT: A". It is the answer's first character. Most have none.
  std::string answer_space;

  MarkedText before_shown_answer;  // from the end of a user's text to the answer that it was given
  MarkedText after_shown_answer;   // from the end of that answer to the next user's text
  bool operator==(const ChatFrame&) const = default;
};

/// Text to tokens and back, without a model's weights: planning, token-level
/// transformations and remote models need no more than this. Immutable, thread-safe.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// Hash of the vocabulary and its rules.
  virtual const std::string& fingerprint() const = 0;

  /// The tokens of a text that begins a document or follows a control token. Never adds BOS, never
  /// reads "<eos>" and the like in a text as control tokens.
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

  /// The model's chat template; nothing: it has none. Throws Error where it is not understood.
  virtual std::optional<ChatFrame> chat_frame() const { return std::nullopt; }
};

}  // namespace tangram
