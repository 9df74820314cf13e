#include "core/prompt_slot.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";
constexpr std::size_t kFieldSize = 3;  // "{x}"

std::size_t place_of(const TextFormat& format, std::string_view field) {
  const std::size_t at = format.example.find(field);
  require(at != std::string::npos, "format: the example '{}' has no {}; write {} where it belongs",
          format.example, field, field);
  return at;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

PromptSlot slot_of(const TextFormat& format, std::string_view field, std::string_view other) {
  const std::size_t at = place_of(format, field), other_at = place_of(format, other);
  const bool first = at < other_at;
  const std::size_t begin = first ? 0 : other_at + kFieldSize;
  const std::string before = format.example.substr(begin, at - begin);
  const std::size_t last = before.find_last_not_of(kWhiteSpace);
  const std::size_t kept = last == std::string::npos ? 0 : last + 1;
  PromptSlot slot;
  slot.stem = (first ? format.separator : "") + before.substr(0, kept);
  slot.gap = before.substr(kept);
  const std::size_t end = at + kFieldSize;
  slot.after = first ? format.example.substr(end, other_at - end)
                     : format.example.substr(end) + format.separator +
                           format.example.substr(0, std::min(at, other_at));
  return slot;
}

}  // namespace

void check_example(const TextFormat& format, std::string_view what) {
  const std::string& example = format.example;
  require(count(example, "{x}") == 1 && count(example, "{y}") == 1 &&
              example.find("{x}") < example.find("{y}"),
          "{} is \"{}\"; it must hold {{x}} once and after it {{y}} once", what, shown(example));
}

PromptSlot input_slot(const TextFormat& format) { return slot_of(format, "{x}", "{y}"); }
PromptSlot label_slot(const TextFormat& format) { return slot_of(format, "{y}", "{x}"); }

std::vector<Token> tokens_in_slot(const Tokenizer& tokenizer, const PromptSlot& slot,
                                  const std::string& text) {
  const auto stem = tokenizer.encode_inside(slot.stem);
  const auto whole = tokenizer.encode_inside(slot.stem + slot.gap + text);
  if (stem.size() > whole.size() || !std::equal(stem.begin(), stem.end(), whole.begin()))
    return tokenizer.encode_inside(slot.gap + text);
  return {whole.begin() + static_cast<std::ptrdiff_t>(stem.size()), whole.end()};
}

}  // namespace tangram
