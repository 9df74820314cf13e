#include "core/reference.h"

#include <algorithm>
#include <set>

#include "base/check.h"

namespace tangram {
namespace {

/// The different lists of candidates of the test questions, as they are first met.
std::vector<Candidates> candidate_lists(const Problem<Text>& problem) {
  std::vector<Candidates> lists;
  std::set<const std::vector<std::string>*> seen;
  for (const Text::Question& question : problem.questions) {
    if (question.reference || !seen.insert(question.candidates.get()).second) continue;
    const auto same = [&](const Candidates& list) { return *list == *question.candidates; };
    if (std::none_of(lists.begin(), lists.end(), same)) lists.push_back(question.candidates);
  }
  return lists;
}

}  // namespace

void append_references(const References& references, Episode<Text>& episode) {
  if (references.content_free.empty() && !references.unconditional) return;
  TANGRAM_CHECK(references.content_free.size() < kFirstReference);
  std::set<int> shots;
  for (const Text::Question& question : episode.problem.questions)
    if (!question.reference) shots.insert(question.shots);
  const auto ask = [&](int k, const std::string& x, const Candidates& candidates,
                       std::uint64_t number) {
    episode.problem.questions.push_back({k, x, candidates, true});
    episode.query.push_back(number);
  };
  const std::vector<Candidates> lists = candidate_lists(episode.problem);
  const std::uint64_t n = references.content_free.size();
  for (std::size_t list = 0; list < lists.size(); ++list) {
    for (const int k : shots)
      for (std::uint64_t i = 0; i < n; ++i)
        ask(k, references.content_free[i], lists[list],
            reference_number(ReferenceKind::content_free, list * n + i));
    if (references.unconditional)
      ask(0, "", lists[list], reference_number(ReferenceKind::unconditional, list));
  }
}

}  // namespace tangram
