#pragma once

#include <span>
#include <string_view>

namespace tangram {

/// The files of src/report/page/ and Plotly.js, as they were when the program was built.
/// They live as long as the program.
std::string_view page_html();
std::string_view page_css();
std::string_view card_css();  // beside page_css(), of the card of a profile
std::string_view plotly_js();
/// The scripts of the page, in the order in which they run.
std::span<const std::string_view> page_scripts();

}  // namespace tangram
