#include "learners/prompt_writer.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {

/// What the questions of one number of shots share.
struct PromptWriter::Shared {
  const PromptFormat& format;
  PromptText prompt;  // ends in the separator
  EncodedText run;    // the same, as one text with its tokens; no tokens where `whole` is set
  bool whole = false;
};

/// A question's tokens up to its last run, and those of this run with each candidate.
struct PromptWriter::Written {
  std::vector<Token> head;
  JointTokens tokens;
  bool operator==(const Written&) const = default;
};

namespace {

bool splices(const TextInput& x) {
  const auto* segment = std::get_if<TokenSegment>(&x);
  return segment != nullptr && !segment->ids.empty();
}

std::map<int, std::vector<std::size_t>> by_shots(const Problem<Text>& problem) {
  std::map<int, std::vector<std::size_t>> out;
  for (std::size_t q = 0; q < problem.questions.size(); ++q) {
    const auto& question = problem.questions[q];
    TANGRAM_CHECK(question.shots >= 0 &&
                  question.shots <= static_cast<int>(problem.demonstration.size()));
    TANGRAM_CHECK(question.candidates && !question.candidates->empty());
    out[question.shots].push_back(q);
  }
  return out;
}

/// Do these items offer different candidates?
template <class Items>
bool have_own_words(const Items& items) {
  return std::any_of(items.begin(), items.end(), [&items](const auto& item) {
    const Candidates& first = items.front().candidates;
    return item.candidates != first && *item.candidates != *first;
  });
}

void refuse(const std::vector<std::string>& faults) {
  if (!faults.empty()) fail("prompt: {}", fmt::join(faults, "; "));
}

}  // namespace

PromptWriter::PromptWriter(const Tokenizer& tokenizer, PromptWriterOptions options, Log* log)
    : runs_(tokenizer), joint_(tokenizer), options_(options), log_(log) {}

void PromptWriter::warn(const std::string& message) {
  constexpr std::size_t kMostRemarks = 40;  // each item of multiple choice has words to remark on
  if (log_ == nullptr || said_.size() > kMostRemarks || !said_.insert(message).second) return;
  log_->write(LogLevel::warning, said_.size() > kMostRemarks
                                     ? "prompt: more remarks of this kind are not shown"
                                     : "prompt: " + message);
}

void PromptWriter::warn_or_refuse_begun(const std::vector<std::string>& pairs) {
  if (!own_words_) refuse(pairs);
  for (const auto& pair : pairs) warn(pair);
}

std::vector<std::vector<Path>> PromptWriter::write(const Problem<Text>& problem,
                                                   const PromptFormat& format) {
  std::vector<std::vector<Path>> out(problem.questions.size());
  PromptText prompt = begin_prompt(format, runs_);
  int written = 0;
  bool whole = false;
  own_words_ = have_own_words(problem.questions) || have_own_words(problem.demonstration);
  const std::vector<std::string>* checked = nullptr;
  for (const auto& [shots, questions] : by_shots(problem)) {
    for (; written < shots; ++written) {
      const auto& example = problem.demonstration[static_cast<std::size_t>(written)];
      append_example(prompt, format, example, runs_);
    }
    Shared shared{format, prompt, {prompt.run, {}, prompt.begins_document}, whole};
    shared.whole = whole || questions.size() == 1;
    if (!shared.whole) shared.run.tokens = runs_.encode(prompt.run, prompt.begins_document);
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const auto& question = problem.questions[questions[i]];
      if (question.candidates.get() != checked && !options_.inputs_are_scored)
        refuse(word_faults(*question.candidates));
      checked = question.candidates.get();
      Written tokens = question_tokens(shared, question);
      if (i == 0 && !shared.whole) {
        shared.whole = true;
        const Written exact = question_tokens(shared, question);
        shared.whole = whole = tokens != exact;
        if (whole) {
          warn(
              "this vocabulary does not splice: every question is tokenised whole, which is "
              "slower and gives the same scores");
          tokens = exact;
        }
      }
      out[questions[i]] = paths(tokens, format, *question.candidates);
    }
  }
  return out;
}

PromptWriter::Written PromptWriter::question_tokens(const Shared& shared,
                                                    const Text::Question& question) {
  const PromptFormat& format = shared.format;
  PromptText prompt = shared.prompt;
  if (!shared.whole && !splices(question.x)) {
    PromptText stem;
    append_input(stem, format, question.x, runs_);
    stem.run += format.query_end();
    if (format.frame.before_answer.marks.empty())
      return {std::move(prompt.head),
              encode_after(shared.run, stem.run, format, *question.candidates, joint_)};
    const auto query = joint_.extend(shared.run, stem.run);
    prompt.head.insert(prompt.head.end(), query.begin(), query.end());
    prompt.run.clear();
  } else {
    append_input(prompt, format, question.x, runs_);
    prompt.run += format.query_end();
  }
  append_answer_turn(prompt, format, runs_);
  JointTokens tokens = encode_whole(prompt, format, *question.candidates, runs_);
  return {std::move(prompt.head), std::move(tokens)};
}

void PromptWriter::remark(const Written& written, const PromptFormat& format,
                          const Boundary& boundary, const std::vector<std::string>& words) {
  const JointTokens& tokens = written.tokens;
  warn_or_refuse_begun(begun_candidates(words, tokens, boundary));
  const auto pairs = shared_first_tokens(words, tokens, boundary);
  if (options_.refuse_same_first_token) refuse(pairs);
  if (!own_words_)  // of multiple choice half the items have such a pair
    for (const auto& pair : pairs) warn(pair);
  for (const auto& remark : recut_remarks(words, boundary)) warn(remark);
  if (format.chat == Chat::none)
    for (const auto& remark : space_remarks(tokens, boundary, runs_.tokenizer())) warn(remark);
}

std::vector<Path> PromptWriter::paths(const Written& written, const PromptFormat& format,
                                      const std::vector<std::string>& words) {
  const auto& [head, tokens] = written;
  const Boundary boundary = find_boundary(tokens);
  refuse(token_faults(words, tokens, boundary));
  if (!options_.inputs_are_scored) remark(written, format, boundary, words);

  const bool has_bos = format.chat != Chat::none && !head.empty() && head[0] == options_.bos;
  const bool put_bos = options_.bos >= 0 && !has_bos;
  const std::size_t before = (put_bos ? 1 : 0) + head.size();
  require(before + boundary.cut > 0,
          "prompt: no token stands before candidate '{}': the prompt is empty and the model has no "
          "BOS; give a template with text before {{x}}, or bos = <token id>",
          shown(words[0]));
  std::vector<Path> out;
  for (const auto& with : tokens.with) {
    Path path;
    path.tokens.reserve(before + with.size());
    if (put_bos) path.tokens.push_back(options_.bos);
    path.tokens.insert(path.tokens.end(), head.begin(), head.end());
    path.tokens.insert(path.tokens.end(), with.begin(), with.end());
    path.scored_from = static_cast<int>(before + boundary.cut);
    out.push_back(std::move(path));
  }
  return out;
}

}  // namespace tangram
