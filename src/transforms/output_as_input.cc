#include "transforms/output_as_input.h"

#include <set>
#include <utility>
#include <vector>

#include "base/check.h"

namespace tangram {

OutputAsInput::OutputAsInput(Options options, const Resources&) : options_(std::move(options)) {
  std::set<std::string> seen;
  for (const auto& [label, word] : options_.words.entries) {
    require(word.string() != nullptr && !word.string()->empty(),
            "{}: output_as_input: the word of '{}' must be a string", word.place.str(), label);
    require(seen.insert(*word.string()).second,
            "{}: output_as_input: '{}' stands for two labels; their questions could not be told "
            "apart",
            word.place.str(), *word.string());
  }
}

std::string OutputAsInput::id() const {
  // An option at its default is not named: stored runs know the id without it.
  std::string text = asks_all() ? "" : "asked=of_queries";
  if (!options_.words.entries.empty())
    text +=
        fmt::format("{}words={}", text.empty() ? "" : ", ", canonical_text({options_.words, {}}));
  return fmt::format("output_as_input({})", text);
}

std::string OutputAsInput::input_of(const std::string& label) const {
  if (options_.words.entries.empty()) return label;
  const Value* word = options_.words.find(label);
  require(word != nullptr, "output_as_input: 'words' has no word for the label '{}'; add one",
          label);
  return *word->string();
}

Episode<Text> OutputAsInput::apply(Episode<Text> episode, const Rng&, int) const {
  for (auto& example : episode.problem.demonstration)
    example.x = input_of(example.candidates->at(static_cast<std::size_t>(example.y)));
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
      episode.problem.questions.push_back({k, input_of((*labels)[i]), labels});
      episode.truth.push_back(static_cast<int>(i));
      episode.query.push_back(i);
    }
  return episode;
}

}  // namespace tangram
