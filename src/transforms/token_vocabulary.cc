#include "transforms/token_vocabulary.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Has a character that is no white space, and no control character.
bool carries_text(std::string_view piece) {
  return std::none_of(piece.begin(), piece.end(), is_control) &&
         piece.find_first_not_of(' ') != std::string_view::npos;
}

const Tokenizer& given(const Tokenizer* tokenizer, const std::string& user) {
  require(tokenizer != nullptr,
          "{}: it works on a model's tokens, but there is no model; name one with --model, or use "
          "permute_input_words",
          user);
  return *tokenizer;
}

/// 0..n-1 in uniformly random order.
std::vector<std::size_t> random_order(std::size_t n, Rng rng) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  rng.shuffle(order);
  return order;
}

TokenMap identity_map(const TokenVocabulary& vocabulary) {
  TokenMap h(static_cast<std::size_t>(vocabulary.tokenizer().size()));
  std::iota(h.begin(), h.end(), 0);
  return h;
}

void set(TokenMap& h, Token from, Token to) { h[static_cast<std::size_t>(from)] = to; }

}  // namespace

TokenVocabulary::TokenVocabulary(const Tokenizer* tokenizer, TokenScope scope,
                                 const std::string& user)
    : tokenizer_(given(tokenizer, user)), scope_(std::move(scope)), user_(user) {}

void TokenVocabulary::build() const {
  std::set<Token> kept;
  for (const auto& word : scope_.keep)
    for (const auto& text : {word, " " + word})
      for (const Token id : tokenizer_.encode_inside(text)) kept.insert(id);
  const bool by_space = scope_.preserve == "space";
  classes_.assign(by_space ? 2 : 1, {});
  class_of_.assign(static_cast<std::size_t>(tokenizer_.size()), -1);
  for (Token id = 0; id < tokenizer_.size(); ++id) {
    const std::string piece = tokenizer_.decode({id});
    if (!carries_text(piece) || kept.contains(id)) continue;
    const int c = by_space && piece.front() == ' ' ? 1 : 0;
    class_of_[static_cast<std::size_t>(id)] = static_cast<std::int8_t>(c);
    if (tokenizer_.is_ordinary(id)) classes_[static_cast<std::size_t>(c)].push_back(id);
  }
  for (const auto& ids : classes_)
    require(!ids.empty(),
            "{}: the vocabulary has no token to draw from (preserve = {}, {} words kept); keep "
            "fewer words, or set preserve = 'none'",
            user_, scope_.preserve, scope_.keep.size());
}

const std::vector<std::vector<Token>>& TokenVocabulary::classes() const {
  std::call_once(built_, [this] { build(); });
  return classes_;
}

std::int64_t TokenVocabulary::n_eligible() const {
  std::int64_t n = 0;
  for (const auto& ids : classes()) n += std::ssize(ids);
  return n;
}

int TokenVocabulary::class_of(Token id) const {
  std::call_once(built_, [this] { build(); });
  TANGRAM_CHECK(id >= 0 && static_cast<std::size_t>(id) < class_of_.size());
  return class_of_[static_cast<std::size_t>(id)];
}

TokenMap draw_bijection(const TokenVocabulary& vocabulary, double fraction, const Rng& rng) {
  TANGRAM_CHECK(fraction >= 0 && fraction <= 1);
  TokenMap h = identity_map(vocabulary);
  for (std::size_t c = 0; c < vocabulary.classes().size(); ++c) {
    std::vector<Token> from = vocabulary.classes()[c];
    if (fraction < 1) {
      rng.at("moved").at(c).shuffle(from);
      from.resize(
          static_cast<std::size_t>(std::llround(fraction * static_cast<double>(from.size()))));
    }
    std::vector<Token> to = from;
    rng.at("image").at(c).shuffle(to);
    for (std::size_t i = 0; i < from.size(); ++i) set(h, from[i], to[i]);
  }
  return h;
}

TokenMap draw_merging_map(const TokenVocabulary& vocabulary, std::int64_t n_images,
                          const Rng& rng) {
  TokenMap h = draw_bijection(vocabulary, 1, rng);
  const auto& classes = vocabulary.classes();
  std::int64_t tokens_left = vocabulary.n_eligible(), images_left = n_images;
  TANGRAM_CHECK(n_images >= std::ssize(classes) && n_images <= tokens_left);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto& ids = classes[c];
    // Images are shared out by size, and each class still to come must get one.
    const double share = static_cast<double>(images_left) * static_cast<double>(ids.size()) /
                         static_cast<double>(tokens_left);
    const std::int64_t later = std::ssize(classes) - static_cast<std::int64_t>(c) - 1;
    const std::int64_t m = std::clamp<std::int64_t>(std::llround(share), 1, images_left - later);
    const auto order = random_order(ids.size(), rng.at("merged").at(c));
    for (std::size_t j = static_cast<std::size_t>(m); j < order.size(); ++j)
      set(h, ids[order[j]],
          h[static_cast<std::size_t>(ids[order[j % static_cast<std::size_t>(m)]])]);
    images_left -= m;
    tokens_left -= std::ssize(ids);
  }
  return h;
}

}  // namespace tangram
