#pragma once

#include <string>

#include "core/tokenizer.h"
#include "llama/decode_plan.h"
#include "llama/llama_session.h"

namespace tangram {

/// How a model may be evaluated: rules.whole unless rewinding was seen to change no bit.
struct ProbeResult {
  DecodeRules rules;
  std::string reason;  // why rules.whole; empty: it is not
};

/// Compares, on a sequence of seeded random tokens and bit for bit over whole rows of logits, one
/// evaluation of the sequence with the same rows after every kind of rewinding that a plan does:
/// other cuts of the trunk, other suffixes before, short and padded decodes, few and many reads.
/// Finds the least rows a decode needs. About 450 tokens, 110 rows of logits; leaves the cache
/// empty.
ProbeResult probe_rewinding(LlamaSession& session, const Tokenizer& tokenizer);

}  // namespace tangram
