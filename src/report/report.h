#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/answers.h"
#include "report/readings.h"
#include "report/sample.h"
#include "store/store.h"
#include "verdict/analyses.h"
#include "verdict/measure.h"
#include "verdict/vector_measure.h"
#include "verdict/verdicts.h"

namespace tangram {

/// What a condition and learner of a task cost, over all their finished units.
struct CostRow {
  std::string block, task, condition, learner, axes;
  int n_units = 0;
  double seconds = 0;
  std::uint64_t tokens_evaluated = 0, tokens_asked = 0;  // asked: without any sharing
};

/// Everything that a report says of a run, in the order of its units. All but `costs`,
/// `provenance` and `path` is the same whether or not the run was interrupted.
struct Report {
  std::filesystem::path path;  // of the store
  Provenance provenance;
  std::size_t n_done = 0, n_units = 0;
  std::optional<VerdictReport> verdicts;  // nullopt: why_no_verdicts says why
  std::string why_no_verdicts;
  std::vector<Cell> cells;                // none where answers are vectors
  std::optional<VectorMeasures> vectors;  // there, and there alone: over_units()
  Analyses analyses;                      // none where the study cannot be read
  std::vector<ArmReadings> readings;      // none where the study asks for no other than sum
  std::vector<AnswersReading> answers;    // of each cell at its largest number of shots
  Sample sample;
  std::vector<CostRow> costs;
  std::vector<std::string> warnings;  // plain sentences: what a reader must know before trusting
};

/// Reads a run, without its model or data. Each finished unit is read a few times. Throws
/// Error as Store::read(); a study that this version cannot read costs the verdicts alone.
Report make_report(const Store& store, const SampleOptions& options = {});

/// One page that needs no other file and no network: question, verdicts, curves, answers,
/// prompts, cost, provenance. Cost and provenance stand in elements of their own: all else is
/// the same bytes for the same stored answers. Labels and texts of the run are data to the
/// page, never markup.
std::string report_html(const Report& report);

/// Verdicts, tables of the curves and readings, of vectors, trends, ratios, spreads, correlations
/// and matrices as Markdown.
std::string report_markdown(const Report& report);

/// A row a cell and metric, with interval, unit and n; RFC 4180. Behind them, for each matrix ID, a
/// row a pair with the metric "ID:cell" and one with "ID:residual". Vectors: a learner, or two as
/// "A~B", and number of shots, empty for the mean over all.
std::string report_csv(const Report& report);

/// The data of the page, as JSON: `measure` and `verdicts` are the documented forms of
/// `tangram measure --json` and `tangram verdict --json`.
Value report_data(const Report& report);
Value cost_data(const Report& report);
Value provenance_data(const Report& report);

}  // namespace tangram
