#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tangram {

/// Offset of the first byte that is not valid UTF-8; nullopt: all is valid (utf8proc).
std::optional<std::size_t> invalid_utf8(std::string_view text);

/// Number of code points of a valid text.
std::size_t code_points(std::string_view text);

/// Valid, not empty, and neither control characters nor only white space.
bool is_printable(std::string_view text);

/// Case-folded, white space collapsed, punctuation dropped: two texts with the same key are
/// duplicates. NFKC.
std::string duplicate_key(std::string_view text);

/// Case-folded, without white space: two labels with the same key differ in nothing that a reader
/// minds. NFKC. Valid text.
std::string label_key(std::string_view text);

/// Each code point in upper case, one for one: "ß" becomes no "SS". Valid text.
std::string upper_case(std::string_view text);

/// The code points of a valid text, each as it is written.
std::vector<std::string> split_code_points(std::string_view text);

/// The words of a valid text, in order, case-folded (NFKC): maximal runs of letters and marks,
/// with apostrophes that stand between two of them (straight, whatever they were). Digits and
/// signs part words: "The DVD-player's 2nd" is the, dvd, player's, nd.
std::vector<std::string> letter_words(std::string_view text);

/// For showing in a terminal or a message: control characters escaped, cut to `width` code
/// points with an ellipsis.
std::string shown(std::string_view text, std::size_t width = 80);

}  // namespace tangram
