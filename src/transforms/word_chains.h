#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.h"
#include "transforms/wordnet.h"

namespace tangram {

/// What one word is to another.
enum class WordRelation { synonym, antonym, keyword };

/// Words that are that to `word` in a part of speech.
std::vector<std::string> relatives(const WordNet& wordnet, const std::string& word,
                                   PartOfSpeech part, WordRelation relation);

/// What a chain is made of.
struct ChainRule {
  WordRelation relation = WordRelation::synonym;  // of each word to the one before it
  std::optional<PartOfSpeech> part;               // of every step; nullopt: any
  bool keeps_part = true;                         // the part of the first step is that of all
  int length = 6;                                 // words, the first one left out
};

/// May a word stand in a chain?
using WordTest = std::function<bool(const std::string& word)>;

/// A self-avoiding walk from a word over synonyms (or another relation): each word is one of the
/// word before it, none comes twice, none is the first word; words that differ in case or
/// punctuation alone count as one (word_key).
struct WordChain {
  std::vector<std::string> words;  // rule.length of them, or, if there is no such walk, the most
                                   // that were found
  bool gave_up = false;            // too short, and not every walk was tried
};

/// Draws one. Each step is uniform over the admissible next words from which the walk can go on:
/// depth first, neighbours in uniformly random order, back one step at a dead end. (The same word
/// in two parts of speech is two next words where the part is kept: it leads to two places.)
/// Words of two ("fine_art") are never admissible.
///
/// Cost: at most 100,000 words are tried, `admits` asked once a word and visit.
WordChain draw_word_chain(const WordNet& wordnet, const std::string& first, const ChainRule& rule,
                          const WordTest& admits, Rng rng);

}  // namespace tangram
