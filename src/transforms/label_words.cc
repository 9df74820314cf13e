#include "transforms/label_words.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

/// All ids in uniformly random order, one at a time: Fisher-Yates that remembers only the
/// places that it has touched, because a draw needs a handful of 262,144.
class IdsInRandomOrder {
 public:
  IdsInRandomOrder(int n, Rng rng) : left_(static_cast<std::uint64_t>(n)), rng_(rng) {}

  std::optional<Token> next() {
    if (left_ == 0) return std::nullopt;
    const std::uint64_t place = rng_.below(left_--);
    const std::uint64_t drawn = at(place);
    moved_[place] = at(left_);
    return static_cast<Token>(drawn);
  }

 private:
  std::uint64_t at(std::uint64_t place) const {
    const auto it = moved_.find(place);
    return it == moved_.end() ? place : it->second;
  }

  std::uint64_t left_;
  Rng rng_;
  std::unordered_map<std::uint64_t, std::uint64_t> moved_;
};

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_white_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool fits(const std::string& word, const RandomTokenRule& rule) {
  if (word.empty() || std::any_of(word.begin(), word.end(), is_white_space)) return false;
  if (rule.ascii_letters && !std::all_of(word.begin(), word.end(), is_ascii_letter)) return false;
  return !invalid_utf8(word) && is_printable(word) &&
         code_points(word) >= static_cast<std::size_t>(rule.min_chars);
}

/// Tests whether an id stands for one whole response word in a given slot.
class WholeWord {
 public:
  WholeWord(const Tokenizer& tokenizer, const PromptSlot& slot)
      : tokenizer_(tokenizer),
        carried_(slot.gap == " " ? slot.gap : ""),
        before_(slot.stem + (carried_.empty() ? slot.gap : "")),
        after_(slot.after),
        lead_(tokenizer.encode_inside(before_)) {}

  /// The id's word without its space; nullopt: it is none.
  std::optional<std::string> word(Token id, const RandomTokenRule& rule) const {
    if (!tokenizer_.is_ordinary(id)) return std::nullopt;
    const std::string piece = tokenizer_.decode({id});
    if (!piece.starts_with(carried_)) return std::nullopt;
    std::string word = piece.substr(carried_.size());
    if (!fits(word, rule)) return std::nullopt;
    return word;
  }

  /// The id that is the word; nullopt: it takes several tokens, or none that is stable.
  std::optional<Token> id_of(const std::string& word) const {
    const auto ids = tokenizer_.encode_inside(carried_ + word);
    if (ids.size() != 1 || !tokenizer_.is_ordinary(ids[0]) ||
        tokenizer_.decode(ids) != carried_ + word || !is_stable(ids[0], word))
      return std::nullopt;
    return ids[0];
  }

  bool is_stable(Token id, const std::string& word) const {
    const std::string shown = carried_ + word;
    if (tokenizer_.encode_inside(shown) != std::vector<Token>{id}) return false;
    std::vector<Token> wanted = lead_;
    wanted.push_back(id);
    const auto met = tokenizer_.encode_inside(before_ + shown + after_);
    return met.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), met.begin()) &&
           tokenizer_.encode_inside(before_ + shown) == wanted;
  }

 private:
  const Tokenizer& tokenizer_;
  std::string carried_, before_, after_;
  std::vector<Token> lead_;  // tokens of before_
};

std::set<std::string> keys_of(const std::vector<std::string>& words) {
  std::set<std::string> keys;
  for (const auto& word : words) keys.insert(word_key(word));
  return keys;
}

/// The token that opens the word in its slot; -1: no tokenizer, so nothing to compare.
Token first_token(const LabelPlace& place, const std::string& word) {
  if (place.tokenizer == nullptr) return -1;
  const auto tokens = tokens_in_slot(*place.tokenizer, place.slot, word);
  return tokens.empty() ? -1 : tokens.front();
}

/// Words accepted so far: no two alike, no two with the same first token.
class Chosen {
 public:
  Chosen(const LabelPlace& place, std::set<std::string> taken)
      : place_(place), keys_(std::move(taken)) {}

  bool add(const std::string& word) {
    const std::string key = word_key(word);
    if (keys_.contains(key)) return false;
    if (const Token first = first_token(place_, word); first >= 0 && !first_.insert(first).second)
      return false;
    keys_.insert(key);
    words_.push_back(word);
    return true;
  }
  const std::vector<std::string>& words() const { return words_; }

