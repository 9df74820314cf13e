#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/episode.h"
#include "core/tokenizer.h"
#include "learners/prompt_format.h"

namespace tangram {

/// A query, and the query with each candidate after it, each tokenised as one text.
struct JointTokens {
  std::vector<Token> context;
  std::vector<std::vector<Token>> with;  // one per candidate
  bool operator==(const JointTokens&) const = default;
};

/// Where candidates begin. A candidate is stable if the query's tokens stay as they are when
/// it follows. Where one is not, every candidate is cut at the last token that none of them
/// changes, so that all are scored on the same condition.
struct Boundary {
  std::size_t cut = 0;       // with[c][cut] is candidate c's first scored token
  std::vector<bool> stable;  // one per candidate
};
Boundary find_boundary(const JointTokens& tokens);

/// Why candidates cannot be told apart or scored, one sentence for each that is at fault; none:
/// all is well.
/// Words: empty, white space only, unprintable. Tokens: none to score, the same for two
/// candidates.
std::vector<std::string> word_faults(const std::vector<std::string>& words);
std::vector<std::string> token_faults(const std::vector<std::string>& words,
                                      const JointTokens& tokens, const Boundary& boundary);

/// Candidates whose tokens are the beginning of others', one sentence for each: by their sum the
/// longer could never win. By the mean per token it can.
std::vector<std::string> begun_candidates(const std::vector<std::string>& words,
                                          const JointTokens& tokens, const Boundary& boundary);

/// Candidates whose first scored token is the same, one sentence a token: a reading of first tokens
/// alone could not tell them apart.
std::vector<std::string> shared_first_tokens(const std::vector<std::string>& words,
                                             const JointTokens& tokens, const Boundary& boundary);

/// What is no fault and still worth knowing, one sentence each: candidates that re-cut the query;
/// in a plain prompt (a chat template may mean it so), a query that ends in lone white space.
std::vector<std::string> recut_remarks(const std::vector<std::string>& words,
                                       const Boundary& boundary);
std::vector<std::string> space_remarks(const JointTokens& tokens, const Boundary& boundary,
                                       const Tokenizer& tokenizer);

/// How one candidate meets its prompt.
struct CandidateReport {
  std::string text;                // as it stands in the prompt, white space included
  std::vector<Token> tokens;       // that are scored
  std::vector<std::string> bytes;  // of each of them
  bool stable = true;              // false: it changes the query's last tokens (re-cut)
  std::vector<std::string> warnings;
};

/// How candidates meet a prompt: what `tangram tokens` prints.
struct LabelReport {
  std::string text;                // the query, without start of document and candidate
  std::vector<Token> context;      // its tokens that no candidate changes
  std::vector<std::string> bytes;  // of each of them
  std::vector<CandidateReport> candidates;
  std::vector<std::string> remarks;
  std::vector<std::string> errors;  // not empty: the prompt learner refuses these candidates
};

/// Pure. `x` stands in a prompt without demonstrations.
LabelReport inspect_labels(const Tokenizer& tokenizer, const PromptFormat& format,
                           const std::vector<std::string>& words, const TextInput& x);

}  // namespace tangram
