#include <fmt/format.h>

#include "report/report.h"
#include "store/export.h"

namespace tangram {
namespace {

std::string exact(const std::optional<double>& v) { return v ? fmt::format("{}", *v) : ""; }

std::string cell_fields(const Cell& c) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{}", csv_field(c.block), csv_field(c.task),
                     csv_field(c.condition), csv_field(c.learner), csv_field(c.axes), c.shots,
                     c.draws_done, c.draws_declared, c.n_questions, c.n_candidates);
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
          fmt::format("{},{},{},{},{},{},{},{}\n", cell_fields(cell), metric.name, exact(e.value),
                      exact(e.low), exact(e.high), e.n, csv_field(e.unit), csv_field(e.note));
    }
  return out;
}

}  // namespace tangram
