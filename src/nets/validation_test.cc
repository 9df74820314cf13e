#include "nets/validation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "nets/trainer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

/// Sequences whose answers are all 1.
class Ones final : public OneTask {
 public:
  Ones() : OneTask({.sequences = 6, .points = 3, .dimension = 2}) {}
  void fill(const BatchShare& share) const override {
    OneTask::fill(share);
    for (double& y : share.y) y = 1;
  }
};

Gpt2Options biased_net() {
  Gpt2Options out = small_net();
  out.read_bias = true;
  return out;
}

/// A training whose net says the same to everything: all its parameters are 0 but the last bias.
/// Its validation loss is (constant - 1)^2.
class Constants {
 public:
  /// The net after this step says that.
  double score(std::int64_t step, float constant, const ValidationOptions& options) {
    Checkpoint<float> state = trainer_.checkpoint();
    state.optimiser.updates = step;
    state.parameters.assign(net_.n_parameters(), 0);
    state.parameters.back() = constant;
    trainer_.restore(std::move(state));
    return Validation(options, ones_, 20).score(trainer_, best);
  }
  std::optional<BestState<float>> best;

 private:
  Ones ones_;
  Gpt2<float> net_{biased_net()};
  Trainer<float> trainer_{net_, ones_, small_training(), Rng(7)};
};

// Steps 3, 6, 9 and the last, 10.
TEST(Validation, IsDueEverySoManyStepsAndAfterTheLast) {
  const Validation validation({.every = 3}, six_sequences(), 10);
  std::vector<std::int64_t> due;
  for (std::int64_t step = 0; step <= 10; ++step)
    if (validation.is_due(step)) due.push_back(step);
  EXPECT_EQ(due, (std::vector<std::int64_t>{3, 6, 9, 10}));
  EXPECT_EQ(validation.next(0), 3);
  EXPECT_EQ(validation.next(3), 6);
  EXPECT_EQ(validation.next(9), 10);
  EXPECT_EQ(validation.count(0, 10), 4);
  EXPECT_EQ(validation.count(3, 9), 2);
  EXPECT_EQ(validation.count(9, 10), 1);
  EXPECT_EQ(validation.count(4, 5), 0);
  EXPECT_EQ(Validation({.every = 5}, six_sequences(), 10).count(0, 10), 2);
  EXPECT_EQ(Validation({.every = 30}, six_sequences(), 10).next(0), 10);
}

// Losses (2 - 1)^2 = 1, 0.25, 0.25 again, 4, 0.
TEST(Validation, KeepsTheStateOfTheLeastLossTheFirstOfEqualOnes) {
  Constants net;
  EXPECT_EQ(net.score(3, 2, {.every = 3}), 1);
  EXPECT_EQ(net.best->loss, 1);
  EXPECT_EQ(net.score(6, 0.5, {.every = 3}), 0.25);
  EXPECT_EQ(net.score(9, 1.5, {.every = 3}), 0.25);
  EXPECT_EQ(net.score(12, 3, {.every = 3}), 4);
  EXPECT_EQ(net.best->loss, 0.25);
  EXPECT_EQ(net.best->optimiser.updates, 6);
  EXPECT_EQ(net.best->parameters.back(), 0.5F);
  EXPECT_EQ(net.score(15, 1, {.every = 3}), 0);
  EXPECT_EQ(net.best->optimiser.updates, 15);
}

// The best after step 6, then none at 9 and 12.
TEST(Validation, EndsATrainingWhenItsPatienceIsOver) {
  Constants net;
  const Validation validation({.every = 3, .patience = 2}, six_sequences(), 20);
  net.score(6, 1, {.every = 3});
  EXPECT_FALSE(validation.ends(6, *net.best));
  EXPECT_FALSE(validation.ends(9, *net.best));
  EXPECT_TRUE(validation.ends(12, *net.best));
  EXPECT_TRUE(validation.ends(20, *net.best));
  const Validation patient({.every = 3}, six_sequences(), 20);
  EXPECT_FALSE(patient.ends(18, *net.best));
  EXPECT_TRUE(patient.ends(20, *net.best));
  EXPECT_TRUE(Validation({.every = 3, .patience = 1}, six_sequences(), 20).ends(9, *net.best));
}

TEST(Validation, OfALossThatIsNotFiniteIsAnErrorAndKeepsTheBest) {
  Constants net;
  net.score(3, 2, {.every = 3});
  EXPECT_EQ(error_text([&] { net.score(6, NAN, {.every = 3}); }),
            "train: the validation loss is nan after step 6: training has diverged; give a lower "
            "rate, or clip_norm: another training, from its start");
  EXPECT_EQ(net.best->optimiser.updates, 3);
}

TEST(Validation, OfOptionsThatCannotBeIsAnError) {
  const auto error = [](const ValidationOptions& options) {
    return error_text([&] { Validation(options, six_sequences(), 9); });
  };
  EXPECT_EQ(error({}), "validation: it is due every 0 steps, must be at least 1");
  EXPECT_EQ(error({.every = 3, .patience = -1}),
            "validation: patience is -1, must be at least 0; 0 is any");
}

TEST(Validation, IsNamedByAllThatChangesItsScores) {
  EXPECT_EQ(Validation({.every = 3, .patience = 2}, six_sequences(), 9).id(),
            "validation(version=1, every=3, patience=2, one task)");
}

}  // namespace
}  // namespace tangram
