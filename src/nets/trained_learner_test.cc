#include "nets/trained_learner.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "nets/trained_learner_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

// What trainer and net do, by themselves.
TEST(TrainedLearner, AnswersAsTheNetThatItsOptionsTrain) {
  const TrainedOptions options = quick_training();
  const Gpt2<float> net(options.sized_net());
  const Rng stream = Rng(0).at(std::uint64_t{0});  // of train_seed and pool_seed
  const LinearRegressionBatches source(LinearRegression(options.data.data, nullptr), 8,
                                       stream.at("train"));
  Trainer<float> trainer(net, source, options.timed_trainer(), stream.at("init"));
  struct Ignore final : TrainingSink {
    void stepped(const TrainingStep&) override {}
  } ignore;
  trainer.run(40, ignore, {});
  const auto asked = problems(1);
  std::vector<float> tokens(21), expected(4), room(net.n_workspace({1, 7}));
  write_tokens<float>(TokenLayout::separate, asked[0].demonstration.x,
                      asked[0].demonstration.y.row(0), tokens);
  net.predict(trainer.parameters(), tokens, expected, room, {1, 7});
  Cache cache;
  TrainedLearner learner = cache.learner();
  const std::vector<double> actual = answers(learner, asked);
  EXPECT_EQ(actual, std::vector<double>(expected.begin(), expected.end()));
  EXPECT_EQ(cache.hears.last, 40);
}

TEST(TrainedLearner, TrainsOnce) {
  Cache cache;
  const auto asked = problems(3);
  TrainedLearner first = cache.learner();
  EXPECT_FALSE(first.net().is_trained());
  const std::vector<double> expected = answers(first, asked);
  EXPECT_EQ(answers(first, asked), expected);
  TrainedLearner second = cache.learner();
  EXPECT_TRUE(second.net().is_trained());
  EXPECT_EQ(answers(second, asked), expected);
  EXPECT_EQ(cache.hears.n, 40);
  const std::string name = second.net().file().stem();
  EXPECT_EQ(cache.files(), (std::vector<std::string>{name + ".jsonl", name + ".safetensors"}));
}

TEST(TrainedLearner, ThatIsStoppedGoesOnToTheBit) {
  const auto [net, losses] = undisturbed();
  for (const std::int64_t at : {1, 10, 15, 39}) {
    Cache cache;
    std::stop_source stop;
    cache.hears.then = [&](std::int64_t done) {
      if (done == at) stop.request_stop();
    };
    EXPECT_TRUE(cache.learner().answer(problems(2), stop.get_token()).empty());
    TrainedLearner learner = cache.learner();
    EXPECT_FALSE(learner.net().is_trained());
    EXPECT_FALSE(learner.net().prepare(stop.get_token()));  // asked before its first step
    EXPECT_EQ(cache.hears.n, at);
    cache.hears = {};
    EXPECT_TRUE(learner.net().prepare({}));
    EXPECT_EQ(cache.hears.begun, at);
    EXPECT_EQ(read_file(learner.net().file()), net) << at;
    EXPECT_EQ(read_file(fs::path(learner.net().file()).replace_extension(".jsonl")), losses) << at;
    EXPECT_EQ(cache.files().size(), 2U);
  }
}

// Ended at step 25 of a training that keeps its state every 10: nothing is written on the way out.
TEST(TrainedLearner, ThatIsKilledGoesOnFromItsCheckpointToTheBit) {
  const auto [net, losses] = undisturbed();
  Cache cache;
  cache.hears.then = [](std::int64_t done) { require(done < 25, "killed at {}", done); };
  EXPECT_EQ(error_text([&] { cache.learner().net().prepare({}); }), "killed at 25");
  cache.hears = {};
  TrainedLearner learner = cache.learner();
  EXPECT_TRUE(learner.net().prepare({}));
  EXPECT_EQ(cache.hears.begun, 20);
  EXPECT_EQ(read_file(learner.net().file()), net);
  EXPECT_EQ(read_file(fs::path(learner.net().file()).replace_extension(".jsonl")), losses);
}

/// Coordinates 1, 2 from steps 0, 15; points 2, 3, 4 from steps 0, 10, 20.
TrainedOptions growing_training() {
  TrainedOptions out = quick_training();
  out.curriculum_dimension = {1, 1, 15};
  out.curriculum_points = {2, 1, 10};
  return out;
}

