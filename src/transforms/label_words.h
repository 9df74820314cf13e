#pragma once

#include <string>
#include <vector>

#include "base/rng.h"
#include "core/random_words.h"

namespace tangram {

/// How a response word meets its prompt. tokenizer may be null: then nothing is known of
/// tokens and words are only compared as words.
struct LabelPlace {
  const Tokenizer* tokenizer = nullptr;
  PromptSlot slot;
};

/// K = labels.size() words of RandomWords, unlike the labels. Throws Error if the vocabulary has
/// fewer such tokens. place.tokenizer is not null.
std::vector<std::string> draw_random_tokens(const std::vector<std::string>& labels,
                                            const LabelPlace& place, const RandomTokenRule& rule,
                                            Rng rng);

/// K words of `from`, drawn without replacement, unlike the labels, and with pairwise
/// different first tokens where a tokenizer is given. Throws Error if there are too few.
std::vector<std::string> draw_symbols(const std::vector<std::string>& labels,
                                      const LabelPlace& place, std::vector<std::string> from,
                                      Rng rng);

/// One word out of each list, uniform over the choices in which no two words are alike nor,
/// where a tokenizer is given, begin with the same token. Throws Error if none is found in
/// 1,000 tries: the lists share too many words.
std::vector<std::string> draw_one_each(const std::vector<std::vector<std::string>>& lists,
                                       const LabelPlace& place, Rng rng);

/// Is the word one ordinary token where it stands, its space included, that encoding gives back?
/// What draw_random_tokens asks of a token, whatever the word's letters. place.tokenizer is not
/// null.
bool is_single_token(const std::string& word, const LabelPlace& place);

/// No two words are alike (word_key) nor, where a tokenizer is given, begin with the same token.
bool are_distinct(const std::vector<std::string>& words, const LabelPlace& place);

/// A uniformly drawn permutation of 0..n-1 without a fixed point, n >= 2.
std::vector<int> draw_derangement(int n, Rng rng);

/// Nonce words in the manner of foo and bar: short, pronounceable, no English word.
const std::vector<std::string>& nonce_words();

}  // namespace tangram
