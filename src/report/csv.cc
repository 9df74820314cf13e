#include <fmt/format.h>

#include <utility>

#include "base/check.h"
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

std::string estimate_fields(const Estimate& e) {
  return fmt::format("{},{},{},{},{},{}", exact(e.value), exact(e.low), exact(e.high), e.n,
                     csv_field(e.unit), csv_field(e.note));
}

/// The arm of a pair, as the cells say it.
const Cell* cell_of(const Report& report, const Matrix& matrix, const MatrixCell& pair) {
  for (const Cell& c : report.cells)
    if (c.block == matrix.spec.block && c.task == pair.task && c.condition == pair.condition &&
        c.learner == matrix.spec.learner && c.shots == matrix.spec.shots &&
        axes_match(c.axes, matrix.spec.axes))
      return &c;
  return nullptr;
}

std::string matrix_rows(const Report& report, const Matrix& matrix) {
  std::string out;
  for (const MatrixCell& pair : matrix.cells) {
    const Cell* cell = cell_of(report, matrix, pair);
    TANGRAM_CHECK(cell != nullptr);  // the pair was made of its answers
    for (const auto& [what, estimate] :
         {std::pair{"cell", &pair.value}, {"residual", &pair.residual}})
      out += fmt::format("{},{},{}\n", cell_fields(*cell),
                         csv_field(fmt::format("{}:{}", matrix.spec.id, what)),
                         estimate_fields(*estimate));
  }
  return out;
}

std::string vector_rows(const VectorCell& c, const char* metric) {
  const auto row = [&](const std::string& shots, const Estimate& e) {
    return fmt::format("{},{},{},{},{},{},{},{},{},,{},{}\n", csv_field(c.block), csv_field(c.task),
                       csv_field(c.condition), csv_field(c.learners()), csv_field(c.axes), shots,
                       c.draws_done, c.draws_declared, c.n_questions, metric, estimate_fields(e));
  };
  std::string out = row("", c.mean);
  for (const auto& [shots, estimate] : c.at_shots) out += row(std::to_string(shots), estimate);
  return out;
}

}  // namespace

std::string report_csv(const Report& report) {
  std::string out =
      "block,task,condition,learner,axes,shots,draws_done,draws_declared,n_questions,"
      "n_candidates,metric,value,low,high,n,unit,note\n";
  for (const Cell& cell : report.cells)
    for (const MetricInfo& metric : all_metrics())
      out += fmt::format("{},{},{}\n", cell_fields(cell), metric.name,
                         estimate_fields(cell.metric(metric.name)));
  for (const Matrix& matrix : report.analyses.matrices) out += matrix_rows(report, matrix);
  if (!report.vectors) return out;
  for (const VectorCell& cell : report.vectors->errors) out += vector_rows(cell, kErrorMetric);
  for (const VectorCell& cell : report.vectors->distances)
    out += vector_rows(cell, kDistanceMetric);
  return out;
}

}  // namespace tangram
