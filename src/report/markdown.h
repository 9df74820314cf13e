#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/readings.h"
#include "verdict/landmarks.h"
#include "verdict/measure.h"
#include "verdict/vector_measure.h"

namespace tangram {

// What the parts of report_markdown() share.

/// Text of the run as Markdown that shows it.
std::string md(std::string_view text);

std::string three_decimals(double v);

/// Three digits that count, and a sign: a slope per unit of a large number is small.
std::string slope_number(double v);

/// "0.853", "-" where there is none.
std::string rounded(const std::optional<double>& v, std::string (*number)(double) = three_decimals);

/// A row of a table: the name, the value, its interval.
std::string estimate_row(std::string_view name, const Estimate& estimate,
                         std::string (*number)(double) = three_decimals);

/// "0.853 ± 0.041", the number alone without an interval, "-" where there is none.
std::string value_text(const Estimate& estimate);

/// Cells and arms that make one table: same block, task and axes.
template <class Row>
std::string group_of(const Row& row) {
  return fmt::format("{}{}{}", row.block.empty() ? "" : row.block + ": ", row.task,
                     row.axes.empty() ? "" : " (" + row.axes + ")");
}

template <class Row>
std::string row_of(const Row& row) {
  return row.condition + "/" + row.learner;
}

/// The different names, as they are first met.
template <class Row, class F>
std::vector<std::string> in_order(const std::vector<Row>& rows, F&& name_of) {
  std::vector<std::string> names;
  for (const Row& row : rows)
    if (std::find(names.begin(), names.end(), name_of(row)) == names.end())
      names.push_back(name_of(row));
  return names;
}

/// The section "Readings"; empty: there are none.
std::string readings_part(const std::vector<ArmReadings>& arms);

/// The section "Errors and distances", of answers that are vectors.
std::string vectors_part(const VectorMeasures& vectors);

/// The section "Places on an axis"; empty: there are none.
std::string landmarks_part(const std::vector<LandmarkResult>& landmarks);

}  // namespace tangram
