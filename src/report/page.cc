#include <algorithm>
#include <array>
#include <span>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "report/page_files.h"
#include "report/report.h"
#include "report/text.h"

// The page: page.html with its style, its scripts and the data put in their places.
namespace tangram {
namespace {

/// The 32 bytes that 64 hexadecimal digits say, in base 64: the form of a page's policy.
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char c : hex) {
    const int v = c <= '9' ? c - '0' : c - 'a' + 10;
    for (int b = 3; b >= 0; --b) bits += static_cast<char>('0' + (v >> b & 1));
  }
  std::string out;
  for (std::size_t i = 0; i < bits.size(); i += 6) {
    std::size_t v = 0;
    for (std::size_t b = i; b < i + 6; ++b) v = 2 * v + (b < bits.size() && bits[b] == '1' ? 1 : 0);
    out += digits[v];
  }
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string joined_scripts() {
  std::string out = "\"use strict\";\n";
  for (const std::string_view script : page_scripts()) out += script;
  return out;
}

struct Filling {
  std::string_view name, text;
};

/// `text` with each "<!--@NAME-->" replaced, in one pass: what is put in is not looked at.
std::string filled(std::string_view text, std::span<const Filling> fillings) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t mark = text.find("<!--@", at);
    out += text.substr(at, mark - at);
    if (mark == std::string_view::npos) return out;
    const std::size_t end = text.find("-->", mark);
    const std::string_view name = text.substr(mark + 5, end - mark - 5);
    const auto found = std::find_if(fillings.begin(), fillings.end(),
                                    [&](const Filling& f) { return f.name == name; });
    TANGRAM_CHECK(found != fillings.end());
    out += found->text;
    at = end + 3;
  }
}

}  // namespace

std::string report_html(const Report& report) {
  const std::string scripts = joined_scripts();
  // Only these two scripts run, whatever else came into the page, and nothing is fetched.
  const std::string policy = fmt::format(
      "default-src 'none'; script-src 'sha256-{}' 'sha256-{}'; style-src 'unsafe-inline'; "
      "img-src data: blob:; base-uri 'none'; form-action 'none'",
      base64_of_hex(sha256(plotly_js())), base64_of_hex(sha256(scripts)));
  const std::string title = html_escaped(visible_utf8(report.provenance.study_id));
  const std::string question = html_escaped(visible_utf8(report.provenance.question));
  const std::string data = script_safe(to_json(report_data(report)));
  const std::string cost = script_safe(to_json(cost_data(report)));
  const std::string provenance = script_safe(to_json(provenance_data(report)));
  const std::array<Filling, 9> fillings = {{{"policy", policy},
                                            {"title", title},
                                            {"question", question},
                                            {"style", page_css()},
                                            {"plotly", plotly_js()},
                                            {"scripts", scripts},
                                            {"data", data},
                                            {"cost", cost},
                                            {"provenance", provenance}}};
  return filled(page_html(), fillings);
}

}  // namespace tangram
