#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "nets/trained_learner_testing.h"
#include "tests/support/error_text.h"

// Trained learners whose training is validated: the best net, and training that ends early.
namespace tangram {
namespace {

namespace fs = std::filesystem;

/// At a rate at which it soon gets no better.
TrainedOptions validated_training() {
  TrainedOptions out = quick_training();
  out.trainer.schedule.rate = 0.1;
  out.validation = {.every = 3, .sequences = 32};
  return out;
}

TrainedOptions impatient_training() {
  TrainedOptions out = validated_training();
  out.validation.patience = 3;
  return out;
}

TrainedOptions answering_best(TrainedOptions options) {
  options.answer_from = "best";
  return options;
}

struct Score {
  std::int64_t step;
  double loss;
};

/// The validations in the losses beside a net.
std::vector<Score> scores_beside(const fs::path& file) {
  std::vector<Score> out;
  std::string text = read_file(fs::path(file).replace_extension(".jsonl"));
  for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    const Value line = parse_json(text.substr(0, end), {"losses", 0, 0});
    if (const Value* loss = line.table()->find("validation_loss"))
      out.push_back({std::get<std::int64_t>(line.table()->find("step")->data), *loss->number()});
  }
  return out;
}

Score best_of(const std::vector<Score>& scores) {
  Score out = scores.at(0);
  for (const Score& score : scores)
    if (score.loss < out.loss) out = score;
  return out;
}

/// All that a training has left: each file's bytes under its name.
using Files = std::vector<std::pair<std::string, std::string>>;
Files files_of(const Cache& cache) {
  Files out;
  for (const std::string& name : cache.files())
    out.emplace_back(name, read_file(cache.folder.path() / "nets" / name));
  return out;
}

Files undisturbed_files(const TrainedOptions& options) {
  Cache cache;
  EXPECT_TRUE(cache.learner(options).net().prepare({}));
  return files_of(cache);
}

TEST(ValidatedLearner, LearnsWhatItWouldHaveWithoutValidation) {
  Cache cache;
  TrainedOptions plain = validated_training();
  plain.validation = {};
  const auto asked = problems(2);
  for (const std::int64_t step : {7, 0}) {
    plain.at_step = step;
    TrainedOptions validated = validated_training();
    validated.at_step = step;
    TrainedLearner with = cache.learner(validated), without = cache.learner(plain);
    EXPECT_NE(with.net().training(), without.net().training());
    EXPECT_EQ(answers(with, asked), answers(without, asked)) << step;
  }
}

// Steps 3, 6, ..., 39 and 40.
TEST(ValidatedLearner, AnswersFromTheStateOfItsLeastLoss) {
  Cache cache;
  TrainedLearner last = cache.learner(validated_training()),
                 best = cache.learner(answering_best(validated_training()));
  EXPECT_EQ(best.net().training(), last.net().training());
  EXPECT_FALSE(best.net().is_trained());
  const auto asked = problems(2);
  const std::vector<double> of_last = answers(last, asked), of_best = answers(best, asked);
  EXPECT_EQ(cache.hears.n, 40);
  const std::vector<Score> scores = scores_beside(last.net().file());
  ASSERT_EQ(scores.size(), 14U);
  EXPECT_EQ(scores.back().step, 40);
  const Score least = best_of(scores);
  ASSERT_LT(least.step, 40);
  EXPECT_NE(of_best, of_last);
  Cache other;
  TrainedOptions options = validated_training();
  options.at_step = least.step;
  TrainedLearner at_step = other.learner(options);
  EXPECT_EQ(answers(at_step, asked), of_best);
  const std::string name = last.net().file().stem();
  EXPECT_EQ(cache.files(), (std::vector<std::string>{name + "-best.safetensors", name + ".jsonl",
                                                     name + ".safetensors"}));
}

// The same sequences whatever the net, as many as are asked for, and none of the training's.
TEST(ValidatedLearner, IsScoredOnSequencesOfItsOwn) {
  TrainedOptions options = validated_training();
  options.validation.every = 40;
  options.trainer.schedule.rate = 1e-12;  // the net as it begins
  const auto score = [&] {
    Cache cache;
    TrainedLearner learner = cache.learner(options);
    EXPECT_TRUE(learner.net().prepare({}));
    return scores_beside(learner.net().file()).at(0).loss;
  };
  const double loss = score();
  EXPECT_EQ(score(), loss);
  const Gpt2<float> net(options.sized_net());
  const Rng stream = Rng(0).at(std::uint64_t{0});
  const LinearRegressionBatches source(LinearRegression(options.data.data, nullptr), 32,
                                       stream.at("validation"));
  Trainer<float> trainer(net, source, options.timed_trainer(), stream.at("init"));
  EXPECT_NEAR(loss, trainer.loss_on(source), 1e-6);
  options.validation.sequences = 33;
  EXPECT_NE(score(), loss);
}

TEST(ValidatedLearner, EndsItsTrainingWhenItsPatienceIsOver) {
  const TrainedOptions options = impatient_training();
  Cache cache;
  TrainedLearner last = cache.learner(options);
  EXPECT_TRUE(last.net().prepare({}));
  const std::vector<Score> scores = scores_beside(last.net().file());
  const std::int64_t end = scores.back().step;
  ASSERT_LT(end, 39);
  EXPECT_EQ(best_of(scores).step, end - 9);
  EXPECT_EQ(cache.hears.last, end);
  EXPECT_EQ(cache.hears.n, end + 1);  // and once more, that it has ended
  EXPECT_EQ(last.net().operations_left(), 0);
  // Beside a training of all steps, it has made the same until then.
  TrainedOptions whole = validated_training();
  whole.at_step = end;
  TrainedLearner at_end = cache.learner(whole);
  const auto asked = problems(2);
  EXPECT_EQ(answers(last, asked), answers(at_end, asked));
  TrainedLearner best = cache.learner(answering_best(options));
  EXPECT_TRUE(best.net().is_trained());
  EXPECT_NE(answers(best, asked), answers(last, asked));
}

TEST(ValidatedLearner, StoppedAtAnyStepGoesOnToTheBit) {
  for (const TrainedOptions& options : {validated_training(), impatient_training()}) {
    const Files expected = undisturbed_files(options);
    for (std::int64_t at = 1; at < 40; ++at) {
      Cache cache;
      std::stop_source stop;
      cache.hears.then = [&](std::int64_t done) {
        if (done == at) stop.request_stop();
      };
      cache.learner(options).net().prepare(stop.get_token());
      cache.hears = {};
      EXPECT_TRUE(cache.learner(answering_best(options)).net().prepare({}));
      EXPECT_TRUE(cache.learner(options).net().prepare({}));
      EXPECT_EQ(files_of(cache), expected) << at;
    }
  }
}

// Nothing is written on the way out: what it goes on from is of step 10, 20, or the start, and may
// have been best before others were, which it scores again.
TEST(ValidatedLearner, KilledAtAnyStepGoesOnToTheBit) {
  for (const TrainedOptions& options : {validated_training(), impatient_training()}) {
    const Files expected = undisturbed_files(options);
    for (std::int64_t at = 1; at < 40; ++at) {
      Cache cache;
      cache.hears.then = [at](std::int64_t done) { require(done < at, "killed"); };
      error_text([&] { cache.learner(options).net().prepare({}); });
      cache.hears = {};
      EXPECT_TRUE(cache.learner(options).net().prepare({}));
      EXPECT_EQ(files_of(cache), expected) << at;
    }
  }
}

// A state after a step on the way holds the best until then; after the end, a step before it is
// trained again without touching what is kept.
TEST(ValidatedLearner, AtStepsInOrderKeepsTheBest) {
  const Files expected = undisturbed_files(validated_training());
  Cache cache;
  for (const std::int64_t step : {10, 25, 0, 12}) {
    TrainedOptions options = validated_training();
    options.at_step = step;
    EXPECT_TRUE(cache.learner(options).net().prepare({}));
  }
  EXPECT_EQ(cache.hears.n, 42);  // 12 goes on from 10
  const Files all = files_of(cache);
  EXPECT_EQ(all.size(), expected.size() + 3);
  for (const auto& file : expected)
    EXPECT_EQ(std::count(all.begin(), all.end(), file), 1) << file.first;
}

TEST(ValidatedLearner, WhoseBestStateIsDeletedIsTrainedAgain) {
  Cache cache;
  TrainedLearner best = cache.learner(answering_best(validated_training()));
  EXPECT_TRUE(best.net().prepare({}));
  const Files expected = files_of(cache);
  fs::remove(best.net().file());
  EXPECT_FALSE(best.net().is_trained());
  EXPECT_TRUE(cache.learner(answering_best(validated_training())).net().prepare({}));
  EXPECT_EQ(files_of(cache), expected);
}

// 40 steps of 8 sequences of 7 tokens, 72 * 16^2 + 12 * 7 * 16 = 19,776 operations each, and 14
// validations of 32, a third of that each.
TEST(ValidatedLearner, SaysWhatItsValidationsCost) {
  Cache cache;
  EXPECT_EQ(cache.learner(validated_training()).net().operations_left(),
            40 * 8 * 7 * 19'776.0 + 14 * 32 * 7 * 6'592.0);
}

}  // namespace
}  // namespace tangram
