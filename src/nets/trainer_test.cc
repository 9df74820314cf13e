#include "nets/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "nets/trainer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

template <class T>
std::vector<T> trained(const TrainerOptions& options, std::int64_t steps,
                       Precision precision = Precision::full) {
  Gpt2Options of_net = small_net();
  of_net.precision = precision;
  const Gpt2<T> net(of_net);
  Trainer<T> trainer(net, six_sequences(), options, Rng(7));
  KeptSteps sink;
  trainer.run(steps, sink, {});
  return {trainer.parameters().begin(), trainer.parameters().end()};
}

/// The batch of six sequences at a step, as a net reads it.
struct WholeBatch {
  std::vector<double> x, y, work{0}, tokens;
  SequenceShape shape;

  explicit WholeBatch(std::int64_t step, const BatchSource& source = six_sequences()) {
    const std::size_t points = source.shape_at(step).points;
    shape = {6, 2 * points - 1};
    x.resize(12 * points);
    y.resize(6 * points);
    tokens.resize(shape.rows() * 3);
    source.fill({step, 0, x, y, work});
    const auto columns = static_cast<Eigen::Index>(points);
    for (std::size_t i = 0; i < 6; ++i)
      write_tokens<double>(TokenLayout::separate,
                           Eigen::Map<Eigen::MatrixXd>(&x[i * 2 * points], 2, columns),
                           Eigen::Map<Eigen::RowVectorXd>(&y[i * points], columns),
                           std::span(tokens).subspan(i * shape.length * 3, shape.length * 3));
  }
};

// What a loop over one batch, one gradient and one update would do, step by step.
void expect_updates_of_whole_batches(const BatchSource& source, const TrainerOptions& options,
                                     std::int64_t steps) {
  const Gpt2<double> net(small_net());
  Trainer<double> trainer(net, source, options, Rng(7));
  std::vector<double> parameters = net.initial_parameters(Rng(7));
  ThreadTeam team(1);
  Adam<double> adam({}, net.parameters(), team);
  KeptSteps sink;
  for (std::int64_t step = 0; step < steps; ++step) {
    const WholeBatch batch(step, source);
    std::vector<double> workspace(net.n_workspace(batch.shape)), gradient(net.n_parameters());
    const double loss = net.loss_and_gradient(parameters, {batch.tokens, batch.y, batch.shape},
                                              workspace, gradient);
    adam.update(parameters, gradient, Schedule(options.schedule).rate(step));
    trainer.run(step + 1, sink, {});
    const TrainingStep& heard = sink.steps.back();
    EXPECT_EQ(heard.step, step);
    EXPECT_NEAR(heard.loss, loss, 1e-12 * loss);
    EXPECT_EQ(heard.rate, 0.01 * (step < 4 ? static_cast<double>(step) / 4
                                           : 1 - static_cast<double>(step - 4) / 16));
    EXPECT_TRUE(0 <= heard.data_seconds && heard.data_seconds <= heard.seconds);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      ASSERT_NEAR(trainer.parameters()[i], parameters[i], 1e-9) << i;
  }
}

TEST(Trainer, MakesTheUpdatesOfTheWholeBatch) {
  expect_updates_of_whole_batches(six_sequences(), small_training(2), 6);
}

// Steps of 1, 2 and 3 points: losses are means over 6, 12 and 18 predictions.
TEST(Trainer, MakesTheUpdatesOfShorterSequencesWhereTheSourceHasThem) {
  TrainerOptions options = small_training(2);
  options.sequences_a_pass = 2;
  expect_updates_of_whole_batches(GrowingTask(), options, 8);
}

// y is x_1 - x_2 / 2, of mean square 1.25, whatever came before: learned to a tenth of it.
void expect_that_a_map_is_learned(const Gpt2Options& of_net) {
  const Gpt2<float> net(of_net);
  TrainerOptions options = small_training();
  options.schedule = {.shape = ScheduleShape::constant, .rate = 0.01};
  Trainer<float> trainer(net, six_sequences(), options, Rng(7));
  KeptSteps sink;
  trainer.run(400, sink, {});
  const auto mean = [&](std::size_t first) {
    double sum = 0;
    for (std::size_t i = first; i < first + 50; ++i) sum += sink.steps[i].loss / 50;
    return sum;
  };
  EXPECT_LT(mean(350), 0.125);
  EXPECT_GT(mean(0), 0.25);
}

TEST(Trainer, LearnsAMap) { expect_that_a_map_is_learned(small_net()); }

TEST(Trainer, LearnsAMapInBFloat16) {
  Gpt2Options net = small_net();
  net.precision = Precision::bfloat16;
  expect_that_a_map_is_learned(net);
}

TEST(Trainer, OfTheSameThreadsHasTheSameBits) {
  for (const Precision precision : {Precision::full, Precision::bfloat16})
    for (const int threads : {1, 2, 3})
      EXPECT_EQ(trained<float>(small_training(threads), 20, precision),
                trained<float>(small_training(threads), 20, precision));
}

