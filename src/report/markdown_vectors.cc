#include <fmt/format.h>

#include <set>

#include "report/markdown.h"

// What a report says of answers that are vectors.
namespace tangram {
namespace {

/// A row a learner or pair and setting of the axes: the mean over all numbers of shots, and each.
std::string vector_table(const std::vector<VectorCell>& cells, const char* title) {
  if (cells.empty()) return {};
  const std::set<int> shots = shots_of(cells);
  std::string out = fmt::format("### {}\n\n| learner | mean |", title), rule = "|---|---:|";
  for (const int k : shots) {
    out += fmt::format(" {} shots |", k);
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (const VectorCell& cell : cells) {
    out += fmt::format("| {}{}{}{} | {} |", md(cell.block.empty() ? "" : cell.block + ":"),
                       md(cell.learners()), cell.axes.empty() ? "" : ", ", md(cell.axes),
                       value_text(cell.mean));
    for (const int k : shots) {
      const auto at = cell.at_shots.find(k);
      out += fmt::format(" {} |", at == cell.at_shots.end() ? "-" : rounded(at->second.value));
    }
    out += "\n";
  }
  return out + "\n";
}

}  // namespace

std::string vectors_part(const VectorMeasures& vectors) {
  std::string out =
      "## Errors and distances\n\nMean over the unit of replication ± half of the 95 % "
      "interval.\n\n";
  if (vectors.errors.empty()) return out + "No unit is done yet.\n";
  return out + vector_table(vectors.errors, "Squared error / d") +
         vector_table(vectors.distances, "Squared distance between two learners / d");
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