// Checkpoints lie at 10 and 20, and at each step at which it is stopped: before, at and behind the
// steps at which sequences grow.
TEST(TrainedLearner, UnderACurriculumGoesOnToTheBit) {
  const auto [net, losses] = undisturbed(growing_training());
  EXPECT_NE(net, undisturbed().first);
  for (const std::int64_t at : {9, 10, 11, 14, 15, 16, 19, 20, 21}) {
    Cache cache;
    std::stop_source stop;
    cache.hears.then = [&](std::int64_t done) {
      if (done == at) stop.request_stop();
    };
    EXPECT_FALSE(cache.learner(growing_training()).net().prepare(stop.get_token()));
    cache.hears = {};
    TrainedLearner learner = cache.learner(growing_training());
    EXPECT_TRUE(learner.net().prepare({}));
    EXPECT_EQ(cache.hears.begun, at);
    EXPECT_EQ(read_file(learner.net().file()), net) << at;
    EXPECT_EQ(read_file(fs::path(learner.net().file()).replace_extension(".jsonl")), losses) << at;
  }
}

TEST(TrainedLearner, UnderACurriculumThatIsOverAtItsStartLearnsTheSame) {
  TrainedOptions options = quick_training();
  options.curriculum_dimension = {2, 1, 15};
  options.curriculum_points = {9, 1, 10};
  Cache cache;
  const auto asked = problems(2);
  TrainedLearner with = cache.learner(options), without = cache.learner(),
                 growing = cache.learner(growing_training());
  EXPECT_NE(with.net().file(), without.net().file());
  EXPECT_EQ(answers(with, asked), answers(without, asked));
  EXPECT_NE(answers(growing, asked), answers(without, asked));
}

TEST(TrainedLearner, AtStepsInOrderIsOneTraining) {
  const auto [net, losses] = undisturbed();
  Cache cache;
  TrainedOptions options = quick_training();
  const auto asked = problems(2);
  std::vector<std::vector<double>> dynamics;
  for (const int step : {10, 25, 0}) {
    options.at_step = step;
    TrainedLearner learner = cache.learner(options);
    dynamics.push_back(answers(learner, asked));
    if (step == 0) {
      EXPECT_EQ(read_file(learner.net().file()), net);
    }
  }
  EXPECT_EQ(cache.hears.n, 40);
  // A training of 25 steps at the same rate has made the same numbers.
  Cache shorter;
  options = quick_training();
  options.steps = 25;
  TrainedLearner learner = shorter.learner(options);
  EXPECT_EQ(answers(learner, asked), dynamics[1]);
  EXPECT_NE(dynamics[0], dynamics[1]);
  EXPECT_NE(dynamics[1], dynamics[2]);
}

TEST(TrainedLearner, KeepsSnapshotsOnItsWay) {
  const std::string net = undisturbed().first;
  Cache cache;
  TrainedOptions options = quick_training();
  options.snapshots = {25, 7, 40};
  TrainedLearner end = cache.learner(options);
  const auto asked = problems(2);
  const std::vector<double> last = answers(end, asked);
  EXPECT_EQ(read_file(end.net().file()), net);
  cache.hears = {};
  for (const std::int64_t step : {25, 7, 40}) {
    options.at_step = step;
    TrainedLearner learner = cache.learner(options);
    EXPECT_EQ(learner.net().training(), end.net().training());
    EXPECT_EQ(answers(learner, asked) == last, step == 40) << step;
  }
  EXPECT_EQ(cache.hears.n, 0);
}

// A training to step 25 is stopped at 15; one to the end keeps the state at 25 on its way.
TEST(TrainedLearner, WhoseSnapshotIsKeptLeavesNoPartialStateToThere) {
  Cache cache;
  TrainedOptions options = quick_training();
  options.at_step = 25;
  std::stop_source stop;
  cache.hears.then = [&](std::int64_t done) {
    if (done == 15) stop.request_stop();
  };
  EXPECT_FALSE(cache.learner(options).net().prepare(stop.get_token()));
  cache.hears = {};
  options.at_step = 0;
  options.snapshots = {25};
  TrainedLearner end = cache.learner(options);
  const std::string name = end.net().file().stem();
  EXPECT_EQ(cache.files(),
            (std::vector<std::string>{name + "-25.partial.safetensors", name + ".jsonl"}));
  EXPECT_TRUE(end.net().prepare({}));
  EXPECT_EQ(cache.files(), (std::vector<std::string>{name + "-25.safetensors", name + ".jsonl",
                                                     name + ".safetensors"}));
}

TEST(TrainedLearner, AtAnEarlierStepThatWasNotKeptIsTrainedToThere) {
  Cache cache;
  TrainedLearner end = cache.learner();
  ASSERT_TRUE(end.net().prepare({}));
  const std::string whole = read_file(end.net().file());
  cache.hears = {};
  TrainedOptions options = quick_training();
  options.at_step = 12;
  TrainedLearner learner = cache.learner(options);
  EXPECT_TRUE(learner.net().prepare({}));
  EXPECT_EQ(cache.hears.n, 12);
  EXPECT_EQ(learner.net().file().stem().string(), end.net().file().stem().string() + "-12");
  EXPECT_EQ(read_file(end.net().file()), whole);
}

