#include "transforms/word_chains.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "transforms/label_words.h"

namespace tangram {
namespace {

constexpr int kMostTried = 100'000;

/// A next word, and the part of speech in which it is one; nullopt: that is not kept.
struct ChainStep {
  std::string word;
  std::optional<PartOfSpeech> part;
};

class ChainWalk {
 public:
  ChainWalk(const WordNet& wordnet, const ChainRule& rule, const WordTest& admits, Rng rng)
      : wordnet_(wordnet), rule_(rule), admits_(admits), rng_(rng) {}

  WordChain from(const std::string& first) {
    visited_.insert(word_key(first));
    const bool found = go_on(first, rule_.part);
    return {longest_, !found && n_tried_ > kMostTried};
  }

 private:
  /// Completes the walk that ends in `word`; false: there is no way, or too much was tried.
  bool go_on(const std::string& word, std::optional<PartOfSpeech> part) {
    if (path_.size() > longest_.size()) longest_ = path_;
    if (std::ssize(path_) == rule_.length) return true;
    auto steps = steps_from(word, part);
    rng_.shuffle(steps);
    for (const ChainStep& step : steps) {
      if (++n_tried_ > kMostTried) return false;
      const std::string key = word_key(step.word);
      if (visited_.contains(key) || !admits_(step.word)) continue;
      visited_.insert(key);
      path_.push_back(step.word);
      if (go_on(step.word, step.part)) return true;
      path_.pop_back();
      visited_.erase(key);
    }
    return false;
  }

  std::vector<ChainStep> steps_from(const std::string& word,
                                    std::optional<PartOfSpeech> part) const {
    std::vector<ChainStep> out;
    std::set<std::string> seen;
    for (const PartOfSpeech p : kPartsOfSpeech) {
      if (part && *part != p) continue;
      for (auto& next : relatives(wordnet_, word, p, rule_.relation)) {
        if (next.find('_') != std::string::npos) continue;
        if (rule_.keeps_part)
          out.push_back({std::move(next), p});
        else if (seen.insert(next).second)
          out.push_back({std::move(next), rule_.part});
      }
    }
    return out;
  }

  const WordNet& wordnet_;
  const ChainRule& rule_;
  const WordTest& admits_;
  Rng rng_;
  int n_tried_ = 0;
  std::set<std::string> visited_;  // keys
  std::vector<std::string> path_, longest_;
};

}  // namespace

std::vector<std::string> relatives(const WordNet& wordnet, const std::string& word,
                                   PartOfSpeech part, WordRelation relation) {
  switch (relation) {
    case WordRelation::synonym:
      return wordnet.synonyms(word, part);
    case WordRelation::antonym:
      return wordnet.antonyms(word, part);
    case WordRelation::keyword:
      return wordnet.keywords(word, part);
  }
  return {};
}

WordChain draw_word_chain(const WordNet& wordnet, const std::string& first, const ChainRule& rule,
                          const WordTest& admits, Rng rng) {
  TANGRAM_CHECK(rule.length >= 1);
  return ChainWalk(wordnet, rule, admits, rng).from(first);
}

}  // namespace tangram
