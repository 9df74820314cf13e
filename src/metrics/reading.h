#pragma once

#include <span>

namespace tangram {

/// How one number is read from a candidate's token log-probabilities. sum: the probability
/// of the words. The others divide it by a length, so that long labels are not punished for
/// their length (Brown et al. 2020 per token; lm-evaluation-harness per character or byte).
enum class Reading { sum, per_token, per_char, per_byte };

struct CandidateLength {
  int n_chars = 0;  // code points
  int n_bytes = 0;  // UTF-8
};

/// The candidate's score in nats (per token, character, byte). `token_logps` is not empty.
/// -inf where a token is impossible. A candidate without characters has length 1: it is
/// one learner's single number and no text.
double read_score(Reading reading, std::span<const double> token_logps,
                  const CandidateLength& length = {});

}  // namespace tangram
