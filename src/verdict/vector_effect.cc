#include "verdict/vector_effect.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/check.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

void add_draw(VectorScores& scores, std::uint64_t draw, const Eigen::MatrixXd& per_question) {
  const std::vector<Score> means = means_of_columns(per_question);
  Eigen::RowVectorXd row(std::ssize(means));
  for (std::size_t k = 0; k < means.size(); ++k) {
    if (!means[k].value) {
      scores.why_not = means[k].why_not;
      return;
    }
    row(static_cast<Eigen::Index>(k)) = *means[k].value;
  }
  scores.n_questions += static_cast<int>(per_question.size());
  scores.draws.push_back(draw);
  scores.means.conservativeResize(std::ssize(scores.draws), row.size());
  scores.means.bottomRows(1) = row;
}

/// Places of what both have, in each; both ascending.
struct Common {
  std::vector<Eigen::Index> in_a, in_b;
};

template <class Number>
Common common(const std::vector<Number>& a, const std::vector<Number>& b) {
  Common out;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      out.in_a.push_back(static_cast<Eigen::Index>(i));
      out.in_b.push_back(static_cast<Eigen::Index>(j));
    }
    const bool advance_b = b[j] <= a[i];
    if (a[i] <= b[j]) ++i;
    if (advance_b) ++j;
  }
  return out;
}

/// The columns of the questions at these places.
std::vector<Eigen::Index> columns_of(const std::vector<Eigen::Index>& questions, int width) {
  std::vector<Eigen::Index> out;
  for (const Eigen::Index question : questions)
    for (Eigen::Index i = 0; i < width; ++i) out.push_back(question * width + i);
  return out;
}

std::string pair_name(const VectorArm& a, const VectorArm& b) {
  return fmt::format("{}~{}", cell_name(a), cell_name(b));
}

/// The arm of a learner of a term, at the values that the axes are bound to; null: there is none.
const VectorArm* find_arm(const std::vector<VectorArm>& arms, const ArmRef& ref,
                          const std::string& learner, const std::string& task,
                          const BoundAxes& axes) {
  for (const VectorArm& arm : arms)
    if (arm.task == task && arm.block == ref.block && arm.condition == ref.condition &&
        arm.learner == learner && axes_match(arm.axes, axes))
      return &arm;
  return nullptr;
}

/// A statement's weighted sum on one task at one setting, draw by draw.
struct DrawSums {
  std::vector<std::uint64_t> draws;
  std::vector<double> values;  // beside them
  std::string unit;
  int declared = std::numeric_limits<int>::max();
  std::string why_not;  // why a done draw is left out
  std::string missing;  // why there can be none
};

struct TermSum {
  double value = 0;
  std::size_t n_terms = 0;
};

/// The scores of one term, or why there are none.
std::optional<VectorScores> term_scores(const std::vector<VectorArm>& arms, const ArmRef& ref,
                                        const std::string& task, const BoundAxes& axes,
                                        std::string& missing) {
  const VectorArm* arm = find_arm(arms, ref, ref.learner, task, axes);
  const VectorArm* other = ref.versus.empty() ? arm : find_arm(arms, ref, ref.versus, task, axes);
  if (arm == nullptr || other == nullptr) {
    missing = fmt::format("the run has no answers of {} on {}{}", ref.str(), task, axes_text(axes));
    return std::nullopt;
  }
  return ref.versus.empty() ? errors_of(*arm) : distances_between(*arm, *other);
}

DrawSums draw_sums(const Statement& s, const std::vector<VectorArm>& arms, const std::string& task,
                   const BoundAxes& axes) {
  DrawSums out;
  std::map<std::uint64_t, TermSum> sums;
  for (const auto& [weight, ref] : s.effect.terms) {
    const auto scores = term_scores(arms, ref, task, axes, out.missing);
    if (!scores) return out;
    out.unit = scores->unit;
    out.declared = std::min(out.declared, scores->declared);
    if (!scores->why_not.empty()) out.why_not = scores->why_not;
    const std::vector<double> values = scores->at(s.shots);
    if (values.empty() && !scores->draws.empty()) {
      out.missing = fmt::format("{} is not asked at {} shots on {}", ref.str(), s.shots, task);
      return out;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      TermSum& sum = sums[scores->draws[i]];
      sum.value += weight * values[i];
      ++sum.n_terms;
    }
  }
  for (const auto& [draw, sum] : sums)
    if (sum.n_terms == s.effect.terms.size()) {
      out.draws.push_back(draw);
      out.values.push_back(sum.value + s.effect.constant);
    }
  return out;
}

/// The values that the arms of a statement give an axis, in the order of the run.
std::vector<std::string> settings_met(const Statement& s, const std::vector<VectorArm>& arms) {
  std::vector<std::string> out;
  for (const VectorArm& arm : arms) {
    const auto value = setting_of(arm.axes, s.unit);
    if (!value || std::find(out.begin(), out.end(), *value) != out.end()) continue;
    BoundAxes axes = s.axes;
    axes.emplace_back(s.unit, *value);
    const auto& terms = s.effect.terms;
    const bool meant = std::any_of(terms.begin(), terms.end(), [&](const auto& term) {
      const ArmRef& ref = term.second;
      if (arm.block != ref.block || arm.condition != ref.condition) return false;
      const auto learners = {ref.learner, ref.versus};
      return std::find(learners.begin(), learners.end(), arm.learner) != learners.end() &&
             axes_match(arm.axes, axes);
    });
    if (meant) out.push_back(*value);
  }
  return out;
}

