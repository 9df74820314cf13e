#include "llama/llama_chat.h"

#include <llama.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr const char* kSpaces = " \t\n\v\f\r";

// What stands for the turns' texts. No template holds these words, and none trims them.
constexpr const char *kFirst = "TangramAsksFirst", *kAnswer = "TangramIsAnswered",
                     *kSecond = "TangramAsksAgain";

/// What the template writes around a dialogue, up to where the model goes on. Throws Error.
std::string rendered(const char* chat_template, std::span<const llama_chat_message> turns) {
  std::string out(1024, '\0');
  const auto run = [&] {
    return llama_chat_apply_template(chat_template, turns.data(), turns.size(), /*add_ass=*/true,
                                     out.data(), static_cast<std::int32_t>(out.size()));
  };
  std::int32_t n = run();
  if (n > static_cast<std::int32_t>(out.size())) {
    out.resize(static_cast<std::size_t>(n));
    n = run();
  }
  require(
      n >= 0,
      "chat: llama.cpp does not know the template in the model's file (tokenizer.chat_template, "
      "'{}'); give another model, or chat = none",
      shown(chat_template, 60));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

/// Cuts `text` behind `word`, which goes from both parts. Throws Error if it is not there once.
std::pair<std::string, std::string> cut(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  require(at != std::string::npos && text.find(word, at + 1) == std::string::npos,
          "chat: the model's template (tokenizer.chat_template) does not write each turn once, as "
          "llama.cpp understands it; give another model, or chat = none");
  return {text.substr(0, at), text.substr(at + word.size())};
}

/// The text with its control tokens, which may take white space beside them with them.
MarkedText marked(const llama_vocab* vocab, const std::string& text) {
  std::vector<Token> ids(2 * text.size() + 8);
  const std::int32_t n =
      llama_tokenize(vocab, text.data(), static_cast<std::int32_t>(text.size()), ids.data(),
                     static_cast<std::int32_t>(ids.size()), /*add_special=*/false,
                     /*parse_special=*/true);
  TANGRAM_CHECK(n >= 0);
  ids.resize(static_cast<std::size_t>(n));
  MarkedText out;
  std::string* run = &out.text;
  std::size_t at = 0;
  for (const Token id : ids) {
    if (!llama_vocab_is_control(vocab, id)) continue;
    const std::string name = llama_vocab_get_text(vocab, id);
    const std::size_t begin = text.find(name, at);
    TANGRAM_CHECK(begin != std::string::npos);
    *run += text.substr(at, begin - at);
    const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(vocab, id));
    if ((attributes & LLAMA_TOKEN_ATTR_LSTRIP) != 0) run->erase(run->find_last_not_of(kSpaces) + 1);
    at = begin + name.size();
    if ((attributes & LLAMA_TOKEN_ATTR_RSTRIP) != 0)
      at = std::min(text.find_first_not_of(kSpaces, at), text.size());
    out.marks.push_back({id, ""});
    run = &out.marks.back().text;
  }
  *run += text.substr(at);
  return out;
}

/// The white space by which a shown answer stands further right than an answer to come.
std::string answer_space(const std::string& before_answer, const std::string& before_shown) {
  if (!before_shown.starts_with(before_answer)) return "";
  const std::string space = before_shown.substr(before_answer.size());
  return space.find_first_not_of(kSpaces) == std::string::npos ? space : "";
}

}  // namespace

std::optional<ChatFrame> read_chat_frame(const llama_model& model) {
  const char* chat_template = llama_model_chat_template(&model, nullptr);
  if (chat_template == nullptr || *chat_template == '\0') return std::nullopt;
  const llama_chat_message turns[] = {{"user", kFirst}, {"assistant", kAnswer}, {"user", kSecond}};
  const auto [before_user, before_answer] =
      cut(rendered(chat_template, std::span(turns, 1)), kFirst);
  const auto [before_first, from_first] = cut(rendered(chat_template, turns), kFirst);
  const auto [before_shown_answer, from_answer] = cut(from_first, kAnswer);
  const auto [after_shown_answer, from_second] = cut(from_answer, kSecond);
  require(before_first == before_user && from_second == before_answer,
          "chat: the model's template (tokenizer.chat_template) writes a turn otherwise where "
          "others stand beside it; give another model, or chat = none");
  const llama_vocab* vocab = llama_model_get_vocab(&model);
  return ChatFrame{marked(vocab, before_user), marked(vocab, before_answer),
                   answer_space(before_answer, before_shown_answer),
                   marked(vocab, before_shown_answer), marked(vocab, after_shown_answer)};
}

}  // namespace tangram
