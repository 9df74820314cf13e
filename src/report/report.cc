#include "report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "store/domain.h"

namespace tangram {
namespace {

std::vector<CostRow> read_costs(const Store& store) {
  std::vector<CostRow> rows;
  std::map<CellKey, std::size_t> index;
  for (const WorkUnit& u : store.units()) {
    if (!store.done(u.id)) continue;
    const auto [at, is_new] = index.try_emplace(cell_key(u), rows.size());
    if (is_new) rows.push_back({u.block, u.task, u.condition, u.learner, u.axes});
    const UnitCost cost = store.cost(u.id);
    CostRow& row = rows[at->second];
    ++row.n_units;
    row.seconds += cost.seconds;
    row.tokens_evaluated += cost.tokens_evaluated;
    row.tokens_asked += cost.tokens_asked;
  }
  return rows;
}

/// A message without the store's own path: a report says the same wherever its store lies.
std::string without_path(std::string message, const std::string& path) {
  for (std::size_t at = 0; (at = message.find(path, at)) != std::string::npos;)
    message.replace(at, path.size(), "the store");
  return message;
}

/// nullopt: this version cannot read it, and `why_not` says why.
std::optional<Study> readable_study(const Store& store, std::string& why_not) {
  try {
    return study_of(store);
  } catch (const Error& error) {
    why_not = without_path(error.what(), store.path().string());
    return std::nullopt;
  }
}

constexpr const char* kMissing = "Without a value or an interval";
constexpr const char* kLeftOut = "From fewer units of replication than planned";

/// One sentence for each reason, how often and of which metrics: those that lack a value or an
/// interval, or have both, of a part of their units.
void warn_of_estimates(const std::vector<Cell>& cells, bool have_interval,
                       std::vector<std::string>& warnings) {
  std::map<std::pair<std::string, std::string>, int> n_of;
  for (const Cell& cell : cells)
    for (const auto& [metric, estimate] : cell.metrics)
      if (!estimate.note.empty() && estimate.has_interval() == have_interval)
        ++n_of[{estimate.note, metric}];
  std::map<std::pair<std::string, int>, std::vector<std::string>> metrics_of;
  for (const auto& [key, n] : n_of) metrics_of[{key.first, n}].push_back(key.second);
  for (const auto& [key, metrics] : metrics_of)
    warnings.push_back(fmt::format("{} in {} of {} cells: {} ({}).",
                                   have_interval ? kLeftOut : kMissing, key.second, cells.size(),
                                   metrics.size() == all_metrics().size()
                                       ? "every metric"
                                       : fmt::format("{}", fmt::join(metrics, ", ")),
                                   key.first));
}

void warn_of_facts(const Provenance& provenance, std::vector<std::string>& warnings) {
  if (provenance.fact("git.dirty") == "true")
    warnings.emplace_back(
        "The program was built from a source tree with changes that its revision does not name.");
  const std::string asked = provenance.fact("engine.exactness"),
                    done = provenance.fact("engine.evaluates");
  if (!done.empty() && asked != done)
    warnings.push_back(fmt::format(
        "The engine evaluates this model as '{}' where '{}' was asked for.", done, asked));
  for (const auto& [key, value] : provenance.facts)
    if (key.starts_with("note") || key.starts_with("engine.note"))
      warnings.push_back(fmt::format("Engine: {}.", value));
}

void warn_of_estimates(const std::vector<VectorCell>& cells, const char* metric,
                       std::vector<std::string>& warnings) {
  const auto warn = [&](const char* of, const std::map<std::string, int>& notes) {
    for (const auto& [note, n] : notes)
      warnings.push_back(
          fmt::format("{} in {} of {} cells: {} ({}).", of, n, cells.size(), metric, note));
  };
  const VectorNotes notes = notes_of(cells);
  warn(kMissing, notes.missing);
  warn(kLeftOut, notes.left_out);
}

std::vector<std::string> find_warnings(const Report& report) {
  std::vector<std::string> warnings;
  if (report.n_done < report.n_units)
    warnings.push_back(
        fmt::format("This run is incomplete: {} of {} units are done. Every number is provisional.",
                    report.n_done, report.n_units));
  for (const bool have_interval : {false, true})
    warn_of_estimates(report.cells, have_interval, warnings);
  if (report.vectors) {
    warn_of_estimates(report.vectors->errors, kErrorMetric, warnings);
    warn_of_estimates(report.vectors->distances, kDistanceMetric, warnings);
  }
  warn_of_facts(report.provenance, warnings);
  return warnings;
}

}  // namespace

Report make_report(const Store& store, const SampleOptions& options) {
  Report report;
  report.path = store.path();
  report.provenance = store.provenance();
  report.n_done = store.n_done();
  report.n_units = store.units().size();
  report.costs = read_costs(store);
  const std::optional<Study> study = readable_study(store, report.why_no_verdicts);
  if (asks_vectors(report.provenance)) {
    const std::vector<VectorArm> arms = read_vector_arms(store);
    report.vectors = over_units(measure(arms), study ? unit_axes(*study) : std::set<std::string>{});
    if (study) {
      report.verdicts = verdicts_of(store, arms);
      report.analyses = analyses_of(*study, arms);
    }
    report.warnings = find_warnings(report);
    return report;
  }
  const bool compares = study && asks_for_readings(*study);
  const std::vector<Arm> arms =
      read_arms(store, compares ? all_readings() : std::vector{Reading::sum});
  const std::vector<Arm> plain = of_readings(arms, {Reading::sum});
  report.cells = measure(plain);
  report.answers = read_answers(plain);
  if (compares) report.readings = compare_readings(arms);
  if (study) {
    report.verdicts = verdicts_of(store, arms);
    report.analyses = analyses_of(*study, arms);
  }
  report.sample = read_sample(store, options);
  report.warnings = find_warnings(report);
  return report;
}

}  // namespace tangram
