#include "tasks/questions.h"

#include <algorithm>
#include <functional>

#include "base/check.h"

namespace tangram {

void check_shape(const Shape& shape, std::string_view task, OwnReferences own) {
  const auto& shots = shape.shots;
  require(!shots.empty() && shots.front() >= 0 &&
              std::adjacent_find(shots.begin(), shots.end(), std::greater_equal<>()) == shots.end(),
          "{}: shots must ascend from 0 or more, but are [{}]", task, fmt::join(shots, ", "));
  require(shape.queries >= 1, "{}: queries is {}, must be at least 1", task, shape.queries);
  const References& references = shape.references;
  require(references.pool >= 0 && references.domain_words >= 0,
          "{}: references are {} of the pool and {} of words, must be at least 0", task,
          references.pool, references.domain_words);
  require(own.pool || references.pool == 0,
          "{}: references asks {} of the pool, and this task has none to draw from; ask "
          "content_free or unconditional ones",
          task, references.pool);
  require(own.domain_words || references.domain_words == 0,
          "{}: references asks {} texts of domain_words, and this task has no texts to take words "
          "from; ask content_free or unconditional ones",
          task, references.domain_words);
}

Rng query_stream(const Rng& rng, std::uint64_t index, const Shape& shape) {
  const Rng queries = rng.at("queries");
  switch (shape.design) {
    case Design::crossed:
      return queries;
    case Design::nested:
      return queries.at(index);
    case Design::per_query:
      return queries.at(index / static_cast<std::uint64_t>(shape.queries));
  }
  TANGRAM_CHECK(false);
  return queries;
}

std::vector<int> asked_in_draw(std::vector<int> drawn, std::uint64_t index, const Shape& shape) {
  if (shape.design != Design::per_query) return drawn;
  return {drawn[index % static_cast<std::uint64_t>(shape.queries)]};
}

void append_questions(const std::vector<AskedItem>& items, const Candidates& candidates,
                      const std::vector<int>& shots, Episode<Text>& episode) {
  const std::size_t n_questions = shots.size() * items.size();
  episode.problem.questions.reserve(n_questions);
  episode.query.reserve(n_questions);
  episode.truth.reserve(n_questions);
  for (const int n : shots)
    for (const AskedItem& item : items) {
      const bool reference = item.truth == AskedItem::kReference;
      episode.problem.questions.push_back({n, item.text, candidates, reference});
      if (!reference) episode.truth.push_back(item.truth);
      episode.query.push_back(item.number);
    }
}

}  // namespace tangram
