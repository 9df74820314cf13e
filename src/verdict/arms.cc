#include "verdict/arms.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "metrics/reading.h"

namespace tangram {
namespace {

/// Units that agree in everything but the draw.
struct Group {
  WorkUnit first;
  int declared = 0;
  std::map<int, std::vector<ArmDraw>> at_shots;
};

Answer answer_of(const QuestionRecord& q) {
  Answer out{q.query, {q.truth, {}}};
  out.scored.candidate_log_p.reserve(q.candidate_logps.size());
  for (const std::vector<double>& logps : q.candidate_logps)
    out.scored.candidate_log_p.push_back(read_score(Reading::sum, logps));
  return out;
}

/// Adds a unit's test questions, by shots and variant; reference questions have no truth.
void collect(Group& group, std::uint64_t draw, const UnitRecord& record) {
  std::map<int, ArmDraw> draws;
  for (const VariantRecord& variant : record.variants) {
    std::map<int, std::vector<Answer>> by_shots;
    for (const QuestionRecord& q : variant.questions)
      if (q.truth >= 0) by_shots[q.shots].push_back(answer_of(q));
    for (auto& [shots, answers] : by_shots) draws[shots].variants.push_back(std::move(answers));
  }
  for (auto& [shots, of_draw] : draws) {
    of_draw.draw = draw;
    group.at_shots[shots].push_back(std::move(of_draw));
  }
}

/// The design of a block, from the fact that the runner writes: "design", or "design.ID".
std::string design_of(const Provenance& provenance, const std::string& block) {
  const std::string design = provenance.fact(block.empty() ? "design" : "design." + block);
  return design.empty() ? "crossed" : design;
}

void count(Arm& arm) {
  std::set<int> candidates;
  for (const ArmDraw& draw : arm.draws)
    for (const auto& answers : draw.variants) {
      arm.n_questions += static_cast<int>(answers.size());
      for (const Answer& a : answers)
        candidates.insert(static_cast<int>(a.scored.candidate_log_p.size()));
    }
  arm.n_candidates = candidates.size() == 1 ? *candidates.begin() : 0;
}

Arm make_arm(const Group& group, int shots, std::vector<ArmDraw> draws, const std::string& design) {
  const WorkUnit& u = group.first;
  Arm arm{.block = u.block,
          .task = u.task,
          .condition = u.condition,
          .learner = u.learner,
          .axes = u.axes,
          .shots = shots,
          .unit = design == "per_query" ? "repeat" : "draw",
          .crossed = design == "crossed",
          .declared = group.declared,
          .draws = std::move(draws)};
  std::sort(arm.draws.begin(), arm.draws.end(),
            [](const ArmDraw& a, const ArmDraw& b) { return a.draw < b.draw; });
  count(arm);
  return arm;
}

std::vector<Group> collect_groups(const UnitAnswers& answers) {
  std::vector<Group> groups;
  std::map<CellKey, std::size_t> index;
  for (const WorkUnit& unit : answers.units) {
    const auto [at, is_new] = index.try_emplace(cell_key(unit), groups.size());
    if (is_new) groups.push_back({.first = unit, .at_shots = {}});
    Group& group = groups[at->second];
    ++group.declared;
    if (const auto record = answers.record(unit)) collect(group, unit.draw, *record);
  }
  return groups;
}

}  // namespace

std::vector<Arm> make_arms(const UnitAnswers& answers) {
  std::vector<Group> groups = collect_groups(answers);
  // A group without a finished unit has the shots of its block's others: its arms are shown as
  // missing, not left out.
  std::map<std::string, std::set<int>> shots_of_block;
  for (const Group& group : groups)
    for (const auto& [shots, draws] : group.at_shots)
      shots_of_block[group.first.block].insert(shots);
  std::vector<Arm> arms;
  for (Group& group : groups) {
    const std::string design = answers.design(group.first.block);
    for (const int shots : shots_of_block[group.first.block])
      if (group.at_shots.empty() || group.at_shots.contains(shots))
        arms.push_back(make_arm(group, shots, std::move(group.at_shots[shots]), design));
  }
  return arms;
}

std::vector<Arm> read_arms(const Store& store) {
  return make_arms(
      {.units = store.units(),
       .design = [&](const std::string& block) { return design_of(store.provenance(), block); },
       .record = [&](const WorkUnit& unit) -> std::optional<UnitRecord> {
         if (!store.done(unit.id)) return std::nullopt;
         return store.read(unit.id);
       }});
}

bool axes_match(const std::string& settings, const BoundAxes& bound) {
  std::string rest = settings;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string setting = rest.substr(0, comma);
    rest.erase(0, comma == std::string::npos ? rest.size() : comma + 1);
    if (std::none_of(bound.begin(), bound.end(),
                     [&](const auto& axis) { return setting == axis.first + "=" + axis.second; }))
      return false;
  }
  return true;
}

const Arm* find_arm(const std::vector<Arm>& arms, const ArmRef& ref, const std::string& task,
                    const Statement& statement) {
  for (const Arm& arm : arms)
    if (arm.task == task && arm.block == ref.block && arm.condition == ref.condition &&
        arm.learner == ref.learner && arm.shots == statement.shots &&
        axes_match(arm.axes, statement.axes))
      return &arm;
  return nullptr;
}

std::vector<std::string> tasks_of(const Statement& statement, const std::vector<Arm>& arms) {
  std::vector<std::string> out;
  for (const Arm& arm : arms) {
    const auto& terms = statement.effect.terms;
    const bool named = std::any_of(terms.begin(), terms.end(), [&](const auto& term) {
      return term.second.block == arm.block;
    });
    if (named && std::find(out.begin(), out.end(), arm.task) == out.end()) out.push_back(arm.task);
  }
  return out;
}

std::string no_answers(const ArmRef& ref, const std::string& task, int shots) {
  return fmt::format("the run has no answers of {} on {} at {} shots", ref.str(), task, shots);
}

}  // namespace tangram
