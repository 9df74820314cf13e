#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "report/atlas.h"
#include "report/card.h"
#include "report/card_numbers.h"
#include "report/page_files.h"
#include "report/text.h"

namespace tangram {
namespace {

// Of a drawing, in its own units.
constexpr double kLabels = 230, kPlot = 330, kNumbers = 150, kRow = 24;
constexpr double kSmallestSpan = 0.2;

std::string shown_html(std::string_view text) { return html_escaped(visible_utf8(text)); }

struct StripRow {
  std::string label;
  const Estimate* estimate = nullptr;  // null: "-"
  bool own = true;
};

/// Intervals one below the other on a common scale.
struct Strip {
  std::string name;
  std::vector<StripRow> rows;
  std::optional<double> reference;  // a line to compare with
  bool none_band = false;           // around it, as wide as what counts as none
};

struct Scale {
  double low = 0, high = 1;
  double at(double v) const { return kLabels + (v - low) / (high - low) * kPlot; }
};

Scale scale_of(const Strip& strip) {
  std::vector<double> values;
  if (strip.reference)
    for (const double side : {-1.0, 1.0})
      values.push_back(*strip.reference + side * (strip.none_band ? kNoDifference : 0));
  for (const StripRow& row : strip.rows)
    if (row.estimate != nullptr)
      for (const auto& v : {row.estimate->value, row.estimate->low, row.estimate->high})
        if (v) values.push_back(*v);
  if (values.empty()) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double middle = (*low + *high) / 2, span = std::max(1.08 * (*high - *low), kSmallestSpan);
  return {middle - span / 2, middle + span / 2};
}

std::string row_svg(const StripRow& row, const Scale& scale, double y) {
  const char* kind = row.own ? "own" : "other";
  std::string out = fmt::format("<text class=\"{}\" x=\"0\" y=\"{:.1f}\">{}</text>\n", kind, y + 4,
                                shown_html(row.label));
  const Estimate none;
  const Estimate& e = row.estimate != nullptr ? *row.estimate : none;
  if (e.low && e.high)
    out += fmt::format(
        "<line class=\"{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n", kind,
        scale.at(*e.low), scale.at(*e.high), y, y);
  if (e.value)
    out += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>\n", kind,
                       scale.at(*e.value), y);
  return out + fmt::format("<text class=\"{} number\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", kind,
                           kLabels + kPlot + kNumbers, y + 4, with_interval(e));
}

std::string strip_svg(const Strip& strip) {
  const Scale scale = scale_of(strip);
  const double height = kRow * static_cast<double>(strip.rows.size()) + 8;
  std::string out = fmt::format(
      "<figure><figcaption>{}</figcaption>\n<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\">\n",
      shown_html(strip.name), kLabels + kPlot + kNumbers, height, shown_html(strip.name));
  if (strip.reference && strip.none_band)
    out += fmt::format(
        "<rect class=\"none\" x=\"{:.1f}\" y=\"0\" width=\"{:.1f}\" height=\"{:.0f}\"/>\n",
        scale.at(*strip.reference - kNoDifference),
        scale.at(*strip.reference + kNoDifference) - scale.at(*strip.reference - kNoDifference),
        height);
  if (strip.reference)
    out += fmt::format(
        "<line class=\"reference\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1:.0f}\"/>\n",
        scale.at(*strip.reference), height);
  for (std::size_t i = 0; i < strip.rows.size(); ++i)
    out += row_svg(strip.rows[i], scale, kRow * (static_cast<double>(i) + 0.5) + 4);
  return out + "</svg></figure>\n";
}

/// The number that the answer stands on, with those of other profiles.
Strip headline_of(const Finding& finding, const ProfileCard& card,
                  const std::vector<ProfileCard>& neighbours) {
  const Beside numbers = beside(finding, neighbours);
  Strip out{numbers.own->name, {{"here", &numbers.own->estimate, true}}, 0.0, true};
  if (finding.id == "order" || finding.id == "leaning") out.none_band = false;
  if (finding.id == "flip") {
    out.reference = 1.0 / std::max(card.n_classes, 2);
    out.none_band = false;
  }
  for (std::size_t i = 0; i < neighbours.size(); ++i)
    out.rows.push_back({fmt::format("{}, {}", neighbours[i].model, neighbours[i].task),
                        numbers.neighbours[i], false});
  return out;
}

/// The accuracies of the learning curve, which the finding `shots` has after its headline.
Strip curve_of(const Finding& finding) {
  Strip out{"accuracy by shots", {}, std::nullopt, false};
  for (const CardNumber& number : finding.numbers)
    if (number.name.starts_with("accuracy at") && number.name.find(" less ") == std::string::npos)
      out.rows.push_back({number.name, &number.estimate, true});
  return out;
}

std::string finding_html(const Finding& finding, const ProfileCard& card,
                         const std::vector<ProfileCard>& neighbours) {
  std::string out = fmt::format(
      "<section class=\"finding {0}\" id=\"{1}\"><header><h2>{2}</h2><span "
      "class=\"state\">{3}</span></header>\n<p>{4}</p>\n",
      finding.decided ? "decided" : "undecided", shown_html(finding.id),
      shown_html(finding.question), finding.decided ? "decided" : "not decided",
      shown_html(finding.answer));
  if (!finding.numbers.empty()) out += strip_svg(headline_of(finding, card, neighbours));
  if (finding.id == "shots") out += strip_svg(curve_of(finding));
  return out + "</section>\n";
}

}  // namespace

std::string card_html(const ProfileCard& card, const std::vector<ProfileCard>& neighbours) {
  const std::string title = fmt::format("{} on {}", shown_html(card.model), shown_html(card.task));
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}</title>\n"
      "<style>{1}{2}</style>\n</head>\n<body>\n<main class=\"column profile\">\n"
      "<p class=\"eyebrow\">What demonstrations do</p>\n<h1>{0}</h1>\n<p class=\"size\">{3}</p>\n",
      title, page_css(), card_css(), shown_html(card_size_text(card)));
  for (const Finding& finding : card.findings) out += finding_html(finding, card, neighbours);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace tangram
