#include "transforms/label_words.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

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

std::vector<std::string> draw_random_tokens(const std::vector<std::string>& labels,
                                            const LabelPlace& place, const RandomTokenRule& rule,
                                            Rng rng) {
  TANGRAM_CHECK(place.tokenizer != nullptr);
  RandomWords words(*place.tokenizer, place.slot, rule, labels, rng);
  std::vector<std::string> out;
  while (out.size() < labels.size()) {
    const auto word = words.next();
    require(word.has_value(),
            "map_outputs: g = random_tokens: {} labels need {} tokens that are whole words of at "
            "least {} {}, but the vocabulary has only {}; lower min_chars or set ascii_letters = "
            "false",
            labels.size(), labels.size(), rule.min_chars,
            rule.ascii_letters ? "letters" : "characters", out.size());
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
