#include "tasks/input_template.h"

#include <algorithm>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {

InputTemplate::InputTemplate(std::string_view text, std::string_view place, std::string_view key) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t open = rest.find_first_of("{}");
    if (open != 0) pieces_.push_back({std::string(rest.substr(0, open)), false});
    if (open == rest.npos) break;
    const std::size_t close = rest.find_first_of("{}", open + 1);
    require(rest[open] == '{' && close != rest.npos && rest[close] == '}' && close > open + 1,
            "{}: `{}` is \"{}\"; write a field as {{name}}", place, key, shown(text));
    pieces_.push_back({std::string(rest.substr(open + 1, close - open - 1)), true});
    rest.remove_prefix(close + 1);
  }
  require(std::any_of(pieces_.begin(), pieces_.end(), [](const Piece& p) { return p.is_field; }),
          "{}: `{}` is \"{}\"; it must show a field, for example {{text}}", place, key,
          shown(text));
}

}  // namespace tangram
