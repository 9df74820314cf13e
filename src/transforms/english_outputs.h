#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"
#include "transforms/label_words.h"
#include "transforms/wordnet.h"

namespace tangram {

struct EnglishOutputsOptions {
  std::string association = "none";
  std::string wordnet;

  void visit(FieldVisitor& v);
};

/// Labels as random English words (Min et al. 2022, section 5.2): as many words as the task has
/// labels, drawn in each draw without replacement from those of WordNet (WordNet::words; the paper
/// has a list of 61,569), unlike the labels.
///
///   none   each example shows one of the words, uniformly, whatever its label; questions keep the
///          task's own candidates. So the label space of the demonstration is not that of the
///          answers. Where each example has candidates of its own (multiple choice), it has words
///          of its own, too.
///   gold   each label is written as its word, in what is shown and in what is asked: a map, as
///   those
///          of map_outputs
///
/// Words that are asked differ in their first token, too, where there is a tokenizer. Both draw
/// from the stream rng.at("words"): the same words in a draw, unless gold has to pass over some for
/// that.
class EnglishOutputs final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "english_outputs";
  using Options = EnglishOutputsOptions;

  /// The folder of the database that the options ask for.
  static std::filesystem::path folder(const Options& options, const Resources& resources);

  EnglishOutputs(Options options, const Resources& resources,
                 const std::shared_ptr<const WordNet>& wordnet);

  std::string id() const override;

  /// Throws Error where `gold` meets items with different candidates, and where the words are too
  /// few or too much alike.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  Candidates draw_words(const std::vector<std::string>& labels, const LabelPlace& place,
                        Rng rng) const;
  void show_any(Episode<Text>& episode, const Rng& rng) const;

  Options options_;
  const Tokenizer* tokenizer_;
  std::vector<std::string> words_;
  std::string wordnet_hash_;
};

}  // namespace tangram
