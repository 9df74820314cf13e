#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "base/rng.h"
#include "nets/trainer.h"

// What the tests of training share.
namespace tangram {

/// Sequences with x ~ N(0, I) and y = x_1 - x_2 / 2, always.
class OneTask : public BatchSource {
 public:
  explicit OneTask(BatchShape shape) : shape_(shape) {}

  std::string id() const override { return "one task"; }
  BatchShape shape() const override { return shape_; }
  std::size_t n_work() const override { return 1; }
  void fill(const BatchShare& share) const override {
    const std::size_t points = shape_at(share.step).points, d = shape_.dimension;
    for (std::size_t i = 0; i < share.y.size(); ++i) {
      Rng rng = Rng(1)
                    .at(static_cast<std::uint64_t>(share.step))
                    .at(share.first + i / points)
                    .at(i % points);
      for (std::size_t j = 0; j < d; ++j) share.x[i * d + j] = rng.normal();
      share.y[i] = share.x[i * d] - share.x[i * d + 1] / 2;
    }
  }

 private:
  BatchShape shape_;
};

/// OneTask of six sequences that have one point at first and one more every third step, up to 3.
class GrowingTask final : public OneTask {
 public:
  GrowingTask() : OneTask({.sequences = 6, .points = 3, .dimension = 2}) {}
  BatchShape shape_at(std::int64_t step) const override {
    return {6, std::min<std::size_t>(3, 1 + static_cast<std::size_t>(step) / 3), 2};
  }
};

/// Keeps what it hears.
struct KeptSteps final : TrainingSink {
  void stepped(const TrainingStep& step) override { steps.push_back(step); }
  std::vector<TrainingStep> steps;
};

/// A net for OneTask of 3 points in 2 dimensions: 5 tokens of 3 numbers.
inline Gpt2Options small_net() {
  return {.layers = 1,
          .width = 8,
          .heads = 2,
          .token_width = 3,
          .longest = 5,
          .read_init = ReadInit::fan_in};
}

inline const OneTask& six_sequences() {
  static const OneTask source({.sequences = 6, .points = 3, .dimension = 2});
  return source;
}

inline TrainerOptions small_training(int threads = 1) {
  return {.schedule = {.shape = ScheduleShape::triangle, .rate = 0.01, .updates = 20, .warmup = 4},
          .threads = threads};
}

}  // namespace tangram
