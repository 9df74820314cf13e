#include "nets/mixed_nets.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "nets/trained_learner.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

/// Nets of 4 tasks and of all that are trained in no time.
MixedNetsOptions quick_mix(double mix) {
  MixedNetsOptions out;
  out.net.layers = 1;
  out.net.width = 16;
  out.net.read_init = ReadInit::fan_in;
  out.trainer.schedule = {.shape = ScheduleShape::constant, .rate = 0.003};
  out.data = {.data = {.dimension = 2, .points = 4}, .pool = {.pool_size = 4, .pool_seed = 3}};
  out.steps = 30;
  out.batch = 8;
  out.mix = mix;
  return out;
}

/// Counts steps, and asks for a stop after one.
struct Counts final : TrainingObserver {
  void expects(double) override {}
  void trained(const TrainingProgress&) override {
    if (++n == stop_after) stop.request_stop();
  }
  int n = 0, stop_after = 0;
  std::stop_source stop;
};

struct NetFolder {
  Resources resources() {
    Resources out;
    out.cache_dir = folder.path();
    out.training = &steps;
    return out;
  }
  TempFolder folder;
  Counts steps;
};

std::vector<Problem<Vector>> sequences(const LinearRegressionOptions& options) {
  const LinearRegression task(options, nullptr);
  std::vector<Problem<Vector>> out;
  for (std::uint64_t i = 0; i < 3; ++i)
    out.push_back(task.draw(Rng(5), i, {Design::nested, {}, 0, {}}).problem);
  return out;
}

std::vector<double> answers_of(Learner<Vector>&& learner) {
  std::vector<double> out;
  for (const auto& of_problem : learner.answer(sequences({.dimension = 2, .points = 4}), {}))
    for (const Prediction& p : of_problem) out.push_back(p.y(0));
  return out;
}

TEST(MixedNets, AtTheirEndsAreToTheBitTheNetsThatTrainedHas) {
  NetFolder of_mixed, of_trained;  // each trains its own
  const auto mixed = [&](double mix) {
    return answers_of(MixedNets(quick_mix(mix), of_mixed.resources()));
  };
  const std::vector<double> first =
                                answers_of(TrainedLearner(quick_mix(0), of_trained.resources())),
                            other = answers_of(
                                TrainedLearner(quick_mix(0).other(), of_trained.resources()));
  EXPECT_EQ(mixed(0), first);
  EXPECT_EQ(mixed(1), other);
  EXPECT_NE(first, other);
  EXPECT_NE(mixed(0.5), first);
}

// Parameters a and b in float: at .25 three fourths of a and a fourth of b, rounded once, through
// the same forward pass.
TEST(MixedNets, BetweenThemHaveTheirParametersWeighed) {
  NetFolder cache;
  NetTraining a(quick_mix(0), cache.resources()), b(quick_mix(0).other(), cache.resources());
  ASSERT_TRUE(a.prepare({}) && b.prepare({}));
  std::vector<float> between;
  for (std::size_t i = 0; i < a.parameters().size(); ++i)
    between.push_back(static_cast<float>(
        (3 * static_cast<double>(a.parameters()[i]) + static_cast<double>(b.parameters()[i])) / 4));
  RegressionReader reader(a.net(), TokenLayout::separate, 2);
  std::vector<double> expected;
  for (const auto& of_problem :
       reader.answer(between, sequences({.dimension = 2, .points = 4}), {}))
    for (const Prediction& p : of_problem) expected.push_back(p.y(0));
  EXPECT_EQ(answers_of(MixedNets(quick_mix(0.25), cache.resources())), expected);
  EXPECT_EQ(cache.steps.n, 60) << "30 of each, once";
}

// In float .9 a + .1 a is not always a.
TEST(MixedNets, OfOneNetAreThatNetAtEveryMix) {
  NetFolder cache;
  const std::vector<double> alone = answers_of(TrainedLearner(quick_mix(0), cache.resources()));
  for (const double mix : {0.1, 0.3, 0.5, 0.9}) {
    MixedNetsOptions options = quick_mix(mix);
    options.other_pool_size = 4;
    EXPECT_EQ(answers_of(MixedNets(options, cache.resources())), alone) << mix;
  }
  EXPECT_EQ(cache.steps.n, 30);
}

