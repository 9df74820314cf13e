#include "learners/label_guard.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"
#include "learners/question_tokens.h"

namespace tangram {
namespace {

std::size_t common_prefix(const std::vector<Token>& a, const std::vector<Token>& b) {
  const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<std::size_t>(at - a.begin());
}

std::span<const Token> scored(const JointTokens& tokens, const Boundary& boundary, std::size_t c) {
  return std::span(tokens.with[c]).subspan(boundary.cut);
}

/// Whether `a` begins `b` (or is `b`).
bool begins(std::span<const Token> a, std::span<const Token> b) {
  return a.size() <= b.size() && std::equal(a.begin(), a.end(), b.begin());
}

bool only_space(std::string_view bytes) {
  return !bytes.empty() && bytes.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos;
}

std::vector<std::string> bytes_of(const Tokenizer& tokenizer, std::span<const Token> tokens) {
  std::vector<std::string> out;
  for (Token token : tokens) out.push_back(tokenizer.decode({token}));
  return out;
}

/// "'a' and 'b'", "'a', 'b' and 'c'", "'a', 'b', 'c', 'd', 'e' and 72 more".
std::string named(const std::vector<std::string>& words) {
  constexpr std::size_t kShown = 5;
  const std::size_t n = words.size(), n_listed = n <= kShown + 1 ? n - 1 : kShown;
  std::string out;
  for (std::size_t i = 0; i < n_listed; ++i)
    out += fmt::format("{}'{}'", i == 0 ? "" : ", ", shown(words[i], 40));
  if (n_listed > 0) out += " and ";
  return out + (n <= kShown + 1 ? fmt::format("'{}'", shown(words.back(), 40))
                                : fmt::format("{} more", n - kShown));
}

std::string unstable_remark(const std::string& word) {
  return fmt::format(
      "candidate '{}' changes the last tokens of the query: all candidates are scored from the "
      "last token that none of them changes",
      shown(word));
}

}  // namespace

Boundary find_boundary(const JointTokens& tokens) {
  Boundary out;
  out.cut = tokens.context.size();
  for (const auto& whole : tokens.with) {
    const std::size_t kept = common_prefix(tokens.context, whole);
    out.stable.push_back(kept == tokens.context.size());
    out.cut = std::min(out.cut, kept);
  }
  return out;
}

std::vector<std::string> word_faults(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (std::size_t c = 0; c < words.size(); ++c) {
    const std::string& word = words[c];
    if (word.empty())
      out.push_back(fmt::format("candidate {} is empty: give it a word", c));
    else if (only_space(word))
      out.push_back(
          fmt::format("candidate {} '{}' is only white space: give it a word", c, shown(word)));
    else if (!is_printable(word))
      out.push_back(
          fmt::format("candidate {} '{}' cannot be printed: give it a word", c, shown(word)));
  }
  return out;
}

std::vector<std::string> token_faults(const std::vector<std::string>& words,
                                      const JointTokens& tokens, const Boundary& boundary) {
  std::vector<std::string> out;
  std::vector<bool> told(words.size());  // among those of an earlier one with the same tokens
  for (std::size_t a = 0; a < words.size(); ++a) {
    const auto own = scored(tokens, boundary, a);
    if (own.empty())
      out.push_back(fmt::format("candidate '{}' has no tokens in this prompt: give it another word",
                                shown(words[a])));
    if (own.empty() || told[a]) continue;
    std::vector<std::string> same{words[a]};
    for (std::size_t b = a + 1; b < words.size(); ++b) {
      const auto other = scored(tokens, boundary, b);
      if (!std::equal(own.begin(), own.end(), other.begin(), other.end())) continue;
      same.push_back(words[b]);
      told[b] = true;
    }
    if (same.size() > 1)
      out.push_back(
          fmt::format("candidates {} have the same tokens: they cannot be told apart; "
                      "give {} another word",
                      named(same), same.size() == 2 ? "one" : "all but one"));
  }
  return out;
}

std::vector<std::string> begun_candidates(const std::vector<std::string>& words,
                                          const JointTokens& tokens, const Boundary& boundary) {
  std::vector<std::string> out;
  for (std::size_t a = 0; a < words.size(); ++a) {
    const auto own = scored(tokens, boundary, a);
    std::vector<std::string> longer;
    for (std::size_t b = 0; b < words.size(); ++b) {
      const auto other = scored(tokens, boundary, b);
      if (!own.empty() && own.size() < other.size() && begins(own, other))
        longer.push_back(words[b]);
    }
    if (!longer.empty())
      out.push_back(
          fmt::format("the tokens of candidate '{}' begin those of {}, which could then never win; "
                      "give one another word",
                      shown(words[a]), named(longer)));
  }
  return out;
}

std::vector<std::string> shared_first_tokens(const std::vector<std::string>& words,
                                             const JointTokens& tokens, const Boundary& boundary) {
  std::vector<std::pair<Token, std::vector<std::string>>> groups;  // in the order of the words
  for (std::size_t c = 0; c < words.size(); ++c) {
    const auto own = scored(tokens, boundary, c);
    if (own.empty()) continue;
    const auto known = std::find_if(groups.begin(), groups.end(),
                                    [&](const auto& group) { return group.first == own[0]; });
    auto& group =
        known == groups.end() ? groups.emplace_back(own[0], std::vector<std::string>{}) : *known;
    group.second.push_back(words[c]);
  }
  std::vector<std::string> out;
  for (const auto& [token, group] : groups)
    if (group.size() > 1)
      out.push_back(fmt::format("candidates {} have the same first token", named(group)));
  return out;
}

std::vector<std::string> recut_remarks(const std::vector<std::string>& words,
                                       const Boundary& boundary) {
  std::vector<std::string> out;
  for (std::size_t a = 0; a < words.size(); ++a)
    if (!boundary.stable[a]) out.push_back(unstable_remark(words[a]));
  return out;
}

std::vector<std::string> space_remarks(const JointTokens& tokens, const Boundary& boundary,
                                       const Tokenizer& tokenizer) {
  if (boundary.cut == 0 || boundary.cut > tokens.context.size() ||
      !only_space(tokenizer.decode({tokens.context[boundary.cut - 1]})))
    return {};
  return {"the query ends in a token that is only white space"};
}

LabelReport inspect_labels(const Tokenizer& tokenizer, const PromptFormat& format,
                           const std::vector<std::string>& words, const TextInput& x) {
  RunEncoder runs(tokenizer);
  PromptText prompt = begin_prompt(format, runs);
  append_input(prompt, format, x, runs);
  prompt.run += format.query_end();
  append_answer_turn(prompt, format, runs);
  const JointTokens tokens = encode_whole(prompt, format, words, runs);
  const Boundary boundary = find_boundary(tokens);

  LabelReport out;
  out.context.assign(tokens.context.begin(),
                     tokens.context.begin() + static_cast<std::ptrdiff_t>(boundary.cut));
  out.context.insert(out.context.begin(), prompt.head.begin(), prompt.head.end());
  out.bytes = bytes_of(tokenizer, out.context);
  out.text = tokenizer.decode(prompt.head) + prompt.run;
  out.remarks = recut_remarks(words, boundary);
  if (format.chat == Chat::none)
    for (auto& remark : space_remarks(tokens, boundary, tokenizer))
      out.remarks.push_back(std::move(remark));
  for (auto& pair : shared_first_tokens(words, tokens, boundary))
    out.remarks.push_back(std::move(pair));
  out.errors = word_faults(words);
  for (auto& fault : token_faults(words, tokens, boundary)) out.errors.push_back(std::move(fault));
  for (auto& pair : begun_candidates(words, tokens, boundary))
    out.errors.push_back(std::move(pair));
  for (std::size_t c = 0; c < words.size(); ++c) {
    CandidateReport candidate;
    candidate.text = format.candidate(words[c]);
    const auto own = scored(tokens, boundary, c);
    candidate.tokens.assign(own.begin(), own.end());
    candidate.bytes = bytes_of(tokenizer, own);
    candidate.stable = boundary.stable[c];
    if (!candidate.stable) candidate.warnings.push_back(unstable_remark(words[c]));
    if (only_space(words[c].substr(0, 1)) ||
        (words[c].size() > 1 && only_space(words[c].substr(words[c].size() - 1))))
      candidate.warnings.push_back("the word begins or ends in white space of its own");
    out.candidates.push_back(std::move(candidate));
  }
  return out;
}

}  // namespace tangram
