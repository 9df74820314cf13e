#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/log.h"
#include "core/episode.h"
#include "core/language_model.h"
#include "learners/prompt_format.h"
#include "learners/question_tokens.h"

namespace tangram {

/// How a PromptWriter goes to work.
struct PromptWriterOptions {
  Token bos = -1;                        // stands before every prompt; -1: nothing does
  bool refuse_same_first_token = false;  // else it is a remark
  bool inputs_are_scored = false;        // candidates are inputs: any text, and nothing to remark
};

/// Writes problems as paths: one for each candidate of each question.
///
/// Demonstration, query and candidate are one text and tokenised as such, so the query has
/// the same tokens at its end as the examples have before their answers. Questions share
/// the tokens of their demonstration (JointEncoder); the first question of each number of
/// shots is encoded whole beside, and if the two ever differ, that is logged and the
/// problem's questions are encoded whole from there on. About 0.1 ms a question.
///
/// In a chat the control tokens of the frame part the text: what stands between two of them is
/// tokenised as one text. BOS is not put before a frame that begins with it.
class PromptWriter {
 public:
  /// Tokenizer and log must outlive this; log may be null.
  PromptWriter(const Tokenizer& tokenizer, PromptWriterOptions options, Log* log);

  /// result[q][c]: question q with candidate c. Throws Error where a candidate cannot be
  /// scored without bias (label_guard.h), where token ids belong to another tokenizer, and
  /// where a prompt has no token before its candidate.
  ///
  /// Where items have candidates of their own (multiple choice), one whose tokens begin those of
  /// another is a remark and no Error: their words are the data's, and the mean per token is fair
  /// to both. A problem of one item alone does not show that, and is refused.
  std::vector<std::vector<Path>> write(const Problem<Text>& problem, const PromptFormat& format);

 private:
  struct Shared;
  struct Written;
  Written question_tokens(const Shared& shared, const Text::Question& question);
  std::vector<Path> paths(const Written& written, const PromptFormat& format,
                          const std::vector<std::string>& words);
  void warn(const std::string& message);
  void warn_or_refuse_begun(const std::vector<std::string>& pairs);
  void remark(const Written& written, const PromptFormat& format, const Boundary& boundary,
              const std::vector<std::string>& words);

  RunEncoder runs_;
  JointEncoder joint_;
  PromptWriterOptions options_;
  Log* log_;
  std::set<std::string> said_;  // each remark is logged once, and no more than a screen of them
  bool own_words_ = false;      // the problem's items have candidates of their own
};

}  // namespace tangram
