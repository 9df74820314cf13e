#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/rng.h"
#include "core/prompt_slot.h"

namespace tangram {

/// Which tokens may serve as words of a made task.
struct RandomTokenRule {
  bool ascii_letters = true;  // only a-z and A-Z
  int min_chars = 2;          // code points, without the space
};

/// What makes two words the same to a reader: case, width, punctuation aside.
std::string word_key(const std::string& word);

/// Tests which ids stand for one whole word in a slot of a prompt. The tokenizer must outlive this.
class WholeWord {
 public:
  WholeWord(const Tokenizer& tokenizer, const PromptSlot& slot);

  /// The id's word without its space; nullopt: it is none.
  std::optional<std::string> word_of(Token id) const;

  /// The id that is the word; nullopt: it takes several tokens, or none that is stable.
  std::optional<Token> id_of(const std::string& word) const;

  /// Is the word this one token, by itself and between the texts of the slot?
  bool is_stable(Token id, const std::string& word) const;

 private:
  const Tokenizer& tokenizer_;
  std::string carried_, before_, after_;  // of the slot: the word's space, what surrounds it
  std::vector<Token> lead_;               // tokens of before_
};

/// Words that are single tokens where they stand in a prompt (the space before them included),
/// drawn uniformly without replacement from a vocabulary. Each is an ordinary token, printable,
/// round-trip stable (gap + word encodes to it alone, and to it between the slot's texts), and
/// differs from the others and from the `taken` words also after case folding.
///
/// Source: the random g of Li et al. 2024, without its collisions, unstable ids and white space.
/// Cost: vocabulary entries are tested only as they are drawn.
class RandomWords {
 public:
  /// The tokenizer must outlive this.
  RandomWords(const Tokenizer& tokenizer, const PromptSlot& slot, const RandomTokenRule& rule,
              const std::vector<std::string>& taken, Rng rng);

  std::optional<std::string> next();  // nullopt: the vocabulary has no other

 private:
  std::optional<Token> next_id();
  std::uint64_t id_at(std::uint64_t place) const;

  WholeWord whole_;
  RandomTokenRule rule_;
  std::set<std::string> taken_;  // keys

  // All ids in uniformly random order, one at a time: Fisher-Yates that remembers only the places
  // that it has touched, because a draw needs a handful of 262,144.
  std::uint64_t left_;
  Rng rng_;
  std::unordered_map<std::uint64_t, std::uint64_t> moved_;
};

}  // namespace tangram
