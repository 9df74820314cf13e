#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/options.h"
#include "core/episode.h"

namespace tangram {

/// Which features of an input are counted.
struct CountOptions {
  int word_ngrams = 2;   // 1 .. this many words; 0: no words
  int char_ngrams = 3;   // 1 .. this many code points; 0: none
  int token_ngrams = 1;  // of token ids, where the input is ids
  bool lowercase = true;

  void visit(FieldVisitor& v);
};

/// How often each feature occurs in an input: ascending by feature, no feature twice.
struct FeatureCount {
  int feature;
  int count;
};
using FeatureCounts = std::vector<FeatureCount>;

/// Counts features of inputs.
///
/// Text: ASCII letters become lower case (unless told not to), a run of white space becomes
/// one space, none at the ends. Words are maximal runs of ASCII letters, digits, "_" and
/// non-ASCII characters; an n-gram of words ignores what stands between them. Character
/// n-grams run over the whole text, spaces and punctuation included. Token ids: n-grams of
/// the ids as they are, so that a learner counts exactly what a language model reads.
///
/// Features have numbers in order of first appearance; only their equality means anything.
class FeatureCounter {
 public:
  explicit FeatureCounter(CountOptions options) : options_(options) {}

  FeatureCounts count(const TextInput& x);

  /// The number of a feature by its key: "w:" and words joined by spaces, "c:" and
  /// characters, "i:" and ids joined by spaces; -1: not met yet.
  int feature(const std::string& key) const;

 private:
  void add(std::string_view key);
  void add_words(std::string_view text);
  void add_characters(std::string_view text);
  void add_tokens(const std::vector<Token>& ids);

  CountOptions options_;
  std::unordered_map<std::string, int> numbers_;
  std::vector<int> occurrences_;  // of the input being counted
};

/// sum over features of a_f b_f, exact.
std::int64_t dot(const FeatureCounts& a, const FeatureCounts& b);

}  // namespace tangram
