#pragma once

#include <string>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct PermuteInputWordsOptions {
  void visit(FieldVisitor&) {}
};

/// tau_PA at the level of words, for learners and models that read text: a bijection of
/// words, drawn uniformly in every draw, replaces each word of every input; white space
/// stays as it was, and the inputs stay text.
///
/// A word is a run of characters other than ASCII white space, so "good" and "good," are
/// two. The bijection is defined on the words that occur in this episode, in demonstration
/// and questions: sorted, they are permuted uniformly. So it is pure, and the episode uses
/// the same words as often as before, seen as a set of counts; but unlike a map of tokens it
/// depends on what the episode holds, and is another one where shots or queries are added.
class PermuteInputWords final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "permute_input_words";
  using Options = PermuteInputWordsOptions;

  explicit PermuteInputWords(Options = {}, const Resources& = {}) {}

  std::string id() const override { return "permute_input_words()"; }

  /// Throws Error if an input is tokens already: words are lost then.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;
};

/// The comparator of permute_input_words: each occurrence of a word becomes a word of the
/// episode, drawn independently and uniformly over its distinct words. Lengths stay; nothing
/// that an input says is left.
class FreshInputWords final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "fresh_input_words";
  using Options = PermuteInputWordsOptions;

  explicit FreshInputWords(Options = {}, const Resources& = {}) {}

  std::string id() const override { return "fresh_input_words()"; }

  /// Throws Error if an input is tokens already.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;
};

}  // namespace tangram
