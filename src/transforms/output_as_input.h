#pragma once

#include <string>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct OutputAsInputOptions {
  void visit(FieldVisitor&) {}
};

/// tau_g of Li et al. 2024: the prompt is the label's own word and nothing else. Followed by
/// map_outputs it asks for g alone: compose(tau_g, tau) = map_outputs(g) o tau.
///
/// Each example of the demonstration gets the word of its label as input, as it is written
/// at this place of the condition (so this goes before map_outputs). Instead of the queries
/// each label is asked once at each number of shots: K questions, in the order of the
/// candidates, named 0..K-1 across draws, with themselves as truth; more would be the same
/// K over again. Reference questions are dropped. The format stays.
class OutputAsInput final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "output_as_input";
  using Options = OutputAsInputOptions;

  explicit OutputAsInput(Options = {}, const Resources& = {}) {}

  std::string id() const override { return "output_as_input()"; }

  /// Throws Error if the queries offer different candidates. No query: no question.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;
};

}  // namespace tangram
