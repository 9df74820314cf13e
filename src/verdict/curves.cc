#include "verdict/curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/check.h"
#include "base/value.h"
#include "metrics/classification.h"
#include "verdict/effect_of.h"
#include "verdict/plot.h"
#include "verdict/text_table.h"

namespace tangram {
namespace {

/// The lines of learners that know nothing, where the metric has them. K > 0.
std::vector<Plot::Line> lines_of(const std::string& metric, int k) {
  if (metric == "auc") return {{"chance", 0.5}};
  if (metric == "accuracy") return {{"guess", 1.0 / k}};
  if (metric == "macro_f1")
    return {{"guess", guess_macro_f1(k)}, {"constant", constant_macro_f1(k)}};
  if (metric == "label_entropy") return {{"log K", std::log(k)}};
  return {};
}

/// A condition/learner with its cells by shots.
struct Row {
  std::string condition, learner;
  std::map<int, const Cell*> at_shots;
  std::string name() const { return condition + "/" + learner; }
};

/// One task of one block at one setting of the axes.
struct Panel {
  std::string title;
  std::vector<Row> rows;
  std::set<int> shots;
  std::set<int> n_candidates;  // of the cells with answers: one, unless they differ
};

std::string panel_title(const Cell& cell) {
  std::string title = cell.block.empty() ? cell.task : cell.block + "/" + cell.task;
  return cell.axes.empty() ? title : title + " (" + cell.axes + ")";
}

std::vector<Panel> make_panels(const std::vector<Cell>& cells) {
  std::vector<Panel> panels;
  for (const Cell& cell : cells) {
    const std::string title = panel_title(cell);
    auto panel = std::find_if(panels.begin(), panels.end(),
                              [&](const Panel& p) { return p.title == title; });
    if (panel == panels.end()) {
      panels.push_back({title, {}, {}, {}});
      panel = panels.end() - 1;
    }
    auto& rows = panel->rows;
    auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
      return r.condition == cell.condition && r.learner == cell.learner;
    });
    if (row == rows.end()) row = rows.insert(rows.end(), {cell.condition, cell.learner, {}});
    row->at_shots[cell.shots] = &cell;
    panel->shots.insert(cell.shots);
    if (cell.n_questions > 0) panel->n_candidates.insert(cell.n_candidates);
  }
  return panels;
}

std::string draws_text(const Row& row) {
  const Cell& cell = *row.at_shots.begin()->second;
  if (cell.draws_done == cell.draws_declared) return std::to_string(cell.draws_done);
  return fmt::format("{}/{}", cell.draws_done, cell.draws_declared);
}

const Estimate* estimate_at(const Row& row, int shots, const MetricInfo& metric) {
  const auto found = row.at_shots.find(shots);
  return found == row.at_shots.end() ? nullptr : &found->second->metric(metric.name);
}

std::vector<std::string> learners_of(const Panel& panel) {
  std::vector<std::string> learners;
  for (const Row& row : panel.rows)
    if (std::find(learners.begin(), learners.end(), row.learner) == learners.end())
      learners.push_back(row.learner);
  return learners;
}

/// A column of the table: its head, then for each learner a line of its own and one line a
/// condition.
template <class F>
std::vector<std::string> table_column(const Panel& panel, std::string head, F&& text) {
  std::vector<std::string> column = {std::move(head)};
  for (const std::string& learner : learners_of(panel)) {
    column.push_back(text(learner, nullptr));
    for (const Row& row : panel.rows)
      if (row.learner == learner) column.push_back(text(learner, &row));
  }
  return column;
}

/// What is to say of values: one line a row and reason; where just the interval is missing, which
/// the value shows, one a reason.
std::string notes(const Panel& panel, const MetricInfo& metric) {
  std::string out;
  std::map<std::string, int> without_interval;
  for (const Row& row : panel.rows) {
    std::map<std::string, std::string> shots_of;
    for (const int shots : panel.shots) {
      const Estimate* e = estimate_at(row, shots, metric);
      if (e == nullptr || e->note.empty()) continue;
      if (e->value && !e->low) {
        ++without_interval[e->note];
        continue;
      }
      std::string& list = shots_of[e->note];
      list += (list.empty() ? "" : ", ") + std::to_string(shots);
    }
    for (const auto& [note, shots] : shots_of)
      out += fmt::format("note: {} at {} shots: {}\n", row.name(), shots, note);
  }
  for (const auto& [note, n] : without_interval)
    out += fmt::format("note: {} value{} without an interval: {}\n", n, n == 1 ? "" : "s", note);
  return out;
}

