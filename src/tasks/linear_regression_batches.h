#pragma once

#include <string>

#include "core/batch_source.h"
#include "tasks/linear_regression.h"

namespace tangram {

/// Batches of noisy linear regression to train on: sequence b of step s is, to the bit, the episode
/// of index s * sequences + b that the task draws from `stream`. A stream that no episode is drawn
/// from keeps training data and test data apart.
class LinearRegressionBatches final : public BatchSource {
 public:
  /// Throws Error unless sequences >= 1.
  LinearRegressionBatches(LinearRegression task, int sequences, const Rng& stream);

  [[nodiscard]] const LinearRegression& task() const { return task_; }

  std::string id() const override;
  [[nodiscard]] BatchShape shape() const override { return shape_; }
  [[nodiscard]] std::size_t n_work() const override { return shape_.dimension; }  // one task w
  void fill(const BatchShare& share) const override;

 private:
  LinearRegression task_;
  BatchShape shape_;
  Rng stream_;
};

}  // namespace tangram
