#include "learners/prompt_format.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>
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

std::string PromptFormat::query_end() const {
  std::string out = before_y;
  if (trailing_space) out += space_y;
  return out + frame.before_answer.text;
}

std::string PromptFormat::candidate(std::string_view word) const {
  std::string out = chat != Chat::none ? frame.answer_space : trailing_space ? "" : space_y;
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

Chat parse_chat(const std::string& name) {
  if (name == "none") return Chat::none;
  if (name == "one_turn") return Chat::one_turn;
  require(name == "turns", "chat is '{}'; give none, one_turn or turns", shown(name));
  return Chat::turns;
}

PromptFormat in_chat(PromptFormat format, Chat chat, const Tokenizer& tokenizer) {
  if (chat == Chat::none) return format;
  require(!format.trailing_space,
          "chat: trailing_space keeps the white space before {{y}} in the query, and in a chat the "
          "answer stands in a turn of its own; give a template without trailing_space, or chat = "
          "none");
  std::optional<ChatFrame> frame = tokenizer.chat_frame();
  require(frame.has_value(),
          "chat: the model has no chat template; give one that was tuned to follow instructions "
          "and whose file holds tokenizer.chat_template, or chat = none");
  format.chat = chat;
  format.frame = std::move(*frame);
  return format;
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

void append_marked(PromptText& prompt, const MarkedText& text, RunEncoder& encoder) {
  prompt.run += text.text;
  for (const auto& mark : text.marks) {
    encoder.append(prompt.run, prompt.begins_document, prompt.head);
    prompt.head.push_back(mark.control);
    prompt.run = mark.text;
    prompt.begins_document = true;
  }
}

PromptText begin_prompt(const PromptFormat& format, RunEncoder& encoder) {
  PromptText out;
  append_marked(out, format.frame.before_user, encoder);
  out.run += format.start;
  return out;
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
  encoder.append(prompt.run, prompt.begins_document, prompt.head);
  prompt.head.insert(prompt.head.end(), ids.begin(), ids.end());
  prompt.run.clear();
  prompt.begins_document = false;
}

void append_example(PromptText& prompt, const PromptFormat& format, const Text::Example& example,
                    RunEncoder& encoder) {
  TANGRAM_CHECK(example.y >= 0 && example.y < static_cast<int>(example.candidates->size()));
  const std::string& answer = (*example.candidates)[static_cast<std::size_t>(example.y)];
  const bool in_turns = format.chat == Chat::turns;
  require(!in_turns || !answer.empty(),
          "prompt: chat = \"turns\": an example without a label has no turn of the assistant; use "
          "chat = \"one_turn\" in this condition");
  std::string between = format.before_y + (in_turns ? "" : format.space_y);
  if (is_empty(example.x))
    between.erase(0, std::min(between.find_first_not_of(kSpace), between.size()));
  else
    append_input(prompt, format, example.x, encoder);
  if (!answer.empty()) {
    prompt.run += between;
    if (in_turns) append_marked(prompt, format.frame.before_shown_answer, encoder);
    prompt.run += answer;
    prompt.run += format.after_y;
  }
  if (in_turns)
    append_marked(prompt, format.frame.after_shown_answer, encoder);
  else
    prompt.run += format.separator;
}

void append_answer_turn(PromptText& prompt, const PromptFormat& format, RunEncoder& encoder) {
  append_marked(prompt, {"", format.frame.before_answer.marks}, encoder);
}

}  // namespace tangram
