#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct CorruptOutputsOptions {
  std::string scope = "demonstration";
  double correct = 0;
  std::string labels = "wrong";

  void visit(FieldVisitor& v);
};

/// Labels of the demonstration replaced by others, in words of its own; inputs, questions and
/// truth stay. A share `correct` of the examples, drawn, keeps its label for certain (labels_kept);
/// each of the others shows
///
///   wrong      another candidate of its own item, uniformly: exactly floor(correct k) of k labels
///              are right (the a % of Min et al. 2022; Yoo et al. 2022; at K = 2 the flipped labels
///              of Wei et al. 2023)
///   uniform    any candidate of its own item, uniformly: right by chance in 1/K (Min's random
///              labels, Pan et al. 2023)
///   empirical  the label of an example of this demonstration, itself included, drawn with
///              replacement. Averaged over draws these are the frequencies of the rows for
///              demonstrations (equal ones where the task balances); and given the demonstration's
///              labels, what is shown is independent of the input, as in shuffle_outputs
///   constant   one candidate for the whole demonstration, drawn uniformly in each
///
/// `uniform` at correct = 0 has no association in expectation, but in one demonstration of k
/// examples and 2 labels the share that is right has sd 1 / (2 sqrt k). No store holds that share:
/// where it must be known, ask `wrong` at correct = 1/K, which is exact.
///
/// Pairing: `correct` and the other options do not enter the stream. Of one draw, an example that
/// keeps its label keeps it at a larger `correct` too, wherever its stretch (labels_kept) keeps no
/// fewer, and an example with a wrong label has the same wrong label at every `correct`.
class CorruptOutputs final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "corrupt_outputs";
  using Options = CorruptOutputsOptions;

  explicit CorruptOutputs(Options options, const Resources& = {}) : options_(std::move(options)) {}

  std::string id() const override;

  /// Throws Error where wrong labels are asked of an item with one candidate, and where the
  /// examples offer different candidates and a label is taken from another (empirical, constant).
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  int drawn(const Text::Demonstration& shown, std::size_t i, const Rng& stream) const;

  CorruptOutputsOptions options_;
};

/// Which of n examples keep their labels: floor(share m), chosen uniformly, of the first m, for
/// every asked prefix m and for n. It always exists: between two prefixes l < m lie
/// floor(share m) - floor(share l) of them, from 0 to m - l, on places drawn within that stretch.
/// So what a prefix holds is exact, at the price that the places are spread over the stretches
/// (at 1, 2, 4, ... shots and share 1/2 the first example is never right and the second always).
/// The product counts as whole where it is within 1e-9 of it: .29 of 100 are 29.
std::vector<bool> labels_kept(int n, const std::vector<int>& prefixes, double share,
                              const Rng& rng);

}  // namespace tangram
