#include <fmt/format.h>

#include "report/report.h"

namespace tangram {
namespace {

/// A field of RFC 4180: in quotes, doubled inside, where it holds a comma, a quote or a line's end.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string number(const std::optional<double>& v) { return v ? fmt::format("{}", *v) : ""; }

std::string cell_fields(const Cell& c) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{}", field(c.block), field(c.task),
                     field(c.condition), field(c.learner), field(c.axes), c.shots, c.draws_done,
                     c.draws_declared, c.n_questions, c.n_candidates);
}

}  // namespace

std::string report_csv(const Report& report) {
  std::string out =
      "block,task,condition,learner,axes,shots,draws_done,draws_declared,n_questions,"
      "n_candidates,metric,value,low,high,n,unit,note\n";
  for (const Cell& cell : report.cells)
    for (const MetricInfo& metric : all_metrics()) {
      const Estimate& e = cell.metric(metric.name);
      out +=
          fmt::format("{},{},{},{},{},{},{},{}\n", cell_fields(cell), metric.name, number(e.value),
                      number(e.low), number(e.high), e.n, field(e.unit), field(e.note));
    }
  return out;
}

}  // namespace tangram
