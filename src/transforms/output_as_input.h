#pragma once

#include <string>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct OutputAsInputOptions {
  std::string asked = "all";
  Table words;

  void visit(FieldVisitor& v) {
    v({.name = "asked",
       .help =
           "all: every label; of_queries: those that are the truth of a query (the held-out ones "
           "of text_set)",
       .choices = {"all", "of_queries"}},
      asked);
    v({.name = "words",
       .help =
           "{ label = \"word\", ... }: what stands for each label as input; empty: its own word"},
      words);
  }
};

/// tau_g of Li et al. 2024: the prompt is the label's own word and nothing else. Followed by
/// map_outputs it asks for g alone: compose(tau_g, tau) = map_outputs(g) o tau.
///
/// With `words` other words stand for the labels as inputs: another tau' that meets the same g.
///
/// Each example of the demonstration gets the word of its label as input, as it is written
/// at this place of the condition (so this goes before map_outputs). Instead of the queries
/// each label (of_queries: each that is a query's truth) is asked once at each number of shots: K
/// questions, in the order of the candidates, named 0..K-1 across draws, with themselves as
/// truth; more would be the same K over again. Reference questions are dropped. The format stays.
class OutputAsInput final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "output_as_input";
  using Options = OutputAsInputOptions;

  /// Throws Error on a word that stands for two labels.
  explicit OutputAsInput(Options options = {}, const Resources& = {});

  std::string id() const override;

  /// Throws Error if the queries offer different candidates, and where `words` lacks a label. No
  /// query: no question.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  bool asks_all() const { return options_.asked == "all"; }
  std::string input_of(const std::string& label) const;

  Options options_;
};

}  // namespace tangram
