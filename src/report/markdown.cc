#include "report/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report/report.h"
#include "report/text.h"
#include "verdict/text_table.h"

namespace tangram {
namespace {

std::string interval(const std::optional<Bounds>& bounds, std::string (*number)(double)) {
  return bounds ? number(bounds->low) + " to " + number(bounds->high) : "-";
}

std::string p_cell(const std::optional<double>& p) { return p ? p_number(*p) : "-"; }

std::string statement_rows(const char* role, const std::vector<StatementResult>& statements,
                           std::string (*number)(double)) {
  std::string out;
  for (const StatementResult& s : statements)
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", role, md(s.statement.text),
                       rounded(s.value, number), interval(s.bounds, number),
                       s.n > 0 ? md(units_text(s.n, s.unit)) : "-", p_cell(s.p), md(s.note));
  return out;
}

std::string hypothesis_text(const HypothesisResult& h, std::string (*number)(double)) {
  std::string out = fmt::format("### {}: {}\n\n{}\n\n{}\n\n", md(h.id), decision_text(h.decision),
                                md(h.says), md(h.reason));
  if (h.as_published)
    out += fmt::format("By the source's own criterion, on the means: {}{}.\n\n",
                       decision_text(*h.as_published),
                       *h.as_published == h.decision ? "" : ". The two readings part");
  const std::string rows = statement_rows("needs", h.needs, number) +
                           statement_rows("supported if", h.supported, number) +
                           statement_rows("supported needs", h.supported_needs, number) +
                           statement_rows("refuted if", h.refuted, number) +
                           statement_rows("refuted needs", h.refuted_needs, number);
  if (rows.empty()) return out;
  return out +
         "| role | statement | effect | simultaneous interval | units | p | note |\n"
         "|---|---|---:|---|---:|---:|---|\n" +
         rows + "\n";
}

std::string verdicts_part(const Report& report) {
  std::string out = "## Verdicts\n\n";
  if (!report.verdicts) return out + fmt::format("None: {}\n\n", md(report.why_no_verdicts));
  const VerdictReport& verdicts = *report.verdicts;
  if (!verdicts.wanted) return out + "None: this size of the study decides nothing.\n\n";
  if (verdicts.hypotheses.empty()) return out + "None: the study states no hypotheses.\n\n";
  if (verdicts.provisional) out += "Provisional: the declared draws are not complete.\n\n";
  for (const HypothesisResult& h : verdicts.hypotheses)
    out += hypothesis_text(h, report.vectors ? three_digits : three_decimals);
  return out;
}

/// A metric of cells of one group: a row a condition and learner, a column a number of shots.
std::string curve_table(const std::vector<Cell>& cells, const MetricInfo& metric) {
  std::set<int> shots;
  std::map<std::pair<std::string, int>, const Cell*> at;
  for (const Cell& cell : cells) {
    shots.insert(cell.shots);
    at[{row_of(cell), cell.shots}] = &cell;
  }
  std::string out =
      fmt::format("#### {}, {}\n\n| condition/learner |", md(group_of(cells[0])), metric.title);
  std::string rule = "|---|";
  for (const int s : shots) {
    out += fmt::format(" {} shots |", s);
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (const std::string& row : in_order(cells, row_of<Cell>)) {
    out += fmt::format("| {} |", md(row));
    for (const int s : shots) {
      const auto cell = at.find({row, s});
      out += fmt::format(" {} |",
                         cell == at.end() ? "-" : value_text(cell->second->metric(metric.name)));
    }
    out += "\n";
  }
  return out + "\n";
}

std::string curves_part(const Report& report) {
  std::string out =
      "## Learning curves\n\nMean over the unit of replication ± half of the 95 % interval.\n\n";
  if (report.cells.empty()) return out + "No unit is done yet.\n";
  for (const std::string& group : in_order(report.cells, group_of<Cell>)) {
    std::vector<Cell> cells;
    for (const Cell& cell : report.cells)
      if (group_of(cell) == group) cells.push_back(cell);
    for (const MetricInfo& metric : all_metrics()) out += curve_table(cells, metric);
  }
  return out;
}

std::string correlations_part(const Report& report) {
  if (report.analyses.correlations.empty()) return {};
  std::string out = "## Functions alone and in the task\n\n";
  for (const CorrelationResult& r : report.analyses.correlations) {
    out += fmt::format("### {}\n\n{} against {} over {} of {} functions: {}\n\n",
                       md(on_task(r.spec.id, r.task)), md(r.spec.y.text), md(r.spec.x.text), r.n,
                       r.declared, md(r.reading));
    if (!r.pearson.value) continue;
    if (!r.note.empty()) out += fmt::format("> **Note.** {}\n\n", md(r.note));
    out += "| | value | 95 % interval |\n|---|---:|---|\n" + estimate_row("Pearson", r.pearson) +
           estimate_row("Spearman", r.spearman) +
           estimate_row("between assignments of the same words", r.assignments) +
           estimate_row("partial, given the covariates", r.partial);
    if (r.null) out += fmt::format("| p against other functions | {} | |\n", p_number(r.null->p));
    out += fmt::format("| reliability of x | {} | |\n| reliability of y | {} | |\n\n",
                       rounded(r.reliability_x), rounded(r.reliability_y));
  }
  return out;
}

std::string trend_part(const TrendResult& r) {
  std::string out = fmt::format("### {}\n\n{}: {}\n\n", md(on_task(r.spec.id, r.task)),
                                md(trend_title(r.spec)), md(r.reading));
  if (r.points.empty()) return out;
  const bool has_given = !r.spec.given.empty();
  out += fmt::format("| {} | arms | score |{}\n|---:|---|---:|{}\n", md(r.spec.name),
                     has_given ? " covariate |" : "", has_given ? "---:|" : "");
  for (std::size_t i = 0; i < r.points.size(); ++i)
    out += fmt::format("| {} | {} | {} |{}\n", r.points[i].x, md(r.spec.y[i].text),
                       value_text(r.points[i].y),
                       has_given ? " " + value_text(r.points[i].given) + " |" : "");
  if (has_given)
    out += "\n| | value | 95 % interval |\n|---|---:|---|\n" +
           estimate_row("slope of the covariate", r.given_slope, slope_number) +
           estimate_row("slope of the score, given the covariate", r.partial_slope, slope_number) +
           estimate_row("what 1 of the covariate adds", r.weight, slope_number);
  return out + "\n";
}

std::string trends_part(const Report& report) {
  if (report.analyses.trends.empty()) return "";
  std::string out =
      "## Trends\n\nMean over the unit of replication ± half of the 95 % interval.\n\n";
  for (const TrendResult& r : report.analyses.trends) out += trend_part(r);
  return out;
}

std::string ratio_part(const RatioResult& r) {
  std::string out = fmt::format("### {}\n\n{}: {}\n\n", md(on_task(r.spec.id, r.task)),
                                md(ratio_title(r.spec)), md(r.reading));
  if (r.task.empty()) return out;
  return out + "| | value | 95 % interval |\n|---|---:|---|\n" +
         estimate_row("numerator: " + md(difference_text(r.spec.numerator)), r.numerator,
                      slope_number) +
         estimate_row("denominator: " + md(difference_text(r.spec.denominator)), r.denominator,
                      slope_number) +
         estimate_row("ratio", r.ratio, slope_number) + "\n";
}

std::string ratios_part(const Report& report) {
  if (report.analyses.ratios.empty()) return "";
  std::string out = "## Ratios of effects\n\nIntervals by Fieller.\n\n";
  for (const RatioResult& r : report.analyses.ratios) out += ratio_part(r);
  return out;
}

std::string spread_part(const SpreadResult& r) {
  std::string out = fmt::format("### {}\n\n{}: {}\n\n", md(on_task(r.spec.id, r.task)),
                                md(spread_title(r.spec)), md(r.reading));
  if (r.task.empty()) return out;
  if (r.within.value && !r.note.empty()) out += fmt::format("> **Note.** {}\n\n", md(r.note));
  return out + "| | value | 95 % interval |\n|---|---:|---|\n" +
         estimate_row("mean score", r.mean) +
         estimate_row(fmt::format("sd over {} within a draw", md(r.spec.over)), r.within) +
         estimate_row("sd between draws", r.between) +
         estimate_row("largest less smallest", r.range) +
         estimate_row("sd by luck at single queries", r.by_chance) + "\n";
}

std::string spreads_part(const Report& report) {
  if (report.analyses.spreads.empty()) return "";
  std::string out =
      "## How far a score varies within draws\n\nWhat a finite number of queries adds is taken off "
      "the standard deviations within and between draws.\n\n";
  for (const SpreadResult& r : report.analyses.spreads) out += spread_part(r);
  return out;
}

/// A matrix: a row a condition, a column a task.
template <class F>
std::string matrix_table(const Matrix& matrix, const char* corner, F&& text) {
  std::string out = fmt::format("| {} |", corner), rule = "|---|";
  for (const std::string& task : matrix.tasks) {
    out += fmt::format(" {} |", md(task));
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (std::size_t g = 0; g < matrix.conditions.size(); ++g) {
    out += fmt::format("| {} |", md(matrix.conditions[g]));
    for (std::size_t t = 0; t < matrix.tasks.size(); ++t)
      out += fmt::format(" {} |", text(matrix.cell(t, g)));
    out += "\n";
  }
  return out + "\n";
}

std::string matrix_part(const Matrix& matrix) {
  std::string out =
      fmt::format("### {}: {}\n\n", md(matrix.spec.id), md(matrix_title(matrix.spec)));
  for (const std::string& sentence : matrix_sentences(matrix)) out += md(sentence) + " ";
  out += out.ends_with(' ') ? "\n\n" : "";
  const auto starred = [](const Estimate& e, bool star) {
    return value_text(e) + (star ? " \\*" : "");
  };
  if (!matrix.cells.empty())
    out += matrix_table(matrix, "score",
                        [&](const MatrixCell& cell) { return starred(cell.value, cell.composes); });
  if (matrix.fit)
    out += matrix_table(matrix, "residual", [&](const MatrixCell& cell) {
      return starred(cell.residual, cell.stands_out);
    });
  for (const std::string& note : matrix.notes) out += fmt::format("> **Note.** {}\n>\n", md(note));
  return out;
}

std::string matrices_part(const Report& report) {
  if (report.analyses.matrices.empty()) return "";
  std::string out =
      "## Which pairs compose\n\nMean over the unit of replication ± half of the 95 % interval. A "
      "star: established, a score above chance, a residual other than 0.\n\n";
  for (const Matrix& matrix : report.analyses.matrices) out += matrix_part(matrix);
  return out;
}

}  // namespace

std::string three_decimals(double v) { return fmt::format("{:.3f}", v); }

std::string slope_number(double v) { return fmt::format("{:+.3g}", v); }

std::string rounded(const std::optional<double>& v, std::string (*number)(double)) {
  return v ? number(*v) : "-";
}

std::string estimate_row(std::string_view name, const Estimate& e, std::string (*number)(double)) {
  return fmt::format("| {} | {} | {} |\n", name, e.value ? number(*e.value) : "-",
                     e.low && e.high ? number(*e.low) + " to " + number(*e.high) : "-");
}

std::string md(std::string_view text) { return markdown_escaped(visible_utf8(text)); }

std::string value_text(const Estimate& e) {
  if (!e.value || !e.low || !e.high) return rounded(e.value);
  return fmt::format("{:.3f} ± {:.3f}", *e.value, (*e.high - *e.low) / 2);
}

std::string report_markdown(const Report& report) {
  const Provenance& p = report.provenance;
  std::string out = fmt::format("# {}\n\n{}\n\n", md(p.study_id), md(p.question));
  if (!p.source.empty()) out += fmt::format("Source: {}. ", md(p.source));
  out += fmt::format("{} of {} units are done{}.\n\n", report.n_done, report.n_units,
                     p.profile.empty() ? "" : fmt::format(", profile {}", md(p.profile)));
  for (const std::string& warning : report.warnings)
    out += fmt::format("> **Note.** {}\n>\n", md(warning));
  return out + "\n" + verdicts_part(report) +
         (report.vectors ? vectors_part(*report.vectors) : curves_part(report)) +
         landmarks_part(report.analyses.landmarks) + readings_part(report.readings) +
         trends_part(report) + ratios_part(report) + spreads_part(report) +
         correlations_part(report) + matrices_part(report);
}

}  // namespace tangram
