#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct ShuffleOutputsOptions {
  std::string scope = "demonstration";

  void visit(FieldVisitor& v) {
    v({.name = "scope",
       .help = "what is shuffled: the labels shown; what is asked keeps its truth",
       .choices = {"demonstration"}},
      scope);
  }
};

/// The comparator of every claim against chance: the demonstration's labels are permuted
/// among its examples. Same inputs, same tokens, same marginals, no association: a uniform
/// permutation (not a derangement, which at K = 2 would be an anti-correlation), drawn anew
/// in every draw, independent of what the inputs and label words are.
///
/// Nested shots: labels are permuted within the segments of label_segments(), so that the
/// prefixes asked keep their marginals exactly wherever that leaves no association behind.
class ShuffleOutputs final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "shuffle_outputs";
  using Options = ShuffleOutputsOptions;

  explicit ShuffleOutputs(Options options, const Resources& = {}) : options_(std::move(options)) {}

  std::string id() const override;

  /// Throws Error if the examples offer different candidates: an index then means nothing
  /// elsewhere.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  ShuffleOutputsOptions options_;
};

/// Ends of the segments [0, e1), [e1, e2), ... [.., n) within which labels are permuted: of
/// the asked prefixes (ascending), those that may end a segment, and n.
///
/// Permuting within segments keeps each prefix's marginals but also, where a segment's class
/// shares are not the whole's, part of the association: the extreme is a segment of one
/// example, which keeps its true label. In expectation a partition leaves
///
///   excess = sum_s sum_c n_sc^2 / n_s  -  sum_c n_c^2 / n      true labels above chance,
///
/// 0 where shares are equal. From the largest prefix down, a prefix ends a segment if the
/// excess stays within 1 % of n: with balanced classes every multiple of K does, and 1 shot
/// never, so that its one label is drawn like any other.
std::vector<int> label_segments(const std::vector<int>& labels, const std::vector<int>& prefixes);

}  // namespace tangram
