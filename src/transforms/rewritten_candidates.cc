#include "transforms/rewritten_candidates.h"

#include <set>

namespace tangram {

std::vector<std::string> labels_of(const Problem<Text>& problem) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  std::set<const std::vector<std::string>*> lists;  // shared by hundreds of items
  const auto add = [&](const Candidates& candidates) {
    if (!lists.insert(candidates.get()).second) return;
    for (const auto& word : *candidates)
      if (!word.empty() && seen.insert(word).second) out.push_back(word);
  };
  for (const auto& example : problem.demonstration) add(example.candidates);
  for (const auto& question : problem.questions) add(question.candidates);
  return out;
}

void rewrite_candidates(Problem<Text>& problem, const std::map<std::string, std::string>& g) {
  std::map<Candidates, Candidates> done;  // keeps the old lists alive, so addresses are unique
  const auto rewrite = [&](Candidates& candidates) {
    Candidates& slot = done[candidates];
    if (!slot) {
      auto words = std::make_shared<std::vector<std::string>>();
      for (const auto& label : *candidates) words->push_back(label.empty() ? label : g.at(label));
      slot = std::move(words);
    }
    candidates = slot;
  };
  for (auto& example : problem.demonstration) rewrite(example.candidates);
  for (auto& question : problem.questions) rewrite(question.candidates);
}

}  // namespace tangram
