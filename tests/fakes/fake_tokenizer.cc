#include "tests/fakes/fake_tokenizer.h"

#include <cctype>
#include <limits>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

enum class Kind { space, digit, letter, other };

Kind kind_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80 && std::isspace(byte)) return Kind::space;
  if (byte < 0x80 && std::isdigit(byte)) return Kind::digit;
  if (byte >= 0x80 || std::isalpha(byte)) return Kind::letter;
  return Kind::other;
}

/// The end of the run that begins at `begin`: one space goes with the word after it, as in
/// the usual pre-tokenisers; of several, the last one does.
std::size_t run_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && kind_of(text[end]) == Kind::space) ++end;
  if (end == text.size() || end > begin + 1) return end == text.size() ? end : end - 1;
  if (end == begin + 1 && text[begin] != ' ') return end;
  const Kind kind = kind_of(text[end]);
  while (end < text.size() && kind_of(text[end]) == kind) ++end;
  return end;
}

}  // namespace

FakeVocabulary FakeTokenizer::default_vocabulary() {
  FakeVocabulary v;
  for (const char* piece :
       {"in",    "re",     "on",      "er",       "ti",        "it",      " t",        " a",
        " p",    "ve",     "tive",    "os",       "itive",     "ositive", " positive", " n",
        "eg",    "at",     "ative",   "egative",  " negative", "ed",      "en",        "al",
        "ar",    "es",     "or",      "ing",      "ov",        "ie",      "vie",       "view",
        "Re",    "Review", "ent",     "ment",     "timent",    "Sen",     "Sentiment", "is",
        " th",   " the",   " m",      " mov",     " movie",    " g",      "oo",        "ood",
        " good", " b",     "ad",      " bad",     "reat",      " great",  " w",        "as",
        " was",  " f",     " foo",    " bar",     "ab",        "abc",     "\n\n",      "..",
        "...",   "st",     "ou",      " an",      " and",      "e ",      "y\n",       "In",
        "ut",    "put",    "Input",   "Lab",      "el",        "Label",   " s",        " sc",
        "enc",   "ence",   "ience",   " science", " wor",      "ld",      " world",    "ort",
        "port",  "ports",  " sports", "00",       "000",       " qu",     " A",        " B",
        " C",    " D",     "  ",      "    "})
    v.pieces.emplace_back(piece);
  return v;
}

FakeVocabulary FakeTokenizer::chat_vocabulary() {
  FakeVocabulary v = default_vocabulary();
  v.controls = {"<user>", "<model>", "<end>"};
  const Token user = kFirstPiece + static_cast<Token>(v.pieces.size()), model = user + 1,
              end = user + 2;
  const MarkedText answer{"", {{end, "\n"}, {model, "\n"}}};
  v.chat_frame = ChatFrame{.before_user = {"", {{user, "\n"}}},
                           .before_answer = answer,
                           .answer_space = "",
                           .before_shown_answer = answer,
                           .after_shown_answer = {"", {{end, "\n"}, {user, "\n"}}}};
  return v;
}

FakeTokenizer::FakeTokenizer() : FakeTokenizer(default_vocabulary()) {}

FakeTokenizer::FakeTokenizer(FakeVocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {
  for (int byte = 0; byte < 256; ++byte)
    ids_[std::string(1, static_cast<char>(byte))] = kFirstByte + byte;
  for (const auto& piece : vocabulary_.pieces) {
    TANGRAM_CHECK(piece.size() > 1);
    const Token id = static_cast<Token>(ids_.size()) + kFirstByte;
    TANGRAM_CHECK(ids_.emplace(piece, id).second);
  }
  fingerprint_ = fmt::format("fake-tokenizer-{}-{}{}{}", size(), vocabulary_.split_words,
                             vocabulary_.document_space, vocabulary_.has_bos);
}

Token FakeTokenizer::id_of(std::string_view piece) const {
  const auto found = ids_.find(std::string(piece));
  return found == ids_.end() ? -1 : found->second;
}

void FakeTokenizer::encode_run(std::string_view run, std::vector<Token>& out) const {
  std::vector<std::string> parts;
  for (char c : run) parts.emplace_back(1, c);
  for (;;) {
    Token best = std::numeric_limits<Token>::max();
    std::size_t where = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ids_.find(parts[i] + parts[i + 1]);
      if (found != ids_.end() && found->second < best) best = found->second, where = i;
    }
    if (best == std::numeric_limits<Token>::max()) break;
    parts[where] += parts[where + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(where) + 1);
  }
  for (const auto& part : parts) out.push_back(ids_.at(part));
}

std::vector<Token> FakeTokenizer::encode_inside(std::string_view text) const {
  std::vector<Token> out;
  if (!vocabulary_.split_words) {
    encode_run(text, out);
    return out;
  }
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = run_end(text, begin);
    encode_run(text.substr(begin, end - begin), out);
    begin = end;
  }
  return out;
}

std::vector<Token> FakeTokenizer::encode(std::string_view text) const {
  if (!vocabulary_.document_space || text.empty()) return encode_inside(text);
  return encode_inside(" " + std::string(text));
}

std::string FakeTokenizer::decode(const std::vector<Token>& ids) const {
  std::string out;
  for (Token id : ids) {
    TANGRAM_CHECK(id >= 0 && id < size());
    if (id == 0) out += "<bos>";
    if (id == 1) out += "<eos>";
    if (id >= kFirstByte && id < kFirstPiece) out += static_cast<char>(id - kFirstByte);
    if (is_ordinary(id)) out += vocabulary_.pieces[static_cast<std::size_t>(id - kFirstPiece)];
    if (id >= first_control())
      out += vocabulary_.controls[static_cast<std::size_t>(id - first_control())];
  }
  return out;
}

}  // namespace tangram
