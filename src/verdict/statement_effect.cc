// The effect of a statement on answers in words: its arms on each of its tasks, and which tasks
// have draws in common.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "verdict/effect_of.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

/// What a draw is asked: queries with their truths.
std::set<std::pair<std::uint64_t, int>> asked_in(const ArmDraw& draw) {
  std::set<std::pair<std::uint64_t, int>> out;
  for (const std::vector<Answer>& answers : draw.variants)
    for (const Answer& answer : answers) out.emplace(answer.query, answer.scored.truth);
  return out;
}

/// The same in every draw that both have.
bool ask_the_same(const Arm& a, const Arm& b) {
  bool met = false;
  for (const ArmDraw& draw : a.draws) {
    const auto other = std::find_if(b.draws.begin(), b.draws.end(),
                                    [&](const ArmDraw& of_b) { return of_b.draw == draw.draw; });
    if (other == b.draws.end()) continue;
    if (asked_in(draw) != asked_in(*other)) return false;
    met = true;
  }
  return met;
}

/// The effect in the mean of tasks that have their draws in common, by draw and query.
EffectResult effect_on(const Statement& s, const std::vector<Arm>& arms, const Tasks& tasks) {
  std::vector<WeightedArm> terms;
  for (const std::string& task : tasks)
    for (const auto& [weight, ref] : s.effect.terms) {
      if (!ref.versus.empty()) return no_effect("distances between learners are not read in text");
      const Arm* arm = find_arm(arms, ref, task, s);
      if (arm == nullptr) return no_effect(no_answers(ref, task, s.shots));
      terms.push_back({weight / static_cast<double>(tasks.size()), arm});
    }
  return effect_of(terms, s.effect.constant, find_metric(s.metric));
}

}  // namespace

std::vector<Tasks> tasks_by_rows(const Statement& statement, const std::vector<Arm>& arms) {
  std::vector<Tasks> out;
  const ArmRef& ref = statement.effect.terms.front().second;
  for (const std::string& task : tasks_of(statement, arms)) {
    const Arm* arm = find_arm(arms, ref, task, statement);
    const auto same = std::find_if(out.begin(), out.end(), [&](const Tasks& tasks) {
      const Arm* other = find_arm(arms, ref, tasks.front(), statement);
      return arm != nullptr && other != nullptr && ask_the_same(*arm, *other);
    });
    if (same == out.end())
      out.push_back({task});
    else
      same->push_back(task);
  }
  return out;
}

EffectResult effect_of(const Statement& statement, const std::vector<Arm>& arms,
                       const std::string& task) {
  return effect_on(statement, arms, {task});
}

EffectResult effect_of(const Statement& statement, const std::vector<Arm>& arms) {
  if (!statement.missing.empty()) return no_effect(statement.missing);
  return mean_over_tasks(tasks_by_rows(statement, arms), [&](const Tasks& together) {
    return effect_on(statement, arms, together);
  });
}

}  // namespace tangram
