#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/episode.h"
#include "core/tokenizer.h"

namespace tangram {

/// Where a prompt stands in a model's chat template.
enum class Chat {
  none,      // nowhere: the prompt is a plain text
  one_turn,  // all of it in one turn of the user; the candidate begins the assistant's
  turns,     // each example in two turns, the user's and the assistant's, the query likewise
};

/// A TextFormat cut at its holes. An example is before_x x before_y space_y y after_y; the
/// query ends after before_y, and space_y belongs to the candidate. Where the format's
/// trailing_space is set (legacy of Li et al. 2024's code), space_y ends the query instead.
///
/// In a chat `frame` stands around it. A turn of the user ends after before_y, the assistant's
/// holds y after_y, and space_y is not written between them: the candidate has the frame's own
/// answer_space before it. In Chat::turns the turns are what parts examples: no separator.
struct PromptFormat {
  std::string start, separator;
  std::string before_x, before_y, space_y, after_y;
  bool trailing_space = false;
  Chat chat = Chat::none;
  ChatFrame frame = {};  // empty where chat is none

  /// What ends a query's text, after x, up to the first control token of the frame.
  std::string query_end() const;

  /// A candidate as it stands in the prompt, with the white space that belongs to it.
  std::string candidate(std::string_view word) const;
};

/// Throws Error unless `example` holds {x} and then {y}, each once.
PromptFormat parse_format(const TextFormat& format);

/// "none", "one_turn" or "turns": the option `chat`. Throws Error on another name.
Chat parse_chat(const std::string& name);

/// The format in the tokenizer's chat template; as it is for Chat::none. Throws Error: no
/// template, one that is not understood, or a format with a trailing space.
PromptFormat in_chat(PromptFormat format, Chat chat, const Tokenizer& tokenizer);

/// A prompt while it is written: tokens that no later text can change (up to the last spliced
/// input or control token), and the text since then, which is tokenised with what follows it.
struct PromptText {
  std::vector<Token> head = {};
  std::string run = {};
  bool begins_document = true;  // `run` does, or it follows a control token: see Tokenizer::encode
};

/// Tokens of text runs, remembered: in prompts with spliced inputs the same few runs stand
/// between all inputs.
class RunEncoder {
 public:
  explicit RunEncoder(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  const Tokenizer& tokenizer() const { return tokenizer_; }

  /// The tokens of `run` as the whole of what stands between two inputs.
  std::vector<Token> encode(std::string_view run, bool begins_document) const;

  /// Appends them to `out`, from memory if the run was met before.
  void append(const std::string& run, bool begins_document, std::vector<Token>& out);

 private:
  const Tokenizer& tokenizer_;
  std::vector<std::pair<std::string, std::vector<Token>>> begun_, inside_;
};

/// Writes a text with control tokens in it.
void append_marked(PromptText& prompt, const MarkedText& text, RunEncoder& encoder);

/// What stands before the first example.
PromptText begin_prompt(const PromptFormat& format, RunEncoder& encoder);

/// Writes before_x and x. Text is only appended. Token ids are spliced: the white space
/// before them is theirs, so it is taken off the text before, which is then tokenised.
/// Throws Error if the ids belong to another tokenizer.
void append_input(PromptText& prompt, const PromptFormat& format, const TextInput& x,
                  RunEncoder& encoder);

/// Writes a whole example with its answer, and what parts it from the next one or the query. Throws
/// Error as append_input does, and for an example without an answer in Chat::turns.
///
/// Half an example (core/episode.h) has half of the template: without an answer it is before_x x,
/// without an input what stands between {x} and {y}, from its first character that is no white
/// space on, then y after_y. As Min et al. 2022 write "x\n\n\nx" and "y\n\n\ny" of
/// "x\ny\n\n\nx\ny".
void append_example(PromptText& prompt, const PromptFormat& format, const Text::Example& example,
                    RunEncoder& encoder);

/// Writes what stands between query_end() and the candidate: nothing in a plain prompt, in a chat
/// the frame from its first control token on.
void append_answer_turn(PromptText& prompt, const PromptFormat& format, RunEncoder& encoder);

}  // namespace tangram
