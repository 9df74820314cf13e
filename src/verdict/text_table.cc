#include "verdict/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/unicode.h"

namespace tangram {
namespace {

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t size = code_points(text);
  const std::string fill(width > size ? width - size : 0, ' ');
  return right ? fill + text : text + fill;
}

std::size_t column_width(const std::vector<std::string>& column) {
  std::size_t width = 0;
  for (const std::string& text : column) width = std::max(width, code_points(text));
  return width;
}

}  // namespace

std::string short_number(double v) {
  std::string text = fmt::format("{:.3f}", v);
  const std::size_t zero = text.find("0.");
  if (zero == 0 || (zero == 1 && text[0] == '-')) text.erase(zero, 1);
  return text;
}

std::string short_estimate(const Estimate& e, bool unicode) {
  if (!e.value) return "-";
  if (!e.low || !e.high) return short_number(*e.value);
  return short_number(*e.value) + (unicode ? "±" : "+-") + short_number((*e.high - *e.low) / 2);
}

std::string three_digits(double v) {
  if (std::abs(v) < 999.5 || std::abs(v) >= 1e7) return fmt::format("{:.3g}", v);
  const double last = std::pow(10, std::floor(std::log10(std::abs(v))) - 2);  // the third's place
  return fmt::format("{:.0f}", std::round(v / last) * last);
}

std::string small_estimate(const Estimate& e, const char* plus_minus) {
  if (!e.value) return "-";
  if (!e.low || !e.high) return three_digits(*e.value);
  return fmt::format("{} {}{:.2g}", three_digits(*e.value), plus_minus, (*e.high - *e.low) / 2);
}

std::string units_text(int n, const std::string& unit) {
  return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s");
}

std::string p_number(double p) { return p < 1e-4 ? "< 0.0001" : fmt::format("{:.4f}", p); }

std::string p_text(double p) { return (p < 1e-4 ? "p " : "p = ") + p_number(p); }

std::string on_task(const std::string& id, const std::string& task) {
  return task.empty() ? id : id + " on " + task;
}

std::string slope_text(const Estimate& slope) {
  std::string text = fmt::format("{:+.3g}", *slope.value);
  if (slope.low && slope.high) text += fmt::format(" [{:+.3g}, {:+.3g}]", *slope.low, *slope.high);
  return text;
}

std::string columns_text(const std::vector<std::vector<std::string>>& columns, std::size_t n_fixed,
                         int width) {
  std::string out;
  for (std::size_t begin = n_fixed; begin < columns.size();) {
    std::vector<std::string> lines(columns[0].size());
    std::size_t used = 0;
    const auto append = [&](std::size_t c) {
      const std::size_t w = column_width(columns[c]);
      for (std::size_t r = 0; r < lines.size(); ++r)
        lines[r] += (c == 0 ? "" : "  ") + padded(columns[c][r], w, c > 0);
      used += w + (c == 0 ? 0 : 2);
    };
    for (std::size_t c = 0; c < n_fixed; ++c) append(c);
    const std::size_t first = begin;
    while (begin < columns.size() && (begin == first || used + 2 + column_width(columns[begin]) <=
                                                            static_cast<std::size_t>(width)))
      append(begin++);
    for (std::string& line : lines) {
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    if (begin < columns.size()) out += "\n";
  }
  return out;
}

}  // namespace tangram
