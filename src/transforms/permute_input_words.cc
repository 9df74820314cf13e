#include "transforms/permute_input_words.h"

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "transforms/input_tokens.h"

namespace tangram {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

/// Calls f(piece, is_word) for each run of white space and of other characters, in order.
template <class F>
void for_each_run(std::string_view text, F f) {
  while (!text.empty()) {
    const bool is_word = kWhiteSpace.find(text.front()) == std::string_view::npos;
    const std::size_t end =
        is_word ? text.find_first_of(kWhiteSpace) : text.find_first_not_of(kWhiteSpace);
    f(text.substr(0, end), is_word);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  }
}

const std::string& text_of(const TextInput& x) {
  const auto* text = std::get_if<std::string>(&x);
  require(
      text != nullptr,
      "permute_input_words: the inputs are tokens already; put it before the transformations of "
      "tokens in its condition");
  return *text;
}

}  // namespace

Episode<Text> PermuteInputWords::apply(Episode<Text> episode, const Rng& rng, int) const {
  std::map<std::string, std::string, std::less<>> h;
  const auto collect = [&h](const TextInput& x) {
    for_each_run(text_of(x), [&h](std::string_view piece, bool is_word) {
      if (is_word) h.try_emplace(std::string(piece));
    });
  };
  for (const auto& example : episode.problem.demonstration) collect(example.x);
  for (const auto& question : episode.problem.questions) collect(question.x);

  std::vector<std::string> words;
  for (const auto& [word, image] : h) words.push_back(word);
  rng.at("h").at("words").shuffle(words);
  std::size_t next = 0;
  for (auto& [word, image] : h) image = words[next++];

  replace_inputs(episode.problem, [&h](const TextInput& x) {
    std::string out;
    for_each_run(text_of(x), [&](std::string_view piece, bool is_word) {
      out += is_word ? std::string_view(h.find(piece)->second) : piece;
    });
    return out;
  });
  return episode;
}

}  // namespace tangram
