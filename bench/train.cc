// Training throughput, from the draw of a batch to the update.
//
//   bench-train LAYERS WIDTH THREADS STEPS PRECISION
//
// PRECISION is float32 or bfloat16. The net is Raventos et al. 2023's of that size (8 dimensions,
// 16 points: 31 tokens of 9 numbers), batches have 64 sequences. Two steps go before, then STEPS
// are timed. One JSON object on standard output: gflops, by the usual cost of a step (a
// multiply-add is two operations, causal attention counted whole, as PyTorch is charged, too),
// seconds a step, and data_share, drawing's of them.

#include <fmt/format.h>

#include <cstdlib>

#include "base/check.h"
#include "base/json.h"
#include "base/stopwatch.h"
#include "nets/gpt2_preset.h"
#include "nets/trainer.h"
#include "tasks/linear_regression_batches.h"

namespace tangram {
namespace {

constexpr int kSequences = 64, kPoints = 16, kDimension = 8;

struct TimedSteps final : TrainingSink {
  void stepped(const TrainingStep& step) override {
    seconds += step.seconds;
    data_seconds += step.data_seconds;
  }
  double seconds = 0, data_seconds = 0;
};

int bench(int layers, int width, int threads, int steps, Precision precision) {
  Gpt2Options options = gpt2_preset("raventos2023_small");
  options.layers = layers;
  options.width = width;
  options.precision = precision;
  options.heads = width >= 256 ? 4 : 2;
  const Gpt2<float> net(options);
  const LinearRegressionBatches source(
      LinearRegression({.dimension = kDimension, .points = kPoints}, nullptr), kSequences, Rng(1));
  TrainerOptions training{.threads = threads};
  if (width <= 64)
    training.sequences_a_pass = 8;  // stays in cache, which wider ones gain nothing by
  training.schedule.updates = 1'000'000;
  Trainer<float> trainer(net, source, training, Rng(2));
  TimedSteps ignored, timed;
  trainer.run(2, ignored, {});
  trainer.run(2 + steps, timed, {});
  const double seconds = timed.seconds / steps;
  const double operations = training_operations(options, {kSequences, 2 * kPoints - 1});
  fmt::print("{}\n",
             to_json(json_object({{"gflops", json(operations / seconds / 1e9)},
                                  {"seconds", json(seconds)},
                                  {"data_share", json(timed.data_seconds / timed.seconds)}})));
  return 0;
}

}  // namespace
}  // namespace tangram

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: bench-train LAYERS WIDTH THREADS STEPS PRECISION\n");
    return 2;
  }
  try {
    return tangram::bench(std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3]),
                          std::atoi(argv[4]), tangram::precision_of(argv[5]));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-train: {}\n", error.what());
    return 1;
  }
}
