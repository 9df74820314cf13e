#pragma once

#include <string>
#include <string_view>

namespace tangram {

/// Any bytes as valid UTF-8: what is none, and control characters but line breaks and tabs,
/// stands as \xe2, so that nothing is lost in silence.
std::string visible_utf8(std::string_view bytes);

/// & < > " ' as character references.
std::string html_escaped(std::string_view text);

/// JSON that may stand in a <script> element: no "<" is left that could end it.
std::string script_safe(std::string_view json);

/// A cell of a Markdown table: nothing in it is markup, and it is one line.
std::string markdown_escaped(std::string_view text);

}  // namespace tangram
