#pragma once

#include <optional>

#include "core/tokenizer.h"

struct llama_model;

namespace tangram {

/// The chat template in a model's metadata (tokenizer.chat_template), as far as llama.cpp knows
/// it: llama.cpp recognises templates by what they hold and writes them itself. So a system
/// message that a template would add of its own accord is not there. Nothing: the model has no
/// template. Throws Error where llama.cpp does not know it, or what it writes is no frame.
///
/// Control tokens are found as llama.cpp finds them, in what the template writes and in nothing
/// else.
std::optional<ChatFrame> read_chat_frame(const llama_model& model);

}  // namespace tangram
