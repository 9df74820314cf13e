#pragma once

#include <stop_token>

#include "llama/llama_language_model.h"

namespace tangram {

/// Tokens a second of one long prompt of ordinary tokens: what a run makes of its tokens at best,
/// since short continuations are evaluated with fewer at once.
double tokens_per_second(LlamaLanguageModel& model, std::stop_token stop);

}  // namespace tangram
