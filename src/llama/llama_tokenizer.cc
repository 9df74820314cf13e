#include "llama/llama_tokenizer.h"

#include <llama.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/check.h"
#include "base/hash.h"
#include "base/unicode.h"
#include "llama/gguf_header.h"
#include "llama/llama_chat.h"
#include "llama/llama_load.h"

namespace tangram {

namespace {

std::vector<Token> tokenize(const llama_model* model, std::string_view text) {
  require(text.size() < static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() / 4),
          "a text of {} bytes is too long to tokenise", text.size());
  const llama_vocab* vocab = llama_model_get_vocab(model);
  std::vector<Token> ids(text.size() + 8);
  const auto run = [&] {
    return llama_tokenize(vocab, text.data(), static_cast<std::int32_t>(text.size()), ids.data(),
                          static_cast<std::int32_t>(ids.size()), /*add_special=*/false,
                          /*parse_special=*/false);
  };
  std::int32_t n = run();
  if (n < 0) {  // -n: how many there are
    ids.resize(static_cast<std::size_t>(-n));
    n = run();
  }
  TANGRAM_CHECK(n >= 0);
  ids.resize(static_cast<std::size_t>(n));
  return ids;
}

/// What the option says: "auto", "none" or a number.
Token choose_bos(const llama_vocab* vocab, const std::string& bos) {
  const int size = llama_vocab_n_tokens(vocab);
  if (bos == "none") return -1;
  if (bos == "auto") {
    const Token own = llama_vocab_bos(vocab);
    return llama_vocab_get_add_bos(vocab) && own >= 0 && own < size ? own : -1;
  }
  Token id = -1;
  const char* end = bos.data() + bos.size();
  const auto [stop, error] = std::from_chars(bos.data(), end, id);
  require(error == std::errc() && stop == end && id >= 0 && id < size,
          "bos = '{}' is neither 'auto', 'none' nor a token: tokens are 0 .. {}", bos, size - 1);
  return id;
}

}  // namespace

LlamaTokenizer::LlamaTokenizer(const std::filesystem::path& path, Log& log,
                               const std::string& bos) {
  const GgufHeader header = read_gguf_header(path);
  check_language_model(header, path);
  model_ = load_llama_model(path, nullptr, log);
  read_vocabulary(header.vocabulary_sha256, bos);
}

LlamaTokenizer::LlamaTokenizer(std::shared_ptr<const llama_model> model,
                               const std::string& vocabulary_sha256, const std::string& bos)
    : model_(std::move(model)) {
  read_vocabulary(vocabulary_sha256, bos);
}

LlamaTokenizer::~LlamaTokenizer() = default;

void LlamaTokenizer::read_vocabulary(const std::string& vocabulary_sha256, const std::string& bos) {
  const llama_vocab* vocab = llama_model_get_vocab(model_.get());
  size_ = llama_vocab_n_tokens(vocab);
  require(size_ > 0 && llama_vocab_type(vocab) != LLAMA_VOCAB_TYPE_NONE,
          "the model has no vocabulary: it cannot read text");
  bos_ = choose_bos(vocab, bos);
  eos_ = std::max(-1, llama_vocab_eos(vocab));
  fingerprint_ = sha256(vocabulary_sha256 + "\nbos=" + std::to_string(bos_));
  ordinary_.resize(static_cast<std::size_t>(size_));
  for (Token id = 0; id < size_; ++id) {
    const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(vocab, id));
    if ((attributes & LLAMA_TOKEN_ATTR_NORMAL) == 0 || llama_vocab_is_control(vocab, id)) continue;
    const std::string text = piece(id);
    // A byte-level vocabulary holds raw bytes as normal tokens: parts of a character.
    ordinary_[static_cast<std::size_t>(id)] = !text.empty() && !invalid_utf8(text);
  }
  find_anchor();
}

void LlamaTokenizer::find_anchor() {
  const auto begins_with_space = [this](const char* text) {
    return decode(encode(text)).starts_with(' ');
  };
  if (!begins_with_space("a")) return;
  for (const char* anchor : {"\n", "\x01", "\xE2\x80\xA2"}) {
    const std::vector<Token> alone = encode(anchor);
    const std::vector<Token> before = encode(std::string(anchor) + "a");
    if (alone.empty() || before.size() <= alone.size() ||
        !std::equal(alone.begin(), alone.end(), before.begin()))
      continue;
    anchor_ = anchor;
    anchor_size_ = alone.size();
    return;
  }
}

std::string LlamaTokenizer::piece(Token id) const {
  const llama_vocab* vocab = llama_model_get_vocab(model_.get());
  std::string text(32, '\0');
  const auto run = [&] {
    return llama_token_to_piece(vocab, id, text.data(), static_cast<std::int32_t>(text.size()),
                                /*lstrip=*/0, /*special=*/true);
  };
  std::int32_t n = run();
  if (n < 0) {
    text.resize(static_cast<std::size_t>(-n));
    n = run();
  }
  TANGRAM_CHECK(n >= 0);
  text.resize(static_cast<std::size_t>(n));
  return text;
}

std::vector<Token> LlamaTokenizer::encode(std::string_view text) const {
  if (text.empty()) return {};
  return tokenize(model_.get(), text);
}

std::vector<Token> LlamaTokenizer::encode_inside(std::string_view text) const {
  if (anchor_.empty() || text.empty()) return encode(text);
  std::vector<Token> ids = tokenize(model_.get(), anchor_ + std::string(text));
  const std::vector<Token> alone = tokenize(model_.get(), anchor_);
  require(ids.size() >= anchor_size_ && std::equal(alone.begin(), alone.end(), ids.begin()),
          "the vocabulary joins '{}' with what stands before it: it cannot be encoded by itself",
          shown(text));
  ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(anchor_size_));
  return ids;
}

std::string LlamaTokenizer::decode(const std::vector<Token>& ids) const {
  std::string text;
  for (Token id : ids) {
    TANGRAM_CHECK(id >= 0 && id < size_);
    text += piece(id);
  }
  return text;
}

std::optional<ChatFrame> LlamaTokenizer::chat_frame() const { return read_chat_frame(*model_); }

bool LlamaTokenizer::is_ordinary(Token id) const {
  return id >= 0 && id < size_ && ordinary_[static_cast<std::size_t>(id)];
}

}  // namespace tangram
