#include <fmt/format.h>

#include "metrics/reading.h"
#include "report/markdown.h"

namespace tangram {
namespace {

const ReadScores* scores_under(const ArmReadings& arm, const std::string& reading) {
  for (const ReadScores& scores : arm.scores)
    if (scores.reading == reading) return &scores;
  return nullptr;
}

/// The readings that one of the arms has, in the order of the enum.
std::vector<std::string> columns_of(const std::vector<ArmReadings>& arms) {
  std::vector<std::string> columns;
  for (const std::string& reading : reading_names())
    if (std::any_of(arms.begin(), arms.end(),
                    [&](const ArmReadings& arm) { return scores_under(arm, reading) != nullptr; }))
      columns.push_back(reading);
  return columns;
}

/// A metric of arms of one group: a row an arm, a column a reading.
std::string readings_table(const std::vector<ArmReadings>& arms, const char* metric,
                           Estimate ReadScores::*score) {
  const std::vector<std::string> columns = columns_of(arms);
  std::string out = fmt::format("#### {}, {}\n\n| condition/learner | shots |",
                                md(group_of(arms[0])), find_metric(metric).title);
  std::string rule = "|---|---:|";
  for (const std::string& reading : columns) {
    out += fmt::format(" {} |", reading);
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (const ArmReadings& arm : arms) {
    out += fmt::format("| {} | {} |", md(row_of(arm)), arm.shots);
    for (const std::string& reading : columns) {
      const ReadScores* scores = scores_under(arm, reading);
      out += fmt::format(" {} |", scores == nullptr ? "-" : value_text(scores->*score));
    }
    out += "\n";
  }
  return out + "\n";
}

}  // namespace

std::string readings_part(const std::vector<ArmReadings>& arms) {
  if (arms.empty()) return "";
  std::string out =
      "## Readings\n\nThe same answers at the largest number of shots, read otherwise "
      "(docs/readings.md). Which is best was seen before it was chosen: the interval of its gain "
      "is "
      "simultaneous over the readings compared. Descriptive.\n\n";
  for (const std::string& group : in_order(arms, group_of<ArmReadings>)) {
    std::vector<ArmReadings> mine;
    for (const ArmReadings& arm : arms)
      if (group_of(arm) == group) mine.push_back(arm);
    for (const ArmReadings& arm : mine)
      out += fmt::format("- {}, {}: {}\n", md(group), md(row_of(arm)), md(arm.sentence));
    out += "\n" + readings_table(mine, "accuracy", &ReadScores::accuracy) +
           readings_table(mine, "auc", &ReadScores::auc) +
           readings_table(mine, "label_bias", &ReadScores::label_bias);
  }
  return out;
}

}  // namespace tangram