 private:
  const LabelPlace& place_;
  std::set<std::string> keys_;
  std::set<Token> first_;
  std::vector<std::string> words_;
};

}  // namespace

std::string word_key(const std::string& word) {
  std::string key = duplicate_key(word);
  return key.empty() ? word : key;  // punctuation alone: the key drops it
}

std::vector<std::string> draw_random_tokens(const std::vector<std::string>& labels,
                                            const LabelPlace& place, const RandomTokenRule& rule,
                                            Rng rng) {
  TANGRAM_CHECK(place.tokenizer != nullptr);
  const WholeWord whole(*place.tokenizer, place.slot);
  IdsInRandomOrder ids(place.tokenizer->size(), rng);
  std::set<std::string> taken = keys_of(labels);
  std::vector<std::string> out;
  while (out.size() < labels.size()) {
    const auto id = ids.next();
    require(id.has_value(),
            "map_outputs: g = random_tokens: {} labels need {} tokens that are whole words of at "
            "least {} {}, but the vocabulary has only {}; lower min_chars or set ascii_letters = "
            "false",
            labels.size(), labels.size(), rule.min_chars,
            rule.ascii_letters ? "letters" : "characters", out.size());
    const auto word = whole.word(*id, rule);
    if (!word || taken.contains(word_key(*word)) || !whole.is_stable(*id, *word)) continue;
    taken.insert(word_key(*word));
    out.push_back(*word);
  }
  return out;
}

std::vector<std::string> draw_symbols(const std::vector<std::string>& labels,
                                      const LabelPlace& place, std::vector<std::string> from,
                                      Rng rng) {
  const std::size_t n = from.size();
  rng.shuffle(from);
  Chosen chosen(place, keys_of(labels));
  for (const auto& word : from) {
    if (chosen.words().size() == labels.size()) break;
    chosen.add(word);
  }
  require(chosen.words().size() == labels.size(),
          "map_outputs: g = symbols: {} labels need {} words with different first tokens, but the "
          "list of {} gives only {}; give more with words = [...]",
          labels.size(), labels.size(), n, chosen.words().size());
  return chosen.words();
}

std::vector<std::string> draw_one_each(const std::vector<std::vector<std::string>>& lists,
                                       const LabelPlace& place, Rng rng) {
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries; ++i) {
    Chosen chosen(place, {});
    bool ok = true;
    for (const auto& list : lists) {
      TANGRAM_CHECK(!list.empty());
      ok = chosen.add(list[rng.below(list.size())]) && ok;  // one draw a list in any case
    }
    if (ok) return chosen.words();
  }
  fail(
      "map_outputs: no {} words with different first tokens in {} draws, one from each list; the "
      "lists of the labels share too many words",
      lists.size(), kTries);
}

bool is_single_token(const std::string& word, const LabelPlace& place) {
  TANGRAM_CHECK(place.tokenizer != nullptr);
  return !word.empty() && WholeWord(*place.tokenizer, place.slot).id_of(word).has_value();
}

bool are_distinct(const std::vector<std::string>& words, const LabelPlace& place) {
  Chosen chosen(place, {});
  return std::all_of(words.begin(), words.end(),
                     [&](const auto& word) { return chosen.add(word); });
}

std::vector<int> draw_derangement(int n, Rng rng) {
  TANGRAM_CHECK(n >= 2);
  std::vector<int> p(static_cast<std::size_t>(n));
  for (;;) {  // a uniform permutation is one with probability near 1/e
    std::iota(p.begin(), p.end(), 0);
    rng.shuffle(p);
    bool fixed = false;
    for (int i = 0; i < n; ++i) fixed = fixed || p[static_cast<std::size_t>(i)] == i;
    if (!fixed) return p;
  }
}

const std::vector<std::string>& nonce_words() {
  static const std::vector<std::string> words = {
      "foo",  "bar", "baz",  "qux",  "wug", "dax", "blick", "zup",  "toma", "lorp", "fep", "kiv",
      "norg", "gax", "rilk", "jorp", "huv", "mib", "plim",  "snib", "yem",  "vask", "ulb", "zelk"};
  return words;
}

}  // namespace tangram
