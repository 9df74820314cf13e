#pragma once

#include <string>
#include <vector>

#include "verdict/measure.h"

namespace tangram {

/// How learning curves are written for a terminal.
struct CurveOptions {
  std::string metric = "auc";  // of metric_names()
  int width = 100;             // columns: plots keep to it (40 at least), tables break into parts
  int height = 14;             // rows of a plot, at least 5
  bool unicode = true;         // false: ASCII alone
  bool color = false;          // ANSI colours: only where the text goes to a terminal
};

/// Per task (and block, axes): a table with a row for each learner and condition, a column for
/// each number of shots, value +- half-width of the 95 % interval; then for each learner a
/// plot of the metric against shots with one letter a condition, and the lines of chance,
/// guess and constant where the metric has them. Curves at the same height stand side by
/// side: no letter hides another. A missing value is "-" and explained below the table.
/// Throws Error on an unknown metric.
std::string curves_text(const std::vector<Cell>& cells, const CurveOptions& options = {});

}  // namespace tangram
