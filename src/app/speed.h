#pragma once

#include <stop_token>

#include "llama/llama_language_model.h"

namespace tangram {

/// Tokens a second of a prompt of ordinary tokens, and so of what a run evaluates.
double tokens_per_second(LlamaLanguageModel& model, std::stop_token stop);

}  // namespace tangram
