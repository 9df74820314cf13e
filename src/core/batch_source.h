#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tangram {

/// Sizes of a batch; all at least 1.
struct BatchShape {
  std::size_t sequences = 1, points = 1, dimension = 1;
};

/// Consecutive sequences of one batch, and room for them; spans of doubles, row-major.
struct BatchShare {
  std::int64_t step = 0;   // from 0
  std::size_t first = 0;   // of the batch's sequences
  std::span<double> x;     // n x points x dimension, as shape_at(step), n the sequences asked for
  std::span<double> y;     // n x points: what is to be predicted, noise and all
  std::span<double> work;  // n_work() numbers to work in
};

/// Where a net's training data come from: batches of regression sequences, each a pure function of
/// its step. So a run that goes on sees what it would have seen, and a run of other batches or
/// threads the same sequences in the same order.
///
/// Constant after construction; nothing is allocated in fill(), and any number of threads may fill
/// shares of a batch at once.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual std::string id() const = 0;  // with every parameter that can change a number
  /// Of the largest batch.
  [[nodiscard]] virtual BatchShape shape() const = 0;
  /// Of the batch of a step: points may be fewer than shape()'s, and grow with the step alone.
  [[nodiscard]] virtual BatchShape shape_at(std::int64_t /*step*/) const { return shape(); }
  [[nodiscard]] virtual std::size_t n_work() const = 0;

  /// Writes x and y. Aborts where spans have other sizes, the share is not within the batch, or
  /// step < 0.
  virtual void fill(const BatchShare& share) const = 0;
};

}  // namespace tangram
