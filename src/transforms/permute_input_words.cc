#include "transforms/permute_input_words.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
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
  require(text != nullptr,
          "permute_input_words, fresh_input_words: the inputs are tokens already; put it before "
          "the transformations of tokens in its condition");
  return *text;
}

/// The distinct words of an episode's inputs, sorted.
std::vector<std::string> words_of(const Problem<Text>& problem) {
  std::set<std::string, std::less<>> words;
  const auto collect = [&words](const TextInput& x) {
    for_each_run(text_of(x), [&words](std::string_view piece, bool is_word) {
      if (is_word && !words.contains(piece)) words.emplace(piece);
    });
  };
  for (const auto& example : problem.demonstration) collect(example.x);
  for (const auto& question : problem.questions) collect(question.x);
  return {words.begin(), words.end()};
}

/// The input with each word written as image(word).
template <class F>
std::string rewritten(const TextInput& x, F&& image) {
  std::string out;
  for_each_run(text_of(x), [&](std::string_view piece, bool is_word) {
    out += is_word ? std::string_view(image(piece)) : piece;
  });
  return out;
}

}  // namespace

Episode<Text> PermuteInputWords::apply(Episode<Text> episode, const Rng& rng, int) const {
  const std::vector<std::string> words = words_of(episode.problem);
  std::vector<std::string> images = words;
  rng.at("h").at("words").shuffle(images);
  const auto h = [&](std::string_view word) -> const std::string& {
    const auto at = std::lower_bound(words.begin(), words.end(), word);
    return images[static_cast<std::size_t>(at - words.begin())];
  };
  replace_inputs(episode.problem, [&h](const TextInput& x) { return rewritten(x, h); });
  return episode;
}

Episode<Text> FreshInputWords::apply(Episode<Text> episode, const Rng& rng, int) const {
  auto& problem = episode.problem;
  const std::vector<std::string> words = words_of(problem);
  const auto drawn = [&words](const TextInput& x, Rng of_input) {
    return rewritten(x, [&](std::string_view) -> const std::string& {
      return words[of_input.below(words.size())];
    });
  };
  const Rng stream = rng.at("h").at(episode.index);  // per_query: a draw holds many episodes
  for (std::size_t i = 0; i < problem.demonstration.size(); ++i) {
    TextInput& x = problem.demonstration[i].x;
    x = drawn(x, stream.at("demonstration").at(i));
  }
  TANGRAM_CHECK(episode.query.size() == problem.questions.size());
  for (std::size_t q = 0; q < problem.questions.size(); ++q) {
    auto& question = problem.questions[q];
    question.x = drawn(question.x,
                       stream.at(question.reference ? "reference" : "query").at(episode.query[q]));
  }
  return episode;
}

}  // namespace tangram
