#pragma once

#include <functional>
#include <string>
#include <unordered_map>

#include "core/episode.h"
#include "core/prompt_slot.h"

namespace tangram {

/// Inputs as token ids, as they stand in a prompt of one format: tokens_in_slot(), so that a
/// segment begins with the white space before {x}. An input that is tokens already is taken
/// as it is. Keeps what it encoded: an episode asks the same query at every number of shots.
class InputTokens {
 public:
  /// `user` names the transformation in errors. The tokenizer outlives this.
  InputTokens(const Tokenizer& tokenizer, const TextFormat& format, std::string user);

  /// Throws Error if `x` holds tokens of another tokenizer. Valid while this lives.
  const TokenSegment& operator()(const TextInput& x);

 private:
  const Tokenizer& tokenizer_;
  PromptSlot slot_;
  std::string user_;
  std::unordered_map<std::string, TokenSegment> encoded_;
};

/// Replaces every input of the problem, those of reference questions too.
void replace_inputs(Problem<Text>& problem, const std::function<TextInput(const TextInput&)>& f);

}  // namespace tangram
