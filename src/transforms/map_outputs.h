#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"
#include "core/word_lists.h"
#include "transforms/label_words.h"

namespace tangram {

struct MapOutputsOptions {
  std::string g;               // which map
  std::optional<bool> rotate;  // nullopt: as help says
  Table table;
  std::vector<std::string> words;
  std::string word_list;
  bool ascii_letters = true;
  int min_chars = 2;

  void visit(FieldVisitor& v);
};

/// tau_RA = g o tau (Li et al. 2024): every response r is written g(r), in what is shown and
/// in what is asked. Answers are indices, so neither they nor the truth change: only the
/// words do. g is injective: candidates stay distinct.
///
///   random_tokens  single tokens drawn from the vocabulary (draw_random_tokens)
///   symbols        nonce words: foo, bar, ... (draw_symbols)
///   flip           the labels themselves, deranged: the swap at K = 2 (Wei et al. 2023), a
///                  uniformly drawn derangement of the draw at K > 2, so that no label keeps
///                  its word and no neighbour is preferred (Kossen et al. 2024 rotate by one)
///   next   the labels themselves, each as the one behind it, the last as the first (Min et al.
///   2022) synonyms, antonyms, keywords   one word a label from a list, drawn anew in each draw
///   identity       g(r) = r: measures what the machinery itself does
///   fixed          a table in the options
///   uppercase, reversed, initials, letters, numbers   for every set of labels, by spelling or
///                  order (spelled_words)
///
/// Pairing: g is a function of (rng.at("g"), labels, format) and stands for the whole draw:
/// the same stream gives the same g whatever else a condition does to inputs and order.
/// Labels are the words of all candidate lists, in the order in which they are first met.
///
/// Variants, where rotate is on: variant v writes label i as the word of label i + o(v), the
/// K cyclic rotations of g; at K > 4 four of them, drawn, the identity first.
class MapOutputs final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "map_outputs";
  using Options = MapOutputsOptions;

  /// Throws Error on options that this g does not read, on a table with two equal words, and
  /// where g needs a tokenizer and there is none.
  MapOutputs(MapOutputsOptions options, const Resources& resources);

  std::string id() const override;
  int variants(int n_candidates) const override;

  /// Throws Error where g has no value for a label: it names the label and what to add.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  std::vector<std::string> images(const std::vector<std::string>& labels, const TextFormat& format,
                                  const Rng& rng) const;
  std::vector<std::string> from_lists(const std::vector<std::string>& labels,
                                      const LabelPlace& place, const Rng& rng) const;
  std::vector<std::string> from_table(const std::vector<std::string>& labels) const;
  void check_options() const;

  MapOutputsOptions options_;
  const Tokenizer* tokenizer_;
  std::unique_ptr<const WordLists> lists_;  // null: g reads none
};

/// o(v) of the variants of a rotated map of K labels: 0..K-1 in order, or at K > 4 zero and
/// three others drawn without replacement.
std::vector<int> rotation_offsets(int n_labels, Rng rng);

}  // namespace tangram
