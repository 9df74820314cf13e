#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nets/trainer.h"

namespace tangram {

struct ValidationOptions {
  std::int64_t every = 0;  // steps after which the net is scored; 0: never
  int sequences = 1024;    // that it is scored on
  std::int64_t patience =
      0;  // scores in a row that are no better, after which training ends; 0: none
};

/// Scores a net while it is trained: by its loss on sequences that it is never trained on, the same
/// ones each time, after every `every` steps and after the last. What the training has learned best
/// is the state of the least loss, the earliest of those. Where scores stop getting better,
/// training may end early.
///
/// No step hangs on a score. Which state is best, and whether training has ended, are functions of
/// the state of the training with its best: so one that goes on ends as it would have. Constant
/// after construction; the source outlives it.
class Validation {
 public:
  /// A training of `steps`. Throws Error unless every >= 1 and patience >= 0.
  Validation(const ValidationOptions& options, const BatchSource& source, std::int64_t steps);

  [[nodiscard]] std::string id() const;  // with all that can change a score, or what is best
  [[nodiscard]] bool is_due(std::int64_t step) const;
  /// The next step after this one that is due. Aborts where the training is at its end.
  [[nodiscard]] std::int64_t next(std::int64_t step) const;
  /// How many are due after `begun` and until `done`.
  [[nodiscard]] std::int64_t count(std::int64_t begun, std::int64_t done) const;

  /// The loss of the net as it is; `best` becomes its state where that is less than what it had.
  /// Throws Error where the loss is not finite.
  double score(Trainer<float>& trainer, std::optional<BestState<float>>& best) const;

  /// Does the training end here, at a step that was scored?
  [[nodiscard]] bool ends(std::int64_t step, const BestState<float>& best) const;

 private:
  ValidationOptions options_;
  const BatchSource& source_;
  std::int64_t steps_;
};

}  // namespace tangram
