#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct OodInputsOptions {
  std::string data;

  void visit(FieldVisitor& v) {
    v({.name = "data",
       .help =
           "where the sentences come from: a data set of another kind than the task's, by name, "
           "or your own file or card",
       .required = true},
      data);
  }
};

/// Texts by their number of words, to be drawn by length.
class SentencesByLength {
 public:
  explicit SentencesByLength(std::vector<std::string> texts);

  std::size_t size() const { return texts_.size(); }
  bool holds(const std::string& text) const { return known_.contains(text); }

  /// One text a length asked for, in this order, without replacement: among those left, text j with
  /// weight exp(-(l_j - l)^2 / 50), lengths in words (Min et al. 2022). Weights are taken relative
  /// to the nearest length left, so that no sum underflows. size() >= lengths.size(). O(k (L + k))
  /// for L distinct lengths.
  std::vector<std::string> draw_like(const std::vector<int>& lengths, const Rng& rng) const;

 private:
  std::vector<std::string> texts_;
  std::map<int, std::vector<std::size_t>> by_length_;
  std::unordered_set<std::string> known_;
};

/// Inputs from elsewhere (Min et al. 2022, section 5.1): each input of the demonstration is
/// replaced by a sentence of another corpus of about the same length; labels and questions stay.
///
/// The corpus is what another data set has for demonstrations; its labels are not used. Sentences
/// of one demonstration differ; those of the first n examples do not depend on the others. The
/// paper matches the length of the test input, each of which has a demonstration of its own there.
/// Here a demonstration serves all queries of a draw, so a sentence is like the input that it
/// replaces.
class OodInputs final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "ood_inputs";
  using Options = OodInputsOptions;

  /// Throws Error as find_card() and load_text_data() do, and for a set with abusive texts.
  OodInputs(Options options, const Resources& resources);

  std::string id() const override;

  /// Throws Error where the corpus has fewer sentences than the demonstration, where it holds more
  /// than half of the demonstration's own inputs, and where these are tokens already.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  Options options_;
  std::string identity_;
  SentencesByLength corpus_;
};

}  // namespace tangram
