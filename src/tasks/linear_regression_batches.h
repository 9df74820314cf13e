#pragma once

#include <optional>
#include <string>

#include "core/batch_source.h"
#include "tasks/curriculum.h"
#include "tasks/linear_regression.h"

namespace tangram {

/// How the sequences of a batch grow with the step: coordinates of x in use, those behind being 0
/// before y is made, and points. Neither: they are whole.
struct RegressionCurriculum {
  std::optional<Curriculum> dimension = {}, points = {};
};

/// Batches of noisy linear regression to train on: sequence b of step s is, to the bit, the episode
/// of index s * sequences + b that the task draws from `stream`, or under a curriculum
/// the beginning of it. A stream that no episode is drawn from keeps training data and test data
/// apart.
class LinearRegressionBatches final : public BatchSource {
 public:
  /// Throws Error unless sequences >= 1.
  LinearRegressionBatches(LinearRegression task, int sequences, const Rng& stream,
                          const RegressionCurriculum& curriculum = {});

  [[nodiscard]] const LinearRegression& task() const { return task_; }

  std::string id() const override;
  [[nodiscard]] BatchShape shape() const override { return shape_; }
  [[nodiscard]] BatchShape shape_at(std::int64_t step) const override;
  [[nodiscard]] std::size_t n_work() const override { return shape_.dimension; }  // one task w
  void fill(const BatchShare& share) const override;

 private:
  LinearRegression task_;
  BatchShape shape_;
  Rng stream_;
  RegressionCurriculum curriculum_;
};

}  // namespace tangram
