#pragma once

#include <span>

#include "core/language_model.h"

namespace tangram {

/// What every language model refuses before any work. Throws Error: a path longer than
/// `context_length` (names the longest one, its tokens and the limit), a path that scores its
/// first token or nothing, a token outside the vocabulary, BOS twice at the start.
void check_paths(std::span<const Path> paths, const Tokenizer& tokenizer, int context_length);

}  // namespace tangram