/// The settings of an axis as units.
UnitValues values_over_axis(const Statement& s, const std::vector<VectorArm>& arms) {
  const std::vector<std::string> settings = settings_met(s, arms), tasks = tasks_of(s, arms);
  UnitValues out{.unit = s.unit, .declared = static_cast<int>(settings.size())};
  if (settings.empty())
    out.missing =
        fmt::format("no arm of {} has the axis '{}': nothing varies", s.effect.str(), s.unit);
  for (const std::string& setting : settings) {
    BoundAxes axes = s.axes;
    axes.emplace_back(s.unit, setting);
    std::vector<double> of_tasks;
    for (const std::string& task : tasks) {
      const DrawSums sums = draw_sums(s, arms, task, axes);
      if (!sums.missing.empty()) return {.unit = s.unit, .missing = sums.missing};
      if (std::ssize(sums.values) == sums.declared)
        of_tasks.push_back(mean_of_units(sums.values));
      else
        out.why_not = sums.why_not.empty() ? fmt::format("not all of their {}s are done", sums.unit)
                                           : sums.why_not;
    }
    if (of_tasks.size() < tasks.size()) continue;
    out.names.push_back(setting);
    out.values.push_back(mean_of_units(of_tasks));
  }
  return out;
}

/// The draws as units: one value each, the mean over tasks, whose sequences of a draw are made of
/// the same numbers.
UnitValues values_of_draws(const Statement& s, const std::vector<VectorArm>& arms) {
  const std::vector<std::string> tasks = tasks_of(s, arms);
  UnitValues out{.declared = std::numeric_limits<int>::max()};
  std::map<std::uint64_t, std::vector<double>> of_draws;
  for (const std::string& task : tasks) {
    const DrawSums sums = draw_sums(s, arms, task, s.axes);
    if (!sums.missing.empty()) return {.missing = sums.missing};
    out.unit = sums.unit;
    out.declared = std::min(out.declared, sums.declared);
    if (!sums.why_not.empty()) out.why_not = sums.why_not;
    for (std::size_t i = 0; i < sums.draws.size(); ++i)
      of_draws[sums.draws[i]].push_back(sums.values[i]);
  }
  if (tasks.empty()) return {.missing = "the run has no answers"};
  for (const auto& [draw, values] : of_draws) {
    if (values.size() < tasks.size()) continue;
    out.names.push_back(std::to_string(draw));
    out.values.push_back(mean_of_units(values));
  }
  return out;
}

bool over_axis(const Statement& s) { return !s.unit.empty() && !are_draws(s.unit); }

}  // namespace

std::vector<double> VectorScores::at(int n_shots) const {
  Eigen::VectorXd values;
  if (n_shots < 0) {
    if (means.cols() > 0) values = means.rowwise().mean();
  } else if (const auto k = std::find(shots.begin(), shots.end(), n_shots); k != shots.end()) {
    values = means.col(k - shots.begin());
  }
  return {values.begin(), values.end()};
}

VectorScores errors_of(const VectorArm& arm) {
  VectorScores out;
  out.unit = arm.unit;
  out.declared = arm.declared;
  out.shots = arm.shots;
  for (const VectorDraw& draw : arm.draws)
    add_draw(out, draw.draw, squared_per_d(draw.y, draw.truth, arm.shape));
  return out;
}

VectorScores distances_between(const VectorArm& a, const VectorArm& b) {
  VectorScores out;
  out.unit = a.unit;
  out.declared = std::min(a.declared, b.declared);
  if (a.draws.empty() || b.draws.empty()) return out;
  require(a.shape.dimension == b.shape.dimension && a.shape.width == b.shape.width,
          "{}: their questions or answers are of other sizes", pair_name(a, b));
  const Common shots = common(a.shots, b.shots);
  for (const Eigen::Index k : shots.in_a) out.shots.push_back(a.shots[static_cast<std::size_t>(k)]);
  const auto columns_a = columns_of(shots.in_a, a.shape.width),
             columns_b = columns_of(shots.in_b, b.shape.width);
  for (const VectorDraw& of_a : a.draws) {
    const auto of_b = std::find_if(b.draws.begin(), b.draws.end(),
                                   [&](const VectorDraw& draw) { return draw.draw == of_a.draw; });
    if (of_b == b.draws.end()) continue;
    const Common rows = common(of_a.queries, of_b->queries);
    const Eigen::MatrixXd truth = of_a.truth(rows.in_a, columns_a);
    require(truth == of_b->truth(rows.in_b, columns_b),
            "{}: in draw {} they were not asked the same: the truths differ", pair_name(a, b),
            of_a.draw);
    add_draw(out, of_a.draw,
             squared_per_d(of_a.y(rows.in_a, columns_a), of_b->y(rows.in_b, columns_b), a.shape));
  }
  return out;
}

EffectResult effect_of(const VectorScores& scores, int n_shots) {
  return unit_effect(scores.at(n_shots), scores.declared, scores.unit, scores.why_not);
}

bool are_draws(const std::string& unit) { return unit == "draw" || unit == "repeat"; }

UnitValues unit_values(const Statement& statement, const std::vector<VectorArm>& arms) {
  if (!statement.missing.empty()) return {.missing = statement.missing};
  return over_axis(statement) ? values_over_axis(statement, arms)
                              : values_of_draws(statement, arms);
}

EffectResult effect_of(const Statement& statement, const std::vector<VectorArm>& arms) {
  UnitValues units = unit_values(statement, arms);
  if (!units.missing.empty()) return no_effect(std::move(units.missing));
  return unit_effect(std::move(units.values), units.declared, units.unit, units.why_not);
}

}  // namespace tangram
