#include "core/random_words.h"

#include <algorithm>

#include "base/unicode.h"

namespace tangram {
namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_white_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool fits(const std::string& word, const RandomTokenRule& rule) {
  if (word.empty() || std::any_of(word.begin(), word.end(), is_white_space)) return false;
  if (rule.ascii_letters && !std::all_of(word.begin(), word.end(), is_ascii_letter)) return false;
  return !invalid_utf8(word) && is_printable(word) &&
         code_points(word) >= static_cast<std::size_t>(rule.min_chars);
}

}  // namespace

std::string word_key(const std::string& word) {
  std::string key = duplicate_key(word);
  return key.empty() ? word : key;  // punctuation alone: the key drops it
}

WholeWord::WholeWord(const Tokenizer& tokenizer, const PromptSlot& slot)
    : tokenizer_(tokenizer),
      carried_(slot.gap == " " ? slot.gap : ""),
      before_(slot.stem + (carried_.empty() ? slot.gap : "")),
      after_(slot.after),
      lead_(tokenizer.encode_inside(before_)) {}

std::optional<std::string> WholeWord::word_of(Token id) const {
  if (!tokenizer_.is_ordinary(id)) return std::nullopt;
  const std::string piece = tokenizer_.decode({id});
  if (!piece.starts_with(carried_)) return std::nullopt;
  return piece.substr(carried_.size());
}

std::optional<Token> WholeWord::id_of(const std::string& word) const {
  const auto ids = tokenizer_.encode_inside(carried_ + word);
  if (ids.size() != 1 || !tokenizer_.is_ordinary(ids[0]) ||
      tokenizer_.decode(ids) != carried_ + word || !is_stable(ids[0], word))
    return std::nullopt;
  return ids[0];
}

bool WholeWord::is_stable(Token id, const std::string& word) const {
  const std::string shown = carried_ + word;
  if (tokenizer_.encode_inside(shown) != std::vector<Token>{id}) return false;
  std::vector<Token> wanted = lead_;
  wanted.push_back(id);
  const auto met = tokenizer_.encode_inside(before_ + shown + after_);
  return met.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), met.begin()) &&
         tokenizer_.encode_inside(before_ + shown) == wanted;
}

RandomWords::RandomWords(const Tokenizer& tokenizer, const PromptSlot& slot,
                         const RandomTokenRule& rule, const std::vector<std::string>& taken,
                         Rng rng)
    : whole_(tokenizer, slot),
      rule_(rule),
      left_(static_cast<std::uint64_t>(tokenizer.size())),
      rng_(rng) {
  for (const auto& word : taken) taken_.insert(word_key(word));
}

std::optional<std::string> RandomWords::next() {
  while (const auto id = next_id()) {
    auto word = whole_.word_of(*id);
    if (!word || !fits(*word, rule_) || taken_.contains(word_key(*word)) ||
        !whole_.is_stable(*id, *word))
      continue;
    taken_.insert(word_key(*word));
    return word;
  }
  return std::nullopt;
}

std::optional<Token> RandomWords::next_id() {
  if (left_ == 0) return std::nullopt;
  const std::uint64_t place = rng_.below(left_--);
  const std::uint64_t drawn = id_at(place);
  moved_[place] = id_at(left_);
  return static_cast<Token>(drawn);
}

std::uint64_t RandomWords::id_at(std::uint64_t place) const {
  const auto it = moved_.find(place);
  return it == moved_.end() ? place : it->second;
}

}  // namespace tangram
