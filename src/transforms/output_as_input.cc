#include "transforms/output_as_input.h"

#include <set>
#include <utility>
#include <vector>

#include "base/check.h"

namespace tangram {

Episode<Text> OutputAsInput::apply(Episode<Text> episode, const Rng&, int) const {
  for (auto& example : episode.problem.demonstration)
    example.x = example.candidates->at(static_cast<std::size_t>(example.y));
  const auto asked = std::exchange(episode.problem.questions, {});
  const std::set<int> truths(episode.truth.begin(), episode.truth.end());
  episode.truth.clear();
  episode.query.clear();

  Candidates labels;
  std::set<int> shots;
  for (const auto& question : asked) {
    if (question.reference) continue;
    if (!labels) labels = question.candidates;
    require(
        labels == question.candidates || *labels == *question.candidates,
        "output_as_input: the queries offer different answers ('{}' ... and '{}' ...); it needs "
        "a task with one set of labels",
        labels->front(), question.candidates->front());
    shots.insert(question.shots);
  }
  for (const int k : shots)
    for (std::size_t i = 0; i < labels->size(); ++i) {
      if (!asks_all() && !truths.contains(static_cast<int>(i))) continue;
      episode.problem.questions.push_back({k, (*labels)[i], labels});
      episode.truth.push_back(static_cast<int>(i));
      episode.query.push_back(i);
    }
  return episode;
}

}  // namespace tangram
