#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/rng.h"
#include "core/episode.h"
#include "learners/prompt_format.h"

// What the tests of written prompts share.
namespace tangram {

/// Keeps what is logged.
class Lines final : public Log {
 public:
  void write(LogLevel, std::string_view message) override { lines.emplace_back(message); }
  std::vector<std::string> lines;
};

inline Candidates candidates(std::vector<std::string> words) {
  return std::make_shared<const std::vector<std::string>>(std::move(words));
}

inline PromptFormat format_of(std::string example) {
  TextFormat format;
  format.example = std::move(example);
  return parse_format(format);
}

/// Parts with white space at their ends, digits, half words, template words.
inline std::string sentence(Rng rng) {
  const std::vector<std::string> parts = {"the movie", " was", " good", "bad",   "...",  " and ",
                                          "1000",      "ing",  "\n",    "  ok ", "tive", "Review"};
  std::string out;
  for (std::uint64_t i = 0, n = 1 + rng.below(8); i < n; ++i) out += parts[rng.below(parts.size())];
  return out;
}

/// A problem of 6 examples with 4 queries at each of 0, 1 and 6 shots.
inline Problem<Text> draw(std::uint64_t index, const Candidates& words) {
  const Rng rng = Rng(3).at(index);
  Problem<Text> p;
  for (std::uint64_t i = 0; i < 6; ++i)
    p.demonstration.push_back(
        {sentence(rng.at("x").at(i)), words, static_cast<int>(i % words->size())});
  for (int shots : {0, 1, 6})
    for (std::uint64_t q = 0; q < 4; ++q)
      p.questions.push_back({shots, sentence(rng.at("q").at(q)), words});
  return p;
}

}  // namespace tangram
