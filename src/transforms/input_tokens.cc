#include "transforms/input_tokens.h"

#include <utility>

#include "base/check.h"

namespace tangram {

InputTokens::InputTokens(const Tokenizer& tokenizer, const TextFormat& format, std::string user)
    : tokenizer_(tokenizer), slot_(input_slot(format)), user_(std::move(user)) {}

const TokenSegment& InputTokens::operator()(const TextInput& x) {
  if (const auto* segment = std::get_if<TokenSegment>(&x)) {
    require(segment->tokenizer == tokenizer_.fingerprint(),
            "{}: the input holds tokens of another vocabulary ({:.12} instead of {:.12}); one run "
            "has one tokenizer",
            user_, segment->tokenizer, tokenizer_.fingerprint());
    return *segment;
  }
  const auto& text = std::get<std::string>(x);
  const auto [it, fresh] = encoded_.try_emplace(text);
  if (fresh) it->second = {tokens_in_slot(tokenizer_, slot_, text), tokenizer_.fingerprint()};
  return it->second;
}

void replace_inputs(Problem<Text>& problem, const std::function<TextInput(const TextInput&)>& f) {
  for (auto& example : problem.demonstration) example.x = f(example.x);
  for (auto& question : problem.questions) question.x = f(question.x);
}

}  // namespace tangram