TEST(MixedNets, NeedTheNetsOfTrainedUnderTheirNames) {
  NetFolder cache;
  MixedNets mixed(quick_mix(0.5), cache.resources());
  TrainedLearner first(quick_mix(0), cache.resources()),
      other(quick_mix(0).other(), cache.resources());
  ASSERT_EQ(mixed.nets().size(), 2U);
  EXPECT_EQ(mixed.nets()[0]->file(), first.net().file());
  EXPECT_EQ(mixed.nets()[1]->file(), other.net().file());
  EXPECT_NE(first.net().file(), other.net().file());
  EXPECT_EQ(mixed.nets()[1]->operations_left(), other.net().operations_left());
  ASSERT_TRUE(other.net().prepare({}));
  EXPECT_TRUE(mixed.nets()[1]->is_trained());
  EXPECT_FALSE(mixed.nets()[0]->is_trained());
}

TEST(MixedNets, ThatAreStoppedGoOnToTheBit) {
  NetFolder undisturbed;
  const std::vector<double> expected =
      answers_of(MixedNets(quick_mix(0.5), undisturbed.resources()));
  for (const int stop_after : {7, 37}) {  // in the first training, in the other
    NetFolder cache;
    cache.steps.stop_after = stop_after;
    MixedNets learner(quick_mix(0.5), cache.resources());
    const auto asked = sequences({.dimension = 2, .points = 4});
    EXPECT_TRUE(learner.answer(asked, cache.steps.stop.get_token()).empty());
    EXPECT_EQ(cache.steps.n, stop_after);
    EXPECT_EQ(answers_of(std::move(learner)), expected) << stop_after;
    EXPECT_EQ(cache.steps.n, 60) << stop_after;
  }
}

/// A learner of these options, as JSON without braces, beside those of a tiny net.
std::unique_ptr<Learner<Vector>> mixed_of(const std::string& options) {
  Resources resources;
  resources.cache_dir = "/no/such/cache";
  return make_mixed_nets(
      parse_json(
          fmt::format(R"({{"layers": 1, "width": 16, "dimension": 2, "points": 4, {}}})", options),
          {"study.toml", 7, 0}),
      resources);
}

TEST(MixedNets, AreNamedByAllThatChangesTheirAnswers) {
  std::set<std::string> ids;
  for (const char* change :
       {"", R"(, "mix": 0.25)", R"(, "pool_size": 4)", R"(, "other_pool_size": 4)",
        R"(, "pool_size": 4, "other_pool_size": 4)", R"(, "at_step": 3)", R"(, "train_seed": 1)"})
    EXPECT_TRUE(ids.insert(mixed_of(fmt::format(R"("steps": 9{})", change))->id()).second)
        << change;
  EXPECT_TRUE(ids.contains(mixed_of(R"("steps": 9, "mix": 0.5)")->id())) << "the default";
}

TEST(MixedNets, BadOptionsAndProblemsAreErrorsWithTheirPlace) {
  const auto error = [](const std::string& options) {
    return error_text([&] { mixed_of(options); });
  };
  EXPECT_EQ(error(R"("steps": 9, "mix": 1.5)"),
            "study.toml:7: learner mixed_nets: 'mix' must be at most 1, but is 1.5");
  EXPECT_EQ(error(R"("mix": 1)"),
            "study.toml:7: learner mixed_nets: 'steps' is missing: Updates of the training");
  EXPECT_EQ(error(R"("steps": 9, "other_pool_size": 0)"),
            "study.toml:7: learner mixed_nets: the net of other_pool_size: a pool of tasks: "
            "pool_size is 0, must be at least 1, or inf");
  EXPECT_EQ(error(R"("steps": 9, "pool_size": 0, "other_pool_size": 0)"),
            "study.toml:7: learner mixed_nets: a pool of tasks: pool_size is 0, must be at least "
            "1, or inf");
  NetFolder cache;
  EXPECT_EQ(error_text([&] { MixedNets(quick_mix(-0.1), cache.resources()); }),
            "mix is -0.1, must lie in [0, 1]");
  EXPECT_EQ(error_text([&] {
              MixedNets(quick_mix(0.5), cache.resources())
                  .answer(sequences({.dimension = 3, .points = 4}), {});
            }),
            "learner mixed_nets: asked for an x of dimension 3, trained on 2; give the learner "
            "dimension = 3");
  EXPECT_EQ(cache.steps.n, 0);
}

}  // namespace
}  // namespace tangram
