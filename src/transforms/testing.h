#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "core/episode.h"
#include "tests/fakes/word_tokenizer.h"

// For tests only: episodes to transform.
namespace tangram {

struct EpisodeShape {
  std::vector<std::string> labels = {"negative", "positive"};
  std::vector<int> shots = {0, 2, 4, 8};
  int queries = 3;
  int references = 1;
};

/// A balanced demonstration of two-word reviews, and every query at every number of shots,
/// then the references.
inline Episode<Text> test_episode(const EpisodeShape& shape = {}) {
  const std::vector<std::string> words = {"good", "bad", "film", "plot", "cold", "warm", "slow"};
  const auto text = [&words](int i) {
    const auto n = static_cast<int>(words.size());
    return words[static_cast<std::size_t>(i % n)] + " " +
           words[static_cast<std::size_t>((i / n + i + 1) % n)];
  };
  const auto labels = std::make_shared<const std::vector<std::string>>(shape.labels);
  const int k = static_cast<int>(labels->size());
  Episode<Text> episode{"test", 7, {{}, {}, test_format()}, {}, {}};
  for (int i = 0; i < shape.shots.back(); ++i)
    episode.problem.demonstration.push_back({text(i), labels, i % k});
  for (const int shots : shape.shots) {
    for (int q = 0; q < shape.queries; ++q) {
      episode.problem.questions.push_back({shots, text(100 + q), labels});
      episode.truth.push_back(q % k);
      episode.query.push_back(static_cast<std::uint64_t>(q));
    }
    for (int r = 0; r < shape.references; ++r) {
      episode.problem.questions.push_back({shots, "N/A", labels, true});
      episode.query.push_back(static_cast<std::uint64_t>(r));
    }
  }
  return episode;
}

inline std::string text_of(const TextInput& x) {
  if (const auto* text = std::get_if<std::string>(&x)) return "text " + *text;
  const auto& segment = std::get<TokenSegment>(x);
  return fmt::format("tokens {} {}", segment.tokenizer, fmt::join(segment.ids, " "));
}

/// All that an episode holds, word for word.
inline std::string text_of(const Episode<Text>& episode) {
  std::string out = fmt::format("{} {}\n", episode.task, episode.index);
  for (const auto& [x, candidates, y] : episode.problem.demonstration)
    out += fmt::format("{} [{}] {}\n", text_of(x), fmt::join(*candidates, "|"), y);
  for (const auto& [shots, x, candidates, reference] : episode.problem.questions)
    out +=
        fmt::format("{} {} [{}] {}\n", shots, text_of(x), fmt::join(*candidates, "|"), reference);
  const auto& format = episode.problem.format;
  return out + fmt::format("{} {} {} {}\n{}\n{}\n", format.example, format.separator, format.start,
                           format.trailing_space, fmt::join(episode.truth, " "),
                           fmt::join(episode.query, " "));
}

}  // namespace tangram
