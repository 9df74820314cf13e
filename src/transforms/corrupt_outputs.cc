#include "transforms/corrupt_outputs.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>

#include "base/check.h"

namespace tangram {
namespace {

constexpr double kWhole = 1e-9;

int n_kept(int n, double share) { return static_cast<int>(std::floor(share * n + kWhole)); }

void check_one_set(const Text::Demonstration& shown, const std::string& labels) {
  for (const auto& example : shown)
    require(*example.candidates == *shown.front().candidates,
            "corrupt_outputs: labels = {}: the examples offer different answers ('{}' ... and "
            "'{}' ...), so the label of one means nothing at another; use labels = wrong or "
            "uniform",
            labels, shown.front().candidates->front(), example.candidates->front());
}

}  // namespace

void CorruptOutputsOptions::visit(FieldVisitor& v) {
  v({.name = "scope",
     .help = "what is corrupted: the labels shown; what is asked keeps its truth",
     .choices = {"demonstration"}},
    scope);
  v({.name = "correct",
     .help = "share of the examples, drawn, that keep their label: exactly floor(correct k) of the "
             "first k, at every k that is asked",
     .min = 0,
     .max = 1},
    correct);
  v({.name = "labels",
     .help =
         "what the others show: a wrong candidate, any candidate, a label drawn as often as the "
         "demonstration has it, or one candidate for all",
     .choices = {"wrong", "uniform", "empirical", "constant"}},
    labels);
}

std::vector<bool> labels_kept(int n, const std::vector<int>& prefixes, double share,
                              const Rng& rng) {
  std::set<int> ends = {n};
  for (const int prefix : prefixes)
    if (prefix > 0 && prefix < n) ends.insert(prefix);
  std::vector<bool> kept(static_cast<std::size_t>(n));
  int begin = 0;
  for (const int end : ends) {
    std::vector<std::size_t> places;
    for (int i = begin; i < end; ++i) places.push_back(static_cast<std::size_t>(i));
    rng.at(static_cast<std::uint64_t>(begin)).shuffle(places);
    places.resize(static_cast<std::size_t>(n_kept(end, share) - n_kept(begin, share)));
    for (const std::size_t i : places) kept[i] = true;
    begin = end;
  }
  return kept;
}

std::string CorruptOutputs::id() const {
  return fmt::format("corrupt_outputs({})", options_text(options_));
}

int CorruptOutputs::drawn(const Text::Demonstration& shown, std::size_t i,
                          const Rng& stream) const {
  const auto& [x, candidates, y] = shown[i];
  const auto k = static_cast<std::uint64_t>(candidates->size());
  Rng own = stream.at(options_.labels).at(i);
  if (options_.labels == "uniform") return static_cast<int>(own.below(k));
  if (options_.labels == "empirical") return shown[own.below(shown.size())].y;
  if (options_.labels == "constant") return static_cast<int>(stream.at(options_.labels).below(k));
  require(k >= 2,
          "corrupt_outputs: labels = wrong: an example offers no answer but '{}'; use a task whose "
          "items have at least 2",
          candidates->front());
  const auto other = static_cast<int>(own.below(k - 1));
  return other < y ? other : other + 1;
}

Episode<Text> CorruptOutputs::apply(Episode<Text> episode, const Rng& rng, int) const {
  auto& shown = episode.problem.demonstration;
  if (options_.labels == "empirical" || options_.labels == "constant")
    check_one_set(shown, options_.labels);
  std::vector<int> prefixes;
  for (const auto& question : episode.problem.questions) prefixes.push_back(question.shots);
  const Rng stream = rng.at("labels").at(episode.index);
  const auto kept =
      labels_kept(static_cast<int>(shown.size()), prefixes, options_.correct, stream.at("kept"));
  const Text::Demonstration gold = shown;
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (!kept[i]) shown[i].y = drawn(gold, i, stream);
  return episode;
}

}  // namespace tangram
