#include "learners/prompt_format.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "base/check.h"
#include "base/unicode.h"
#include "learners/segment_ids.h"

namespace tangram {
namespace {

constexpr std::string_view kSpace = " \t\n\r\f\v";

bool is_empty(const TextInput& x) {
  return std::visit(
      [](const auto& input) {
        if constexpr (std::is_same_v<std::decay_t<decltype(input)>, std::string>)
          return input.empty();
        else
          return input.ids.empty();
      },
      x);
}

/// Where the hole stands; Error unless it stands there once.
std::size_t find_once(const std::string& example, std::string_view hole) {
  const std::size_t at = example.find(hole);
  require(at != std::string::npos,
          "template \"{}\": it has no {}; write each of {{x}} and {{y}} once", shown(example),
          hole);
  require(example.find(hole, at + 1) == std::string::npos,
          "template \"{}\": it has {} more than once; write each of {{x}} and {{y}} once",
          shown(example), hole);
  return at;
}

}  // namespace

std::string PromptFormat::candidate(std::string_view word) const {
  std::string out = trailing_space ? "" : space_y;
  out += word;
  return out;
}

PromptFormat parse_format(const TextFormat& format) {
  const std::string& example = format.example;
  const std::size_t x = find_once(example, "{x}"), y = find_once(example, "{y}");
  require(x < y, "template \"{}\": {{y}} stands before {{x}}; the answer must follow the input",
          shown(example));
  PromptFormat out;
  out.start = format.start;
  out.separator = format.separator;
  out.trailing_space = format.trailing_space;
  out.before_x = example.substr(0, x);
  out.after_y = example.substr(y + 3);
  const std::string between = example.substr(x + 3, y - x - 3);
  const std::size_t last = between.find_last_not_of(kSpace);
  const std::size_t cut = last == std::string::npos ? 0 : last + 1;
  out.before_y = between.substr(0, cut);
  out.space_y = between.substr(cut);
  return out;
}

std::vector<Token> RunEncoder::encode(std::string_view run, bool begins_document) const {
  if (run.empty()) return {};
  return begins_document ? tokenizer_.encode(run) : tokenizer_.encode_inside(run);
}

void RunEncoder::append(const std::string& run, bool begins_document, std::vector<Token>& out) {
  // There are about as many different runs as label words: a scan beats hashing long runs.
  auto& known = begins_document ? begun_ : inside_;
  auto found = std::find_if(known.begin(), known.end(),
                            [&run](const auto& entry) { return entry.first == run; });
  if (found == known.end()) {
    constexpr std::size_t kRemembered = 64;
    if (known.size() == kRemembered) known.clear();
    known.emplace_back(run, encode(run, begins_document));
    found = known.end() - 1;
  }
  out.insert(out.end(), found->second.begin(), found->second.end());
}

void append_input(PromptText& prompt, const PromptFormat& format, const TextInput& x,
                  RunEncoder& encoder) {
  prompt.run += format.before_x;
  if (const auto* text = std::get_if<std::string>(&x)) {
    prompt.run += *text;
    return;
  }
  const auto& ids = segment_ids(std::get<TokenSegment>(x), encoder.tokenizer(), "prompt");
  if (ids.empty()) return;
  // The ids begin with the white space of before_x; that of a separator stays text.
  const std::size_t own = prompt.run.size() - format.before_x.size();
  prompt.run.erase(std::max(own, prompt.run.find_last_not_of(kSpace) + 1));
  const bool begins_document = prompt.begins_document();
  encoder.append(prompt.run, begins_document, prompt.head);
  prompt.head.insert(prompt.head.end(), ids.begin(), ids.end());
  prompt.run.clear();
}

void append_example(PromptText& prompt, const PromptFormat& format, const Text::Example& example,
                    RunEncoder& encoder) {
  TANGRAM_CHECK(example.y >= 0 && example.y < static_cast<int>(example.candidates->size()));
  const std::string& answer = (*example.candidates)[static_cast<std::size_t>(example.y)];
  std::string between = format.before_y + format.space_y;
  if (is_empty(example.x))
    between.erase(0, std::min(between.find_first_not_of(kSpace), between.size()));
  else
    append_input(prompt, format, example.x, encoder);
  if (answer.empty()) return;
  prompt.run += between;
  prompt.run += answer;
  prompt.run += format.after_y;
}

}  // namespace tangram
