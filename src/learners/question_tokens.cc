#include "learners/question_tokens.h"

#include <utility>

namespace tangram {
namespace {

/// Legacy: the candidate's own tokens after the query's.
std::vector<Token> joined(std::vector<Token> context, const std::vector<Token>& word) {
  context.insert(context.end(), word.begin(), word.end());
  return context;
}

}  // namespace

JointTokens encode_whole(const PromptText& prompt, const PromptFormat& format,
                         const std::vector<std::string>& words, RunEncoder& runs) {
  const bool begins_document = prompt.begins_document;
  JointTokens out;
  runs.append(prompt.run, begins_document, out.context);
  for (const auto& word : words) {
    std::vector<Token> whole;
    if (format.trailing_space)
      whole = joined(out.context, runs.encode(word, false));
    else
      runs.append(prompt.run + format.candidate(word), begins_document, whole);
    out.with.push_back(std::move(whole));
  }
  return out;
}

JointTokens encode_after(const EncodedText& base, const std::string& stem,
                         const PromptFormat& format, const std::vector<std::string>& words,
                         JointEncoder& encoder) {
  EncodedText query{base.text + stem, encoder.extend(base, stem), base.begins_document};
  JointTokens out;
  for (const auto& word : words)
    out.with.push_back(format.trailing_space
                           ? joined(query.tokens, encoder.tokenizer().encode_inside(word))
                           : encoder.extend(query, format.candidate(word)));
  out.context = std::move(query.tokens);
  return out;
}

}  // namespace tangram
