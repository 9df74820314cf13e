#include "base/unicode.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/check.h"

namespace tangram {
namespace {

/// One code point at the start of `text` and its length in bytes; size 0: not valid UTF-8.
struct CodePoint {
  utf8proc_int32_t value = -1;
  std::size_t size = 0;
};

CodePoint first_code_point(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  CodePoint point;
  const utf8proc_ssize_t size =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point.value);
  point.size = size > 0 ? static_cast<std::size_t>(size) : 0;
  return point;
}

enum class Kind { visible, space, invisible, control };

Kind kind_of(utf8proc_int32_t value) {
  if (value == '\t' || value == '\n' || value == '\r' || value == '\v' || value == '\f')
    return Kind::space;
  switch (utf8proc_category(value)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Kind::space;
    case UTF8PROC_CATEGORY_CF:  // joiners, direction marks, soft hyphen
      return Kind::invisible;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
      return Kind::control;
    default:
      return Kind::visible;
  }
}

bool is_punctuation(utf8proc_int32_t value) {
  const utf8proc_category_t category = utf8proc_category(value);
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

bool is_letter(utf8proc_int32_t value) {
  const utf8proc_category_t category = utf8proc_category(value);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

/// Folds case and compatibility forms and drops what cannot be seen.
std::string folded(std::string_view text) {
  utf8proc_uint8_t* raw = nullptr;
  constexpr auto kOptions = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &raw, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  if (size < 0) fail("cannot compare \"{}\": {}", shown(text), utf8proc_errmsg(size));
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

/// White space becomes one space, none at the ends; punctuation goes if asked.
std::string collapsed(std::string_view text, bool drop_punctuation) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = first_code_point(text.substr(i));
    TANGRAM_CHECK(point.size > 0);
    const Kind kind = kind_of(point.value);
    if (kind == Kind::space) {
      gap = true;
    } else if (!(drop_punctuation && is_punctuation(point.value))) {
      if (gap && !out.empty()) out += ' ';
      gap = false;
      out += text.substr(i, point.size);
    }
    i += point.size;
  }
  return out;
}

/// How shown() writes what stands at the start of `text`.
std::string shown_piece(std::string_view text, const CodePoint& point) {
  if (point.size == 0) return fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
  if (point.value == '\n') return "\\n";
  if (point.value == '\t') return "\\t";
  if (point.value == '\r') return "\\r";
  const Kind kind = kind_of(point.value);
  const bool joiner = point.value == 0x200c || point.value == 0x200d;  // parts of visible signs
  const bool odd_space = kind == Kind::space && point.value < 0x20;
  const bool line_end = point.value == 0x2028 || point.value == 0x2029;
  if (kind == Kind::control || (kind == Kind::invisible && !joiner) || odd_space || line_end) {
    if (point.value < 0x80) return fmt::format("\\x{:02x}", point.value);
    return fmt::format("\\u{{{:x}}}", point.value);
  }
  return std::string(text.substr(0, point.size));
}

}  // namespace

std::optional<std::size_t> invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = first_code_point(text.substr(i)).size;
    if (size == 0) return i;
    i += size;
  }
  return std::nullopt;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // no continuation byte
  }));
}

bool is_printable(std::string_view text) {
  bool visible = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = first_code_point(text.substr(i));
    if (point.size == 0) return false;
    const Kind kind = kind_of(point.value);
    if (kind == Kind::control || (kind == Kind::space && point.value < 0x20)) return false;
    visible = visible || kind == Kind::visible;
    i += point.size;
  }
  return visible;
}

std::string duplicate_key(std::string_view text) {
  const std::string plain = folded(text);
  std::string key = collapsed(plain, true);
  // "..." and "!!!" are two texts, not one empty one.
  return key.empty() ? collapsed(plain, false) : key;
}

std::string label_key(std::string_view text) {
  std::string key = collapsed(folded(text), false);
  std::erase(key, ' ');
  return key;
}

std::string upper_case(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = first_code_point(text.substr(i));
    TANGRAM_CHECK(point.size > 0);
    std::array<utf8proc_uint8_t, 4> bytes{};
    const utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_toupper(point.value), bytes.data());
    TANGRAM_CHECK(size > 0);
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
    i += point.size;
  }
  return out;
}

std::vector<std::string> split_code_points(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = first_code_point(text.substr(i)).size;
    TANGRAM_CHECK(size > 0);
    out.emplace_back(text.substr(i, size));
    i += size;
  }
  return out;
}

std::vector<std::string> letter_words(std::string_view text) {
  constexpr utf8proc_int32_t kApostrophe = '\'', kTypographic = 0x2019;
  const std::string plain = folded(text);
  std::vector<std::string> out;
  bool inside = false, joined = false;  // in a word; behind its apostrophe
  for (std::size_t i = 0; i < plain.size();) {
    const CodePoint point = first_code_point(std::string_view(plain).substr(i));
    TANGRAM_CHECK(point.size > 0);
    if (is_letter(point.value)) {
      if (!inside) out.emplace_back();
      if (inside && joined) out.back() += '\'';
      out.back() += plain.substr(i, point.size);
      inside = true;
      joined = false;
    } else {
      const bool apostrophe = point.value == kApostrophe || point.value == kTypographic;
      inside = inside && !joined && apostrophe;
      joined = inside;
    }
    i += point.size;
  }
  return out;
}

std::string shown(std::string_view text, std::size_t width) {
  std::string out;
  std::size_t used = 0;      // code points in `out`
  std::size_t last_fit = 0;  // bytes of `out` that leave room for the ellipsis
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = first_code_point(text.substr(i));
    const std::string piece = shown_piece(text.substr(i), point);
    used += code_points(piece);
    if (used > width) return width == 0 ? "" : out.substr(0, last_fit) + "\u2026";
    out += piece;
    if (used < width) last_fit = out.size();
    i += std::max<std::size_t>(point.size, 1);
  }
  return out;
}

}  // namespace tangram
