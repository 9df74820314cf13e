#include "transforms/shuffle_outputs.h"

#include <cstddef>
#include <map>
#include <set>

#include "base/check.h"

namespace tangram {
namespace {

constexpr double kMaxExcessShare = 0.01;

/// Expected number of labels that a uniform permutation within [begin, end) leaves in place
/// of an equal one: sum_c n_c^2 / n.
double expected_agreement(const std::vector<int>& labels, int begin, int end) {
  std::map<int, double> count;
  for (int i = begin; i < end; ++i) ++count[labels[static_cast<std::size_t>(i)]];
  double sum = 0;
  for (const auto& [label, n] : count) sum += n * n;
  return begin == end ? 0 : sum / (end - begin);
}

}  // namespace

std::vector<int> label_segments(const std::vector<int>& labels, const std::vector<int>& prefixes) {
  const int n = static_cast<int>(labels.size());
  std::set<int> ends = {n};
  double excess = 0;
  const std::set<int> asked(prefixes.begin(), prefixes.end());
  for (auto it = asked.rbegin(); it != asked.rend(); ++it) {
    if (*it <= 0 || *it >= *ends.begin()) continue;
    const int end = *ends.begin();  // the first segment is [0, end); would *it split it?
    const double more = expected_agreement(labels, 0, *it) + expected_agreement(labels, *it, end) -
                        expected_agreement(labels, 0, end);
    if (excess + more > kMaxExcessShare * n) continue;
    excess += more;
    ends.insert(*it);
  }
  return {ends.begin(), ends.end()};
}

std::string ShuffleOutputs::id() const {
  return fmt::format("shuffle_outputs({})", options_text(options_));
}

Episode<Text> ShuffleOutputs::apply(Episode<Text> episode, const Rng& rng, int) const {
  auto& shown = episode.problem.demonstration;
  std::vector<int> labels, prefixes;
  for (const auto& example : shown) {
    require(*example.candidates == *shown.front().candidates,
            "shuffle_outputs: the examples offer different answers ('{}' ... and '{}' ...), so a "
            "label means nothing at another example; use it on tasks with one set of labels",
            shown.front().candidates->front(), example.candidates->front());
    labels.push_back(example.y);
  }
  for (const auto& question : episode.problem.questions) prefixes.push_back(question.shots);
  const Rng stream = rng.at("labels").at(episode.index);
  std::size_t begin = 0;
  for (const int end : label_segments(labels, prefixes)) {
    std::vector<int> segment(labels.begin() + static_cast<std::ptrdiff_t>(begin),
                             labels.begin() + end);
    stream.at(begin).shuffle(segment);
    for (const int y : segment) shown[begin++].y = y;
  }
  return episode;
}

}  // namespace tangram
