#include "transforms/query_as_input.h"

#include "base/check.h"

namespace tangram {

Episode<Text> QueryAsInput::apply(Episode<Text> episode, const Rng&, int) const {
  const auto& questions = episode.problem.questions;
  TANGRAM_CHECK(episode.query.size() == questions.size());
  const Text::Question* asked = nullptr;
  std::uint64_t number = 0;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (questions[q].reference) continue;
    require(asked == nullptr || number == episode.query[q],
            "query_as_input: the draw asks queries {} and {}, and one demonstration cannot hold "
            "both; use it in a block with design = \"per_query\"",
            number, episode.query[q]);
    asked = &questions[q];
    number = episode.query[q];
  }
  if (asked == nullptr) return episode;
  for (auto& example : episode.problem.demonstration) example.x = asked->x;
  return episode;
}

}  // namespace tangram
