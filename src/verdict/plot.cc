#include "verdict/plot.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr int kAxisColumns = 8;  // "  0.85 |"
constexpr int kColors[] = {31, 32, 34, 35,
                           36, 33, 91, 94};  // ANSI foregrounds, apart from each other

char letter(std::size_t curve) {
  if (curve >= 52) return '*';
  return static_cast<char>(curve < 26 ? 'A' + curve : 'a' + (curve - 26));
}

std::string in_color(const std::string& text, int curve, bool color) {
  if (!color || curve < 0) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", kColors[static_cast<std::size_t>(curve) % 8], text);
}

/// One character of the drawing: a letter, or strokes of two by four dots (Braille), or a
/// line, or nothing.
struct CellOfPlot {
  char glyph = ' ';
  unsigned dots = 0;
  bool line = false;
  int curve = -1;
};

/// The values that the rows stand for: from `high` in row 0 to `low` in the last.
struct Scale {
  double low, high, step;
  int decimals;
};

Scale make_scale(const Plot& plot, int height) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  const auto include = [&](double y) {
    low = std::min(low, y);
    high = std::max(high, y);
  };
  for (const Plot::Curve& curve : plot.curves)
    for (const auto& y : curve.y)
      if (y) include(*y);
  for (const Plot::Line& line : plot.lines) include(line.y);
  if (high - low < 1e-9 * std::max(1.0, std::abs(high))) include(low - 0.05), include(high + 0.05);
  // The smallest of 1, 2, 5 times a power of ten that labels at most every second row.
  const double least = (high - low) / (height / 2.0);
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * power >= least) step = factor * power;
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 4);
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, step,
          decimals};
}

class Canvas {
 public:
  Canvas(const Plot& plot, const PlotOptions& options, int right_margin)
      : plot_(plot),
        options_(options),
        width_(options.width - kAxisColumns - right_margin),
        scale_(make_scale(plot, options.height)),
        cells_(static_cast<std::size_t>(width_ * options.height)) {}

  void draw() {
    for (const Plot::Line& line : plot_.lines)
      for (int x = 0; x < width_; ++x) at(row(line.y), x).line = true;
    for (std::size_t c = 0; c < plot_.curves.size(); ++c) draw_strokes(static_cast<int>(c));
    for (std::size_t i = 0; i < plot_.x_labels.size(); ++i) draw_points(i);
  }

