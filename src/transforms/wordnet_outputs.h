#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"
#include "transforms/label_words.h"
#include "transforms/word_chains.h"

namespace tangram {

struct WordNetOutputsOptions {
  std::string relation;
  int order = 1;
  int longest = 6;
  std::string part_of_speech = "free";
  std::string wordnet;

  void visit(FieldVisitor& v);
};

/// tau_RA = g o tau (Li et al. 2024) with a natural g out of WordNet: every label is written as
/// its m-th order synonym, "synonym" applied m times (their figure 7), as an antonym, or as a
/// keyword.
///
/// Chains. In each draw a label gets one chain of `longest` synonyms, each of the one before
/// (draw_word_chain), and order m shows its m-th word. So the orders of a draw lie on one chain,
/// whatever else the condition does: arms of different order are paired, and differ in m alone.
/// A chain avoids itself and all labels. At each order the words of the labels differ, in their
/// first token too: chains are drawn anew, all together, until they do. With a tokenizer each
/// word is a single token where it stands (is_single_token), as a random g's is.
///
/// Nothing is padded: a label without a chain of `longest` words is an Error, at order 1 too, so
/// that the labels of one study are the same at each order.
///
/// Antonyms. One word of WordNet::antonyms, direct or a satellite's, uniformly. A label is no
/// antonym of another: "positive" gets "neutral" or "uncertain", not "negative" (for that there
/// is map_outputs with g = flip).
///
/// Keywords. One word of WordNet::keywords, uniformly: what the authors' lists have for two labels,
/// for any label that has one in WordNet.
///
/// Pairing: a function of (rng.at("g"), labels, format), a label's chain of its own stream.
class WordNetOutputs final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "wordnet_outputs";
  using Options = WordNetOutputsOptions;

  /// The folder of the database that the options ask for.
  static std::filesystem::path folder(const Options& options, const Resources& resources);

  /// Throws Error on an order that the relation does not have, or that is beyond `longest`.
  WordNetOutputs(Options options, const Resources& resources,
                 std::shared_ptr<const WordNet> wordnet);

  std::string id() const override;

  /// Throws Error naming the label that has no chain, how far its longest one got, and what to
  /// do; or where 200 draws gave no chains with different words.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  std::vector<std::string> images(const std::vector<std::string>& labels, const LabelPlace& place,
                                  const Rng& rng) const;
  bool has_relatives(const std::string& label) const;
  [[noreturn]] void fail_for(const std::string& label, const WordChain& chain) const;

  Options options_;
  ChainRule rule_;
  const Tokenizer* tokenizer_;
  std::shared_ptr<const WordNet> wordnet_;
};

}  // namespace tangram
