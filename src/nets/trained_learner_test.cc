#include "nets/trained_learner.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/writer_lock.h"
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

/// The files of a training that nothing disturbed: the net, the losses.
std::pair<std::string, std::string> undisturbed(const TrainedOptions& options = quick_training()) {
  Cache cache;
  TrainedLearner learner = cache.learner(options);
  EXPECT_TRUE(learner.net().prepare({}));
  const fs::path file = learner.net().file();
  return {read_file(file), read_file(fs::path(file).replace_extension(".jsonl"))};
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

/// What is said of a net whose file holds these bytes, the file as FILE.
std::string error_of_file(const std::string& bytes, const char* ending = ".safetensors") {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const std::string name = "nets/" + learner.net().file().stem().string();
  const fs::path file = cache.folder.write(name + ending, bytes);
  std::string error = error_text([&] { learner.net().prepare({}); });
  for (std::size_t at = 0; (at = error.find(file.string())) != std::string::npos;)
    error.replace(at, file.string().size(), "FILE");
  EXPECT_EQ(cache.hears.n, 0);
  return error;
}

TEST(TrainedLearner, OfADamagedOrForeignFileIsAnErrorThatSaysWhatToDo) {
  const std::string whole = undisturbed().first;
  const std::string begin =
      "FILE: is not the net that is asked for; delete it, and that is trained again (";
  std::string flipped = whole;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  for (const char* ending : {".safetensors", ".partial.safetensors"}) {
    EXPECT_EQ(error_of_file("", ending),
              begin +
                  "FILE: has 0 bytes, too few for a checkpoint: the file is damaged, and must be "
                  "made again)");
    for (const std::string& bytes : {whole.substr(0, whole.size() / 2), flipped}) {
      const std::string error = error_of_file(bytes, ending);
      EXPECT_EQ(error.substr(0, begin.size()), begin) << error;
      EXPECT_NE(error.find("the file is damaged"), std::string::npos) << error;
    }
  }
  Cache other;
  TrainedOptions options = quick_training();
  options.train_seed = 1;
  TrainedLearner foreign = other.learner(options);
  ASSERT_TRUE(foreign.net().prepare({}));
  const std::string error = error_of_file(read_file(foreign.net().file()));
  EXPECT_EQ(error.substr(0, begin.size()), begin) << error;
  EXPECT_NE(error.find("it is of training("), std::string::npos) << error;
}

/// What is said of a net whose file `make` makes in its way, the file as FILE.
template <class Make>
std::string error_where(const char* ending, const Make& make) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  fs::path file = learner.net().file();
  file.replace_extension(ending);
  fs::create_directories(file.parent_path());
  make(file);
  const std::string error = error_text([&] { learner.net().prepare({}); });
  EXPECT_EQ(cache.hears.n, 0);
  return error.substr(0, file.string().size()) == file.string()
             ? "FILE" + error.substr(file.string().size())
             : error;
}

// A folder can be opened but not read, a link to itself not even looked for: neither says anything
// against a net, and what they say is not that it be deleted.
TEST(TrainedLearner, OfAFileThatTheSystemDoesNotReadIsAnErrorThatKeepsIt) {
  for (const char* ending : {".safetensors", ".partial.safetensors"}) {
    EXPECT_EQ(
        error_where(ending, [](const fs::path& file) { fs::create_directory(file); }),
        "FILE: cannot be read: Is a directory; see to that and try again: nothing is known to "
        "be wrong with the net in it");
    EXPECT_EQ(error_where(ending, [](const fs::path& file) { fs::create_symlink(file, file); }),
              "FILE: cannot be looked for: Too many levels of symbolic links; see to that, or give "
              "another --cache-dir");
  }
}

#ifndef __SANITIZE_ADDRESS__  // the sanitizers look at objects through a pipe, which is two files
/// While it lives no file can be opened.
class NoFileMore {
 public:
  NoFileMore() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const rlimit none{0, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  NoFileMore(const NoFileMore&) = delete;
  NoFileMore& operator=(const NoFileMore&) = delete;
  ~NoFileMore() { EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before_), 0); }

 private:
  rlimit before_{};
};

// What was kept on the way cannot be looked for, which is not that there is nothing.
TEST(TrainedLearner, ForWhomNoFileIsOpenedIsAnErrorThatKeepsItsNet) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const fs::path file = learner.net().file();
  {
    const NoFileMore none;
    EXPECT_EQ(error_text([&] { learner.net().operations_left(); }),
              file.parent_path().string() +
                  ": cannot be looked through: Too many open files; see to that, or give another "
                  "--cache-dir");
  }
  ASSERT_TRUE(learner.net().prepare({}));
  TrainedLearner again = cache.learner();
  {
    const NoFileMore none;
    EXPECT_EQ(error_text([&] { again.net().prepare({}); }),
              file.string() +
                  ": cannot be opened: Too many open files; see to that and try again: nothing is "
                  "known to be wrong with the net in it");
  }
  EXPECT_TRUE(again.net().prepare({}));
}
#endif

/// Opens a pipe to write, once another thread reads it; -1 where it was stopped before.
int opened_to_write(const fs::path& pipe, const std::stop_token& stop) {
  int out = -1;
  while (out < 0 && !stop.stop_requested()) {
    out = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (out < 0) std::this_thread::yield();
  }
  return out;
}

// The partial state is a pipe, so that it is known when it is being read: then another process
// comes to the end of the training, and removes it.
TEST(TrainedLearner, WhosePartialStateGoesWhileItIsReadIsTrained) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const fs::path file = learner.net().file(),
                 partial = fs::path(file).replace_extension(".partial.safetensors");
  fs::create_directories(file.parent_path());
  ASSERT_EQ(::mkfifo(partial.c_str(), 0600), 0);
  const std::jthread other([&](const std::stop_token& stop) {
    const int pipe = opened_to_write(partial, stop);
    if (pipe < 0) return;
    cache.folder.write(file, "the net");
    fs::remove(partial);
    ::close(pipe);
  });
  EXPECT_EQ(learner.net().operations_left(), 0);
}

TEST(TrainedLearner, OfAFileOfAnotherStepIsAnError) {
  Cache cache;
  TrainedOptions options = quick_training();
  options.at_step = 20;
  TrainedLearner early = cache.learner(options);
  ASSERT_TRUE(early.net().prepare({}));
  const std::string error = error_of_file(read_file(early.net().file()));
  EXPECT_NE(error.find("(it is of step 20)"), std::string::npos) << error;
}

TEST(TrainedLearner, ThatAnotherProcessTrainsIsAnError) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const fs::path stem = fs::path(learner.net().file()).replace_extension();
  fs::create_directories(stem.parent_path());
  {
    const WriterLock other(stem, "net", 0);
    const std::string error = error_text([&] { learner.net().prepare({}); });
    EXPECT_NE(error.find(fmt::format(
                  "process {} is writing this net: wait until it ends, or stop it, and try again",
                  getpid())),
              std::string::npos)
        << error;
  }
  EXPECT_TRUE(learner.net().prepare({}));
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
  EXPECT_EQ(error(problem), "learner trained: answers of 2 numbers; it was trained on one");
  EXPECT_EQ(cache.hears.n, 0);
}

}  // namespace
}  // namespace tangram