// Sums of shares are rounded otherwise. Adam divides by the gradient's own size, so where an entry
// is next to nothing its rounding is a part of a step of 0.01: hence the room.
TEST(Trainer, OfOtherThreadsOrPassesDiffersByRounding) {
  TrainerOptions in_passes = small_training(2);
  in_passes.sequences_a_pass = 2;  // of 3: a pass of 2 and one of 1
  const auto expected = trained<double>(small_training(1), 20);
  const auto in_float = trained<float>(small_training(1), 20);
  for (const TrainerOptions& options :
       {small_training(2), small_training(4), small_training(6), in_passes}) {
    const auto actual = trained<double>(options, 20);
    const auto actual_float = trained<float>(options, 20);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(actual[i], expected[i], 1e-9) << i;
      ASSERT_NEAR(actual_float[i], in_float[i], 1e-3) << i;
    }
  }
}

// Batch 0 of another source, here as many sequences as a step has, or more than all its threads
// pass at once; what is trained after it has the bits of a training that was never asked.
TEST(Trainer, HasALossOnAnotherSourceThatChangesNothing) {
  const Gpt2<double> net(small_net());
  TrainerOptions options = small_training(2);
  options.sequences_a_pass = 2;
  Trainer<double> trainer(net, six_sequences(), options, Rng(7));
  KeptSteps sink;
  for (const int until : {5, 20}) {
    trainer.run(until, sink, {});
    const WholeBatch batch(0);
    std::vector<double> workspace(net.n_workspace(batch.shape));
    const double expected =
        net.loss(trainer.parameters(), {batch.tokens, batch.y, batch.shape}, workspace);
    EXPECT_NEAR(trainer.loss_on(six_sequences()), expected, 1e-12);
    const OneTask more({.sequences = 29, .points = 3, .dimension = 2}), one({1, 3, 2});
    EXPECT_EQ(trainer.loss_on(more), trainer.loss_on(more));
    EXPECT_NE(trainer.loss_on(one), trainer.loss_on(more));
  }
  EXPECT_EQ(std::vector<double>(trainer.parameters().begin(), trainer.parameters().end()),
            trained<double>(options, 20));
}

TEST(Trainer, StopsBetweenStepsWhereItIsAsked) {
  struct StopsAtThird final : TrainingSink {
    void stepped(const TrainingStep& step) override {
      if (step.step == 2) source.request_stop();
    }
    std::stop_source source;
  } sink;
  const Gpt2<float> net(small_net());
  Trainer<float> trainer(net, six_sequences(), small_training(2), Rng(7));
  trainer.run(20, sink, sink.source.get_token());
  EXPECT_EQ(trainer.step(), 3);
  EXPECT_EQ(std::vector<float>(trainer.parameters().begin(), trainer.parameters().end()),
            trained<float>(small_training(2), 3));
}

TEST(Trainer, ThatHasComeFarEnoughDoesNothing) {
  const Gpt2<float> net(small_net());
  Trainer<float> trainer(net, six_sequences(), small_training(), Rng(7));
  KeptSteps sink;
  trainer.run(3, sink, {});
  trainer.run(3, sink, {});
  trainer.run(0, sink, {});
  EXPECT_EQ(sink.steps.size(), 3U);
}

/// OneTask, but step 4 holds `value` in the last sequence.
class Spoilt final : public OneTask {
 public:
  explicit Spoilt(double value) : OneTask({.sequences = 6, .points = 3, .dimension = 2}) {
    value_ = value;
  }
  void fill(const BatchShare& share) const override {
    OneTask::fill(share);
    if (share.step == 4 && share.first + share.y.size() / 3 == 6) share.y.back() = value_;
  }

 private:
  double value_;
};

TEST(Trainer, OfALossThatIsNotFiniteStopsAndKeepsTheLastState) {
  for (const auto& [value, name] :
       {std::pair(std::numeric_limits<double>::quiet_NaN(), "nan"), std::pair(HUGE_VAL, "inf")}) {
    const Spoilt source(value);
    const Gpt2<float> net(small_net());
    Trainer<float> trainer(net, source, small_training(2), Rng(7));
    KeptSteps sink;
    EXPECT_EQ(error_text([&] { trainer.run(20, sink, {}); }),
              fmt::format("train: the loss is {} at update 5: training has diverged; give a lower "
                          "rate, or clip_norm: another training, from its start",
                          name));
    EXPECT_EQ(trainer.step(), 4);
    EXPECT_EQ(sink.steps.size(), 4U);
    const Checkpoint<float> state = trainer.checkpoint();
    EXPECT_EQ(state.parameters, trained<float>(small_training(2), 4));
    EXPECT_TRUE(std::all_of(state.optimiser.square.begin(), state.optimiser.square.end(),
                            [](float square) { return std::isfinite(square); }));
  }
}

