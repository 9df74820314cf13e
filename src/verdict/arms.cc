#include "verdict/arms.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/check.h"
#include "store/domain.h"
#include "verdict/read_variant.h"

namespace tangram {
namespace {

/// The draws of a reading, and why one is missing.
struct ArmDraws {
  std::vector<ArmDraw> draws;
  std::string note;
};

/// Units that agree in everything but the draw.
struct Group {
  WorkUnit first;
  int declared = 0;
  std::map<int, std::map<Reading, ArmDraws>> at_shots;
};

/// Adds a unit's test questions, by shots and variant. A draw of which a variant cannot be read is
/// left out, and the arm says why.
void collect(Group& group, std::uint64_t draw, const UnitRecord& record,
             const std::vector<Reading>& readings) {
  for (const Reading reading : readings) {
    std::map<int, ArmDraw> draws;
    std::map<int, std::string> why_not;
    for (const VariantRecord& variant : record.variants) {
      ReadVariant read = read_variant(variant, reading);
      why_not.merge(read.why_not);
      for (auto& [shots, answers] : read.by_shots)
        draws[shots].variants.push_back(std::move(answers));
    }
    for (const auto& [shots, note] : why_not) {
      draws.erase(shots);
      group.at_shots[shots][reading].note = note;
    }
    for (auto& [shots, of_draw] : draws) {
      of_draw.draw = draw;
      group.at_shots[shots][reading].draws.push_back(std::move(of_draw));
    }
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

Arm make_arm(const Group& group, Reading reading, int shots, ArmDraws read,
             const std::string& design) {
  const WorkUnit& u = group.first;
  Arm arm{.block = u.block,
          .task = u.task,
          .condition = u.condition,
          .learner = u.learner,
          .axes = u.axes,
          .reading = reading_name(reading),
          .shots = shots,
          .unit = design == "per_query" ? "repeat" : "draw",
          .crossed = design == "crossed",
          .declared = group.declared,
          .draws = std::move(read.draws),
          .note = std::move(read.note)};
  std::sort(arm.draws.begin(), arm.draws.end(),
            [](const ArmDraw& a, const ArmDraw& b) { return a.draw < b.draw; });
  count(arm);
  return arm;
}

std::vector<Group> collect_groups(const UnitAnswers& answers,
                                  const std::vector<Reading>& readings) {
  std::vector<Group> groups;
  std::map<CellKey, std::size_t> index;
  for (const WorkUnit& unit : answers.units) {
    const auto [at, is_new] = index.try_emplace(cell_key(unit), groups.size());
    if (is_new) groups.push_back({.first = unit, .at_shots = {}});
    Group& group = groups[at->second];
    ++group.declared;
    if (const auto record = answers.record(unit)) collect(group, unit.draw, *record, readings);
  }
  return groups;
}

}  // namespace

std::vector<Arm> make_arms(const UnitAnswers& answers, const std::vector<Reading>& readings) {
  std::vector<Group> groups = collect_groups(answers, readings);
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
        for (const Reading reading : readings)
          arms.push_back(
              make_arm(group, reading, shots, std::move(group.at_shots[shots][reading]), design));
  }
  return arms;
}

std::vector<Reading> readings_of(const Study& study) {
  std::set<Reading> named{Reading::sum};
  const auto add = [&](const Statement& statement) {
    for (const auto& [weight, arm] : statement.effect.terms)
      if (!arm.reading.empty()) named.insert(find_reading(arm.reading));
  };
  for (const Statement& statement : all_statements(study.claims)) add(statement);
  const auto add_scores = [&](const auto& sums) {
    for (const ScoredSum& sum : sums) add(sum.score);
  };
  for (const TrendSpec& trend : study.trends) {
    add_scores(trend.y);
    add_scores(trend.given);
  }
  for (const CorrelationSpec& correlation : study.correlations) {
    add(correlation.x.score);
    add(correlation.y.score);
    add_scores(correlation.covariates);
  }
  for (const RatioSpec& ratio : study.ratios) {
    add_scores(ratio.numerator);
    add_scores(ratio.denominator);
  }
  for (const SpreadSpec& spread : study.spreads) add_scores(spread.each);
  return {named.begin(), named.end()};
}

std::vector<Arm> of_readings(const std::vector<Arm>& arms, const std::vector<Reading>& readings) {
  std::vector<Arm> out;
  std::copy_if(arms.begin(), arms.end(), std::back_inserter(out), [&](const Arm& arm) {
    return std::any_of(readings.begin(), readings.end(),
                       [&](Reading reading) { return arm.reading == reading_name(reading); });
  });
  return out;
}

UnitAnswers stored_answers(const Store& store) {
  return {.units = store.units(),
          .design = [&](const std::string& block) { return design_of(store.provenance(), block); },
          .record = [&](const WorkUnit& unit) -> std::optional<UnitRecord> {
            if (!store.done(unit.id)) return std::nullopt;
            return store.read(unit.id);
          }};
}

std::vector<Arm> read_arms(const Store& store, const std::vector<Reading>& readings) {
  require(!asks_vectors(store.provenance()),
          "{}: its answers are vectors, and what is asked for is made of answers in words; "
          "'tangram measure', 'verdict', 'report', 'show' and 'export' read both",
          store.path().string());
  return make_arms(stored_answers(store), readings);
}

BoundAxes settings_of(const std::string& axes) {
  BoundAxes out;
  for (std::string rest = axes; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    const std::string setting = rest.substr(0, comma);
    rest.erase(0, comma == std::string::npos ? rest.size() : comma + 1);
    const std::size_t equals = std::min(setting.find('='), setting.size());
    out.emplace_back(setting.substr(0, equals),
                     equals == setting.size() ? "" : setting.substr(equals + 1));
  }
  return out;
}

void add_setting(std::string& axes, const std::string& name, const std::string& value) {
  axes += fmt::format("{}{}={}", axes.empty() ? "" : ",", name, value);
}

bool axes_match(const std::string& settings, const BoundAxes& bound) {
  const BoundAxes of_arm = settings_of(settings);
  return std::all_of(of_arm.begin(), of_arm.end(), [&](const auto& setting) {
    return std::find(bound.begin(), bound.end(), setting) != bound.end();
  });
}

const Arm* find_arm(const std::vector<Arm>& arms, const ArmRef& ref, const std::string& task,
                    const Statement& statement) {
  for (const Arm& arm : arms)
    if (arm.task == task && arm.block == ref.block && arm.condition == ref.condition &&
        arm.learner == ref.learner && arm.reading == (ref.reading.empty() ? "sum" : ref.reading) &&
        arm.shots == statement.shots && axes_match(arm.axes, statement.axes))
      return &arm;
  return nullptr;
}

std::string no_answers(const ArmRef& ref, const std::string& task, int shots) {
  return fmt::format("the run has no answers of {} on {} at {} shots", ref.str(), task, shots);
}

}  // namespace tangram