std::string table(const Panel& panel, const MetricInfo& metric, const CurveOptions& options) {
  std::vector<std::vector<std::string>> columns;
  columns.push_back(table_column(panel, "", [](const std::string& learner, const Row* row) {
    return row == nullptr ? learner : "  " + row->condition;
  }));
  columns.push_back(table_column(panel, "draws", [](const std::string&, const Row* row) {
    return row == nullptr ? "" : draws_text(*row);
  }));
  for (const int shots : panel.shots) {
    const std::string head = std::to_string(shots) + (columns.size() == 2 ? " shots" : "");
    columns.push_back(table_column(panel, head, [&](const std::string&, const Row* row) {
      const Estimate* e = row == nullptr ? nullptr : estimate_at(*row, shots, metric);
      return e == nullptr ? "" : short_estimate(*e, options.unicode);
    }));
  }
  return columns_text(columns, 2, options.width) + notes(panel, metric);
}

Plot::Curve curve_of(const Row& row, const Panel& panel, const MetricInfo& metric,
                     const std::string& name) {
  Plot::Curve curve{name, {}};
  for (const int shots : panel.shots) {
    const Estimate* e = estimate_at(row, shots, metric);
    curve.y.push_back(e == nullptr ? std::nullopt : e->value);
  }
  return curve;
}

/// Do all conditions have one score at all shots (a learner that ignores the demonstration)? The
/// table says it; a picture of several such curves shows their letters alone.
bool all_alike(const Plot& plot) {
  std::set<double> scores;
  for (const Plot::Curve& curve : plot.curves)
    for (const auto& y : curve.y)
      if (y) scores.insert(*y);
  return plot.curves.size() > 1 && scores.size() == 1;
}

/// One plot a learner, a curve a condition; with a single condition one plot of all learners.
std::string plots(const Panel& panel, const MetricInfo& metric, const CurveOptions& options) {
  std::set<std::string> conditions;
  for (const Row& row : panel.rows) conditions.insert(row.condition);
  std::vector<std::string> learners = learners_of(panel);
  const bool together = conditions.size() == 1;
  if (together) learners = {*conditions.begin()};
  std::string out;
  for (const std::string& learner : learners) {
    Plot plot;
    for (const int shots : panel.shots) plot.x_labels.push_back(std::to_string(shots));
    if (panel.n_candidates.size() == 1 && *panel.n_candidates.begin() > 0)
      plot.lines = lines_of(metric.name, *panel.n_candidates.begin());
    for (const Row& row : panel.rows)
      if (together || row.learner == learner)
        plot.curves.push_back(curve_of(row, panel, metric, together ? row.learner : row.condition));
    if (all_alike(plot)) continue;
    const std::string drawn = draw_plot(plot, {.width = std::max(options.width, 40),
                                               .height = std::max(options.height, 5),
                                               .unicode = options.unicode,
                                               .color = options.color});
    if (!drawn.empty())
      out += fmt::format("\n{}, {}: {} by shots\n{}", panel.title, learner, metric.title, drawn);
  }
  return out;
}

}  // namespace

std::string curves_text(const std::vector<Cell>& cells, const CurveOptions& options) {
  const MetricInfo& metric = find_metric(options.metric);
  std::string out;
  for (const Panel& panel : make_panels(cells)) {
    if (!out.empty()) out += "\n";
    out += fmt::format("{}: {}, mean of draws {} half-width of the 95 % interval\n", panel.title,
                       metric.title, options.unicode ? "±" : "+-");
    out += table(panel, metric, options) + plots(panel, metric, options);
  }
  return out;
}

}  // namespace tangram
