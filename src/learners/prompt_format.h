#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/episode.h"
#include "core/tokenizer.h"

namespace tangram {

/// A TextFormat cut at its holes. An example is before_x x before_y space_y y after_y; the
/// query ends after before_y, and space_y belongs to the candidate. Where the format's
/// trailing_space is set (legacy of Li et al. 2024's code), space_y ends the query instead.
struct PromptFormat {
  std::string start, separator;
  std::string before_x, before_y, space_y, after_y;
  bool trailing_space = false;

  /// What ends a query's text, after x.
  std::string query_end() const { return trailing_space ? before_y + space_y : before_y; }

  /// A candidate as it stands in the prompt, with the white space that belongs to it.
  std::string candidate(std::string_view word) const;
};

/// Throws Error unless `example` holds {x} and then {y}, each once.
PromptFormat parse_format(const TextFormat& format);

/// A prompt while it is written: tokens that no later text can change (up to the last
/// spliced input), and the text since then, which is tokenised with what follows it.
struct PromptText {
  std::vector<Token> head;
  std::string run;

  bool begins_document() const { return head.empty(); }
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

/// Writes before_x and x. Text is only appended. Token ids are spliced: the white space
/// before them is theirs, so it is taken off the text before, which is then tokenised.
/// Throws Error if the ids belong to another tokenizer.
void append_input(PromptText& prompt, const PromptFormat& format, const TextInput& x,
                  RunEncoder& encoder);

/// Writes a whole example with its answer. Throws Error as append_input does.
///
/// Half an example (core/episode.h) has half of the template: without an answer it is before_x x,
/// without an input what stands between {x} and {y}, from its first character that is no white
/// space on, then y after_y. As Min et al. 2022 write "x\n\n\nx" and "y\n\n\ny" of
/// "x\ny\n\n\nx\ny".
void append_example(PromptText& prompt, const PromptFormat& format, const Text::Example& example,
                    RunEncoder& encoder);

}  // namespace tangram
