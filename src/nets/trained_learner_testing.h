#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "nets/trained_learner.h"
#include "tests/support/temp_folder.h"

// What the tests of trained learners share.
namespace tangram {

/// A net of 7 positions that is trained in no time.
inline TrainedOptions quick_training() {
  TrainedOptions out;
  out.net.layers = 1;
  out.net.width = 16;
  out.net.read_init = ReadInit::fan_in;
  out.trainer.schedule = {.shape = ScheduleShape::constant, .rate = 0.003};
  out.data.data = {.dimension = 2, .points = 4};
  out.steps = 40;
  out.batch = 8;
  out.checkpoint_every = 10;
  return out;
}

/// Hears of every step, and does something after some.
struct Hears final : TrainingObserver {
  void expects(double) override {}
  void trained(const TrainingProgress& progress) override {
    if (n == 0) begun = progress.begun;
    ++n;
    last = progress.done;
    operations = progress.operations;
    operations_left = progress.operations_left;
    if (then) then(progress.done);
  }
  std::function<void(std::int64_t)> then;
  std::int64_t begun = -1, n = 0, last = 0;
  double operations = 0, operations_left = 0;
};

/// A cache, and learners that keep their nets there.
struct Cache {
  TrainedLearner learner(const TrainedOptions& options = quick_training()) {
    Resources resources;
    resources.cache_dir = folder.path();
    resources.training = &hears;
    return {options, resources};
  }
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "nets"))
      out.push_back(entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
  }
  TempFolder folder;
  Hears hears;
};

inline std::vector<Problem<Vector>> problems(int n, LinearRegressionOptions options = {
                                                        .dimension = 2, .points = 4}) {
  const LinearRegression task(options, nullptr);
  std::vector<Problem<Vector>> out;
  for (int i = 0; i < n; ++i)
    out.push_back(
        task.draw(Rng(5), static_cast<std::uint64_t>(i), {Design::nested, {}, 0, {}}).problem);
  return out;
}

inline std::vector<double> answers(TrainedLearner& learner,
                                   const std::vector<Problem<Vector>>& asked) {
  std::vector<double> out;
  for (const auto& of_problem : learner.answer(asked, {}))
    for (const Prediction& p : of_problem) out.push_back(p.y(0));
  return out;
}

/// The files of a training that nothing disturbed: the net, the losses.
inline std::pair<std::string, std::string> undisturbed(
    const TrainedOptions& options = quick_training()) {
  Cache cache;
  TrainedLearner learner = cache.learner(options);
  EXPECT_TRUE(learner.net().prepare({}));
  const std::filesystem::path file = learner.net().file();
  return {read_file(file), read_file(std::filesystem::path(file).replace_extension(".jsonl"))};
}

}  // namespace tangram
