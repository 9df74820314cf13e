#include "core/check_paths.h"

#include <cstddef>

#include "base/check.h"

namespace tangram {

namespace {

void check_tokens(const std::vector<Token>& tokens, std::size_t i, const Tokenizer& tokenizer) {
  for (Token token : tokens)
    require(token >= 0 && token < tokenizer.size(),
            "path {}: token {} is outside the vocabulary of {} tokens; encode the text with this "
            "model's own tokenizer",
            i, token, tokenizer.size());
  const Token bos = tokenizer.bos();
  require(bos < 0 || tokens.size() < 2 || tokens[0] != bos || tokens[1] != bos,
          "path {} begins with BOS (token {}) twice: remove one, or the model reads a prompt that "
          "it never saw in training",
          i, bos);
}

void check_scored_from(const Path& path, std::size_t i, const Tokenizer& tokenizer) {
  const int size = static_cast<int>(path.tokens.size());
  if (path.scored_from < 1) {
    require(tokenizer.bos() >= 0,
            "path {} scores its first token, and this model has no BOS to stand before it: give at "
            "least one token of context (a non-empty prompt), or name a BOS with the option "
            "bos = TOKEN",
            i);
    fail(
        "path {} scores its first token (scored_from = {}): put BOS (token {}) before it and "
        "score from 1",
        i, path.scored_from, tokenizer.bos());
  }
  require(path.scored_from < size,
          "path {} has nothing to score: {} tokens, scored_from = {}; a candidate must have at "
          "least one token",
          i, size, path.scored_from);
}

}  // namespace

void check_paths(std::span<const Path> paths, const Tokenizer& tokenizer, int context_length) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i].tokens.size() > paths[longest].tokens.size()) longest = i;
    check_scored_from(paths[i], i, tokenizer);
    check_tokens(paths[i].tokens, i, tokenizer);
  }
  if (paths.empty()) return;
  const std::size_t size = paths[longest].tokens.size();
  require(size <= static_cast<std::size_t>(context_length),
          "path {} of {} is the longest and does not fit: {} tokens, the context holds {}; use "
          "fewer shots or shorter texts, or a larger context if the model was trained for one",
          longest, paths.size(), size, context_length);
}

}  // namespace tangram
