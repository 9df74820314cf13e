#include <fmt/format.h>

#include <set>

#include "report/markdown.h"
#include "verdict/text_table.h"

// What a report says of answers that are vectors.
namespace tangram {
namespace {

/// A row a learner or pair and setting of the axes: the mean over all numbers of shots, and each.
std::string vector_table(const std::vector<VectorCell>& cells, const char* title,
                         const char* metric) {
  if (cells.empty()) return {};
  const VectorRowNames names(cells);
  const std::set<int> shots = shots_of(cells);
  std::string out = fmt::format("### {}\n\n| {} | units | mean |", title, md(names.head(metric))),
              rule = "|---|---:|---:|";
  for (const int k : shots) {
    out += fmt::format(" {} shots |", k);
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (const VectorCell& cell : cells) {
    out += fmt::format("| {} | {} | {} |", md(names.of(cell)), md(cell.units()),
                       small_estimate(cell.mean, "± "));
    for (const int k : shots) {
      const auto at = cell.at_shots.find(k);
      out += fmt::format(" {} |",
                         at == cell.at_shots.end() ? "-" : rounded(at->second.value, three_digits));
    }
    out += "\n";
  }
  return out + "\n";
}

}  // namespace

std::string vectors_part(const VectorMeasures& vectors) {
  std::string out =
      "## Errors and distances\n\nMean over numbers of shots and units ± half of the 95 % interval "
      "over units.\n\n";
  if (vectors.errors.empty()) return out + "No unit is done yet.\n";
  return out + vector_table(vectors.errors, "Squared error / d", kErrorMetric) +
         vector_table(vectors.distances, "Squared distance between two learners / d",
                      kDistanceMetric);
}

std::string landmarks_part(const std::vector<LandmarkResult>& landmarks) {
  if (landmarks.empty()) return "";
  std::string out = "## Places on an axis\n\n";
  for (const LandmarkResult& r : landmarks) {
    out += fmt::format("### {}\n\n{}: {}\n\n", md(r.spec.id), md(landmark_title(r.spec)),
                       md(r.reading));
    if (r.curve.empty()) continue;
    out += fmt::format("| {} | value | 95 % interval |\n|---:|---:|---|\n", md(r.spec.along));
    for (std::size_t i = 0; i < r.curve.size(); ++i)
      out += estimate_row(fmt::format("{}", r.spec.x[i]), r.curve[i], slope_number);
    out += "\n";
  }
  return out;
}

}  // namespace tangram