  std::string text() const {
    std::string out;
    for (int r = 0; r < options_.height; ++r) {
      std::string line = axis(r);
      for (int x = 0; x < width_; ++x) line += shown_cell(cells_[index(r, x)]);
      line += line_names(r);
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out + x_axis();
  }

 private:
  std::size_t index(int r, int x) const {
    return static_cast<std::size_t>(r) * static_cast<std::size_t>(width_) +
           static_cast<std::size_t>(x);
  }
  CellOfPlot& at(int r, int x) { return cells_[index(r, x)]; }

  /// Height above the last row, in rows; row 0 is the top.
  double depth(double y) const {
    return (scale_.high - y) / (scale_.high - scale_.low) * (options_.height - 1);
  }
  int row(double y) const { return static_cast<int>(std::lround(depth(y))); }
  int column(std::size_t i) const {
    const auto n = static_cast<double>(plot_.x_labels.size());
    return static_cast<int>((static_cast<double>(i) + 0.5) * width_ / n);
  }

  /// Straight strokes in dots of half a column and a quarter of a row.
  void draw_strokes(int curve) {
    constexpr unsigned kDots[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    const auto& y = plot_.curves[static_cast<std::size_t>(curve)].y;
    for (std::size_t i = 1; i < y.size(); ++i) {
      if (!y[i - 1] || !y[i]) continue;
      const int from = 2 * column(i - 1), to = 2 * column(i);
      const double y0 = 4 * depth(*y[i - 1]) + 1.5, y1 = 4 * depth(*y[i]) + 1.5;
      const int n = std::max(to - from, static_cast<int>(std::ceil(std::abs(y1 - y0))));
      for (int k = 0; k <= n; ++k) {
        const double t = n == 0 ? 0 : static_cast<double>(k) / n;
        const int x = from + static_cast<int>(std::lround(t * (to - from)));
        const int d = std::clamp(static_cast<int>(std::lround(y0 + t * (y1 - y0))), 0,
                                 4 * options_.height - 1);
        CellOfPlot& cell = at(d / 4, x / 2);
        cell.dots |= kDots[d % 4][x % 2];
        cell.curve = curve;
      }
    }
  }

  /// The letters of one position, row by row, centred on its column.
  void draw_points(std::size_t i) {
    std::vector<std::vector<std::size_t>> of_row(static_cast<std::size_t>(options_.height));
    for (std::size_t c = 0; c < plot_.curves.size(); ++c)
      if (const auto& y = plot_.curves[c].y[i])
        of_row[static_cast<std::size_t>(row(*y))].push_back(c);
    const int room = std::max(1, width_ / static_cast<int>(plot_.x_labels.size()) - 1);
    for (int r = 0; r < options_.height; ++r) {
      const auto& curves = of_row[static_cast<std::size_t>(r)];
      const int n = std::min(static_cast<int>(curves.size()), room);
      const int start = std::max(0, column(i) - n / 2);
      for (int k = 0; k < n; ++k) {
        CellOfPlot& cell = at(r, std::min(start + k, width_ - 1));
        const std::size_t c = curves[static_cast<std::size_t>(k)];
        const bool cut = k == n - 1 && static_cast<int>(curves.size()) > room;
        cell.glyph = cut ? '+' : letter(c);
        cell.curve = cut ? -1 : static_cast<int>(c);
      }
    }
  }

  std::string shown_cell(const CellOfPlot& cell) const {
    if (cell.glyph != ' ') return in_color(std::string(1, cell.glyph), cell.curve, options_.color);
    if (cell.dots != 0) {
      if (!options_.unicode) return in_color(".", cell.curve, options_.color);
      const unsigned code = 0x2800 + cell.dots;  // three bytes of UTF-8
      const std::string braille = {static_cast<char>(0xe0 | (code >> 12)),
                                   static_cast<char>(0x80 | ((code >> 6) & 0x3f)),
                                   static_cast<char>(0x80 | (code & 0x3f))};
      return in_color(braille, cell.curve, options_.color);
    }
    if (cell.line) return options_.unicode ? "─" : "-";
    return " ";
  }

  std::string axis(int r) const {
    const char* bar = options_.unicode ? "│" : "|";
    const auto n_ticks = std::lround((scale_.high - scale_.low) / scale_.step);
    for (long k = 0; k <= n_ticks; ++k) {
      const double y = scale_.low + static_cast<double>(k) * scale_.step;
      if (row(y) == r) return fmt::format("{:6.{}f} {}", y, scale_.decimals, bar);
    }
    return fmt::format("{:6} {}", "", bar);
  }

  std::string line_names(int r) const {
    std::string names;
    for (const Plot::Line& line : plot_.lines)
      if (row(line.y) == r) names += (names.empty() ? " " : ", ") + line.name;
    return names;
  }

  std::string x_axis() const {
    std::string rule = fmt::format("{:7}{}", "", options_.unicode ? "└" : "+");
    for (int x = 0; x < width_; ++x) rule += options_.unicode ? "─" : "-";
    std::string labels(static_cast<std::size_t>(kAxisColumns), ' ');
    for (std::size_t i = 0; i < plot_.x_labels.size(); ++i) {
      const auto size = static_cast<int>(plot_.x_labels[i].size());
      const int start = kAxisColumns + std::max(0, column(i) - size / 2);
      if (start > static_cast<int>(labels.size()))
        labels.resize(static_cast<std::size_t>(start), ' ');
      labels += plot_.x_labels[i];
    }
    return rule + "\n" + labels + "\n";
  }

  const Plot& plot_;
  const PlotOptions& options_;
  int width_;
  Scale scale_;
  std::vector<CellOfPlot> cells_;
};

std::string legend(const Plot& plot, const PlotOptions& options) {
  const std::string indent(static_cast<std::size_t>(kAxisColumns), ' ');
  std::string out, line = indent;
  int used = kAxisColumns;
  for (std::size_t c = 0; c < plot.curves.size(); ++c) {
    const std::string& name = plot.curves[c].name;
    const int size = 2 + static_cast<int>(code_points(name));
    if (used > kAxisColumns && used + 3 + size > options.width) {
      out += line + "\n";
      line = indent;
      used = kAxisColumns;
    }
    const std::string gap = used > kAxisColumns ? "   " : "";
    line +=
        gap + in_color(fmt::format("{} {}", letter(c), name), static_cast<int>(c), options.color);
    used += static_cast<int>(gap.size()) + size;
  }
  return out + line + "\n";
}

}  // namespace

std::string draw_plot(const Plot& plot, const PlotOptions& options) {
  TANGRAM_CHECK(options.width >= 40 && options.height >= 5);
  bool any = false;
  for (const Plot::Curve& curve : plot.curves) {
    TANGRAM_CHECK(curve.y.size() == plot.x_labels.size());
    for (const auto& y : curve.y) any = any || y.has_value();
  }
  if (!any) return "";
  std::string names;  // all on one row, at worst
  for (const Plot::Line& line : plot.lines) names += ", " + line.name;
  Canvas canvas(plot, options, std::min(static_cast<int>(names.size()), options.width / 4));
  canvas.draw();
  return canvas.text() + legend(plot, options);
}

}  // namespace tangram