// 8 sequences of 7 tokens, each 72 * 1 * 16^2 + 12 * 1 * 7 * 16 = 19,776 operations: 1,107,456 a
// step, of which there are 40.
TEST(TrainedLearner, SaysWhatTrainingStillCosts) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  EXPECT_EQ(learner.net().operations_left(), 40 * 1'107'456.0);
  std::stop_source stop;
  cache.hears.then = [&](std::int64_t done) {
    if (done == 15) stop.request_stop();
  };
  EXPECT_FALSE(learner.net().prepare(stop.get_token()));
  EXPECT_EQ(learner.net().operations_left(), 25 * 1'107'456.0);
  EXPECT_EQ(learner.net().operations_left_from(10), 25 * 1'107'456.0) << "behind what is kept";
  EXPECT_EQ(learner.net().operations_left_from(30), 10 * 1'107'456.0);
  EXPECT_EQ(learner.net().step(), 40);
  EXPECT_TRUE(learner.net().prepare({}));
  EXPECT_EQ(learner.net().operations_left(), 0);
}

// Of n tokens 72 * 1 * 16^2 + 12 * 1 * n * 16 operations each: of 3, 5 and 7 tokens 19,008, 19,392
// and 19,776. A step has 8 n tokens: 456,192, 775,680 and 1,107,456 operations, 10, 10 and 20
// times.
TEST(TrainedLearner, UnderACurriculumSaysThatItsStepsCostLess) {
  Cache cache;
  TrainedLearner learner = cache.learner(growing_training());
  EXPECT_EQ(learner.net().operations_left(), 4'561'920.0 + 7'756'800.0 + 20 * 1'107'456.0);
  std::stop_source stop;
  cache.hears.then = [&](std::int64_t done) {
    if (done == 15) stop.request_stop();
  };
  EXPECT_FALSE(learner.net().prepare(stop.get_token()));
  EXPECT_EQ(learner.net().operations_left(), 5 * 775'680.0 + 20 * 1'107'456.0);
  EXPECT_EQ(cache.hears.operations, 4'561'920.0 + 5 * 775'680.0);
  EXPECT_EQ(cache.hears.operations_left, learner.net().operations_left());
}

// The same x after the same examples, whether the demonstration goes on with it or not.
TEST(TrainedLearner, AnswersAnyXAfterTheExamples) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const Problem<Vector> sequence = problems(1)[0];
  Problem<Vector> held_out = sequence;
  held_out.demonstration.x.conservativeResize(Eigen::NoChange, 2);
  held_out.demonstration.y.conservativeResize(Eigen::NoChange, 2);
  held_out.questions = {{2, sequence.demonstration.x.col(2)},
                        {0, sequence.demonstration.x.col(0)},
                        {2, sequence.demonstration.x.col(3)},
                        {2, sequence.demonstration.x.col(2)}};
  const std::vector<double> own = answers(learner, {sequence}),
                            other = answers(learner, {held_out});
  EXPECT_EQ(other[0], own[2]);
  EXPECT_EQ(other[1], own[0]);
  EXPECT_NE(other[2], own[2]);
  EXPECT_EQ(other[3], own[2]);
  const Problem<Vector> bare{{}, {{0, sequence.demonstration.x.col(0)}}, {}};
  EXPECT_EQ(answers(learner, {bare})[0], own[0]);
}

TEST(TrainedLearner, OfAProblemThatItWasNotTrainedForIsAnErrorBeforeItTrains) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const auto error = [&](const Problem<Vector>& problem) {
    return error_text([&] { learner.answer({&problem, 1}, {}); });
  };
  EXPECT_EQ(error(problems(1, {.dimension = 3, .points = 4})[0]),
            "learner trained: asked for an x of dimension 3, trained on 2; give the learner "
            "dimension = 3");
  EXPECT_EQ(error(problems(1, {.dimension = 2, .points = 5})[0]),
            "learner trained: asked after 4 examples, trained after at most 3; give the learner "
            "points = 5, or ask at fewer shots");
  Problem<Vector> problem = problems(1)[0];
  problem.questions[0].shots = 5;
  EXPECT_EQ(error(problem), "learner trained: 5 shots of 4 examples");
  problem = problems(1)[0];
  problem.demonstration.y = Eigen::MatrixXd::Zero(2, 4);
  EXPECT_EQ(error(problem), "learner trained: answers of 2 numbers; it learns one");
  EXPECT_EQ(cache.hears.n, 0);
}

}  // namespace
}  // namespace tangram
