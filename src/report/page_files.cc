#include "report/page_files.h"

#include <array>

// The bytes and their ends; src/report/CMakeLists.txt makes the symbols of the files' names.
extern "C" {
extern const char tangram_page_plotly[], tangram_page_plotly_end[];
extern const char tangram_page_page_html[], tangram_page_page_html_end[];
extern const char tangram_page_page_css[], tangram_page_page_css_end[];
extern const char tangram_page_card_css[], tangram_page_card_css_end[];
extern const char tangram_page_base_js[], tangram_page_base_js_end[];
extern const char tangram_page_charts_js[], tangram_page_charts_js_end[];
extern const char tangram_page_curves_js[], tangram_page_curves_js_end[];
extern const char tangram_page_vectors_js[], tangram_page_vectors_js_end[];
extern const char tangram_page_landmarks_js[], tangram_page_landmarks_js_end[];
extern const char tangram_page_readings_js[], tangram_page_readings_js_end[];
extern const char tangram_page_trends_js[], tangram_page_trends_js_end[];
extern const char tangram_page_ratios_js[], tangram_page_ratios_js_end[];
extern const char tangram_page_correlations_js[], tangram_page_correlations_js_end[];
extern const char tangram_page_matrices_js[], tangram_page_matrices_js_end[];
extern const char tangram_page_answers_js[], tangram_page_answers_js_end[];
extern const char tangram_page_verdicts_js[], tangram_page_verdicts_js_end[];
extern const char tangram_page_prompts_js[], tangram_page_prompts_js_end[];
extern const char tangram_page_facts_js[], tangram_page_facts_js_end[];
extern const char tangram_page_page_js[], tangram_page_page_js_end[];
}

namespace tangram {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view page_html() { return between(tangram_page_page_html, tangram_page_page_html_end); }

std::string_view page_css() { return between(tangram_page_page_css, tangram_page_page_css_end); }

std::string_view card_css() { return between(tangram_page_card_css, tangram_page_card_css_end); }

std::string_view plotly_js() { return between(tangram_page_plotly, tangram_page_plotly_end); }

std::span<const std::string_view> page_scripts() {
  static const std::array<std::string_view, 15> scripts = {
      between(tangram_page_base_js, tangram_page_base_js_end),
      between(tangram_page_charts_js, tangram_page_charts_js_end),
      between(tangram_page_curves_js, tangram_page_curves_js_end),
      between(tangram_page_vectors_js, tangram_page_vectors_js_end),
      between(tangram_page_landmarks_js, tangram_page_landmarks_js_end),
      between(tangram_page_readings_js, tangram_page_readings_js_end),
      between(tangram_page_trends_js, tangram_page_trends_js_end),
      between(tangram_page_ratios_js, tangram_page_ratios_js_end),
      between(tangram_page_correlations_js, tangram_page_correlations_js_end),
      between(tangram_page_matrices_js, tangram_page_matrices_js_end),
      between(tangram_page_answers_js, tangram_page_answers_js_end),
      between(tangram_page_verdicts_js, tangram_page_verdicts_js_end),
      between(tangram_page_prompts_js, tangram_page_prompts_js_end),
      between(tangram_page_facts_js, tangram_page_facts_js_end),
      between(tangram_page_page_js, tangram_page_page_js_end)};
  return scripts;
}

}  // namespace tangram
