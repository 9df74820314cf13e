#include "verdict/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "base/json.h"
#include "metrics/auc.h"
#include "metrics/classification.h"
#include "metrics/probability.h"
#include "metrics/reading.h"
#include "stats/interval.h"

namespace tangram {
namespace {

/// A metric of a cell: where it goes, and how one variant of one draw is scored.
struct Metric {
  const char* name;
  Estimate Cell::*estimate;
  Score (*score)(std::span<const ScoredQuestion>);
};

constexpr Metric kMetrics[] = {
    {"auc", &Cell::auc, hand_till_auc},
    {"accuracy", &Cell::accuracy, accuracy},
    {"macro_f1", &Cell::macro_f1,
     [](std::span<const ScoredQuestion> q) { return macro_f1(q).score; }},
    {"candidate_mass", &Cell::candidate_mass, candidate_mass},
    {"label_entropy", &Cell::label_entropy, label_entropy},
};
constexpr std::size_t kNMetrics = std::size(kMetrics);

/// All that is kept of a cell while the units pass by: one score a draw and metric.
struct Collected {
  std::vector<Score> scores[kNMetrics];
  int n_questions = 0;
  int n_candidates = -1;  // -1: none seen; 0: they differ
};

/// Units that agree in everything but the draw.
struct Group {
  WorkUnit first;
  int declared = 0, done = 0;
  std::map<int, Collected> at_shots;
};

using GroupKey = std::tuple<std::string, std::string, std::string, std::string, std::string>;

GroupKey key_of(const WorkUnit& u) { return {u.block, u.task, u.condition, u.learner, u.axes}; }

ScoredQuestion scored(const QuestionRecord& q) {
  ScoredQuestion out{q.truth, {}};
  out.candidate_log_p.reserve(q.candidate_logps.size());
  for (const std::vector<double>& logps : q.candidate_logps)
    out.candidate_log_p.push_back(read_score(Reading::sum, logps));
  return out;
}

/// The questions of a variant by their number of shots; reference questions have no truth.
std::map<int, std::vector<ScoredQuestion>> by_shots(const VariantRecord& variant) {
  std::map<int, std::vector<ScoredQuestion>> result;
  for (const QuestionRecord& q : variant.questions)
    if (q.truth >= 0) result[q.shots].push_back(scored(q));
  return result;
}

/// The mean over the variants that have a score: the preference of a model for one response
/// word cancels within the draw.
Score mean_of_variants(std::span<const Score> variants) {
  double sum = 0;
  int n = 0;
  for (const Score& s : variants) {
    if (!s.value) continue;
    sum += *s.value;
    ++n;
  }
  return n == 0 ? variants.front() : Score::of(sum / n);
}

void note_candidates(Collected& collected, int n_candidates) {
  if (collected.n_candidates == -1) collected.n_candidates = n_candidates;
  if (collected.n_candidates != n_candidates) collected.n_candidates = 0;
}

void collect(Group& group, const UnitRecord& record) {
  std::map<int, std::vector<std::vector<ScoredQuestion>>> questions;  // by shots, variant
  for (const VariantRecord& variant : record.variants)
    for (auto& [shots, list] : by_shots(variant)) questions[shots].push_back(std::move(list));
  for (const auto& [shots, variants] : questions) {
    Collected& collected = group.at_shots[shots];
    for (const auto& list : variants) {
      collected.n_questions += static_cast<int>(list.size());
      note_candidates(collected, common_candidates(list));
    }
    for (std::size_t m = 0; m < kNMetrics; ++m) {
      std::vector<Score> scores;
      for (const auto& list : variants) scores.push_back(kMetrics[m].score(list));
      collected.scores[m].push_back(mean_of_variants(scores));
    }
  }
}

/// Fewer units say too little about their spread: a t interval of two or three is wider than
/// the scale or, by luck, far too narrow.
constexpr int kFewestUnits = 5;

Estimate estimate(std::span<const Score> draws, const std::string& unit) {
  std::vector<double> values;
  std::string reason;
  for (const Score& s : draws) {
    if (s.value)
      values.push_back(*s.value);
    else
      reason = s.why_not;
  }
  const Interval interval = t_interval(values);
  Estimate e;
  e.value = interval.mean;
  e.n = interval.n;
  e.unit = unit;
  const bool enough = interval.n >= kFewestUnits;
  if (enough) {
    e.low = *interval.mean - *interval.half_width;
    e.high = *interval.mean + *interval.half_width;
  }
  const std::size_t left_out = draws.size() - values.size();
  if (draws.empty())
    e.note = fmt::format("no {} is done", unit);
  else if (left_out > 0)
    e.note = fmt::format("{} of {} {}s left out: {}", left_out, draws.size(), unit, reason);
  else if (!enough)
    e.note = fmt::format("{} of the {} {}s that an interval needs", interval.n, kFewestUnits, unit);
  return e;
}

/// The unit of replication, from the fact that the runner writes: "design", or "design.ID"
/// for a block with an id.
std::string replication_unit(const Provenance& provenance, const std::string& block) {
  const std::string name = block.empty() ? "design" : "design." + block;
  for (const auto& [fact, value] : provenance.facts)
    if (fact == name) return value == "per_query" ? "repeat" : "draw";
  return "draw";
}

Cell make_cell(const Group& group, int shots, const Collected& collected, const std::string& unit) {
  const WorkUnit& u = group.first;
  Cell cell;
  cell.block = u.block;
  cell.task = u.task;
  cell.condition = u.condition;
  cell.learner = u.learner;
  cell.axes = u.axes;
  cell.shots = shots;
  cell.draws_done = group.done;
  cell.draws_declared = group.declared;
  cell.n_questions = collected.n_questions;
  cell.n_candidates = std::max(collected.n_candidates, 0);
  for (std::size_t m = 0; m < kNMetrics; ++m)
    cell.*kMetrics[m].estimate = estimate(collected.scores[m], unit);
  return cell;
}

std::vector<Group> collect_groups(const Store& store) {
  std::vector<Group> groups;
  std::map<GroupKey, std::size_t> index;
  for (const WorkUnit& unit : store.units()) {
    const auto [at, is_new] = index.try_emplace(key_of(unit), groups.size());
    if (is_new) groups.push_back({.first = unit, .at_shots = {}});
    Group& group = groups[at->second];
    ++group.declared;
    if (!store.done(unit.id)) continue;
    ++group.done;
    collect(group, store.read(unit.id));
  }
  return groups;
}

/// A number as JSON, null where it is missing.
Value maybe(const std::optional<double>& v) { return v ? json(*v) : Value{}; }

Value estimate_json(const Estimate& e) {
  return json_object({{"value", maybe(e.value)},
                      {"low", maybe(e.low)},
                      {"high", maybe(e.high)},
                      {"n", json(e.n)},
                      {"unit", json(e.unit)},
                      {"note", json(e.note)}});
}

}  // namespace

std::vector<Cell> measure(const Store& store) {
  std::vector<Group> groups = collect_groups(store);
  // A group without a finished unit has the shots of its block's others: its cells are
  // shown as missing, not left out.
  std::map<std::string, std::map<int, Collected>> shots_of_block;
  for (const Group& group : groups)
    for (const auto& [shots, _] : group.at_shots) shots_of_block[group.first.block][shots];
  std::vector<Cell> cells;
  for (Group& group : groups) {
    if (group.at_shots.empty()) group.at_shots = shots_of_block[group.first.block];
    const std::string unit = replication_unit(store.provenance(), group.first.block);
    for (const auto& [shots, collected] : group.at_shots)
      cells.push_back(make_cell(group, shots, collected, unit));
  }
  return cells;
}

Value to_json_value(const std::vector<Cell>& cells) {
  Array list;
  for (const Cell& cell : cells) {
    std::vector<Table::Entry> metrics;
    for (const Metric& metric : kMetrics)
      metrics.push_back({metric.name, estimate_json(cell.*metric.estimate)});
    list.push_back(json_object({{"block", json(cell.block)},
                                {"task", json(cell.task)},
                                {"condition", json(cell.condition)},
                                {"learner", json(cell.learner)},
                                {"axes", json(cell.axes)},
                                {"shots", json(cell.shots)},
                                {"draws_done", json(cell.draws_done)},
                                {"draws_declared", json(cell.draws_declared)},
                                {"n_questions", json(cell.n_questions)},
                                {"n_candidates", json(cell.n_candidates)},
                                {"metrics", json_object(std::move(metrics))}}));
  }
  return json_object({{"format", json(1)}, {"cells", json_array(std::move(list))}});
}

}  // namespace tangram
