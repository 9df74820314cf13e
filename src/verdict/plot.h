#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tangram {

/// Curves over named positions, drawn in characters.
struct Plot {
  struct Curve {
    std::string name;
    std::vector<std::optional<double>> y;  // one per x label; nullopt: no point
  };
  struct Line {
    std::string name;
    double y;
  };
  std::vector<std::string> x_labels;  // evenly spaced, left to right
  std::vector<Curve> curves;          // A to Z, a to z; from the 53rd on all are *
  std::vector<Line> lines;            // horizontal, named at the right
};

struct PlotOptions {
  int width = 100;      // columns in all, at least 40
  int height = 14;      // rows of the drawing, at least 5
  bool unicode = true;  // false: ASCII alone
  bool color = false;   // ANSI colours, one a curve
};

/// Each point is its curve's letter; points of one position that fall on one row stand side
/// by side ("+": there was no room for more). Points are joined by straight strokes. Below
/// stand the x labels and which letter is which curve. Empty where no curve has a point.
std::string draw_plot(const Plot& plot, const PlotOptions& options);

}  // namespace tangram