// A target of 1e38: its squared error is finite in double, but the gradient, 1e38 times the numbers
// of a net whose parameters have grown a hundredfold, overflows in float.
TEST(Trainer, OfAGradientThatIsNotFiniteStopsAndKeepsTheLastState) {
  const Spoilt source(1e38);
  Gpt2Options options = small_net();
  options.final_norm = false;
  const Gpt2<float> net(options);
  Trainer<float> trainer(net, source, small_training(), Rng(7));
  Checkpoint<float> grown = trainer.checkpoint();
  for (float& value : grown.parameters) value *= 100;
  trainer.restore(std::move(grown));
  KeptSteps sink;
  const std::string error = error_text([&] { trainer.run(20, sink, {}); });
  EXPECT_NE(error.find("adam: the gradient of"), std::string::npos) << error;
  EXPECT_NE(error.find("at update 5: training has diverged; give a lower rate"), std::string::npos)
      << error;
  EXPECT_EQ(trainer.step(), 4);
}

TEST(Trainer, PassesOnWhatItsSourceThrows) {
  class Throws final : public OneTask {
   public:
    using OneTask::OneTask;
    void fill(const BatchShare& share) const override {
      OneTask::fill(share);
      if (share.first > 0) fail("no more data at step {}", share.step);
    }
  };
  const Throws source({.sequences = 6, .points = 3, .dimension = 2});
  const Gpt2<float> net(small_net());
  Trainer<float> trainer(net, source, small_training(2), Rng(7));
  KeptSteps sink;
  EXPECT_EQ(error_text([&] { trainer.run(1, sink, {}); }), "no more data at step 0");
  EXPECT_EQ(trainer.step(), 0);
}

TEST(Trainer, EndsWithTheErrorOfItsSinkAfterTheUpdate) {
  struct Full final : TrainingSink {
    void stepped(const TrainingStep& step) override { fail("disk full at step {}", step.step); }
  } sink;
  const Gpt2<float> net(small_net());
  Trainer<float> trainer(net, six_sequences(), small_training(2), Rng(7));
  EXPECT_EQ(error_text([&] { trainer.run(20, sink, {}); }), "disk full at step 0");
  EXPECT_EQ(trainer.step(), 1);
}

TEST(Trainer, IsNamedByAllThatChangesItsNumbers) {
  const Gpt2<float> net(small_net());
  const auto id = [&](const TrainerOptions& options, std::uint64_t seed = 7) {
    return Trainer<float>(net, six_sequences(), options, Rng(seed)).id();
  };
  const std::string named = id(small_training());
  EXPECT_EQ(id(small_training(2)), named);
  EXPECT_NE(id(small_training(), 8), named);
  TrainerOptions other = small_training();
  other.adam.beta2 = 0.98;
  EXPECT_NE(id(other), named);
  other = small_training();
  other.schedule.updates = 21;
  EXPECT_NE(id(other), named);
  for (const std::string& part : {net.id(), std::string("one task"), std::string("fan_in")})
    EXPECT_NE(named.find(part), std::string::npos) << named;
}

TEST(Trainer, OfPartsThatDoNotFitIsAnError) {
  const auto error = [](const Gpt2Options& net, const TrainerOptions& options) {
    return error_text([&] {
      const Gpt2<float> made(net);
      Trainer<float>(made, six_sequences(), options, Rng(7));
    });
  };
  Gpt2Options net = small_net();
  net.token_width = 9;
  EXPECT_EQ(error(net, {}),
            "train: inputs of dimension 2 make tokens of 3 numbers, but the net has token_width 9; "
            "give token_width = 3");
  net = small_net();
  net.longest = 4;
  EXPECT_EQ(error(net, {}),
            "train: sequences of 3 points are 5 tokens, but the net has 4 positions; give longest "
            "= 5");
  EXPECT_EQ(error(small_net(), {.threads = 7}),
            "train: threads is 7, but a batch has 6 sequences; give at most one thread a sequence");
  EXPECT_EQ(error(small_net(), {.threads = 0}), "train: threads is 0, must be at least 1");
  EXPECT_EQ(error(small_net(), {.sequences_a_pass = -1}),
            "train: sequences_a_pass is -1, must be at least 0; 0 is all of a thread's share");
}

TEST(Trainer, OfBatchesThatNoMemoryHoldsIsAnErrorUnlessTheyArePassedInParts) {
  const Gpt2<float> net(small_net());
  const OneTask source({.sequences = 1'000'000'000, .points = 3, .dimension = 2});
  EXPECT_THAT(error_text([&] { Trainer<float>(net, source, {.threads = 2}, Rng(7)); }),
              testing::MatchesRegex(
                  "train: 2 threads that pass 500000000 sequences each take .* GB, the machine has "
                  ".* GB; give a smaller batch, or sequences_a_pass"));
  EXPECT_EQ(error_text([&] { Trainer<float>(net, source, {.sequences_a_pass = 8}, Rng(7)); }),
            "no error");
}

}  // namespace
}  // namespace tangram
