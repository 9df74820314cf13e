#include <gtest/gtest.h>

#include <vector>

#include "nets/trainer.h"
#include "tasks/linear_regression_batches.h"

// Nets that are trained on the tasks of the library.
namespace tangram {
namespace {

struct Ignore final : TrainingSink {
  void stepped(const TrainingStep&) override {}
};

/// Mean squared errors after 0, 1, ... examples, over one batch of the source.
std::vector<double> errors_of(const Trainer<float>& trainer, const Gpt2<float>& net,
                              const BatchSource& source) {
  const auto [n, points, dimension] = source.shape();
  const SequenceShape shape{n, 2 * points - 1};
  const auto width = static_cast<std::size_t>(net.options().token_width);
  const std::size_t per_tokens = shape.length * width, per_x = points * dimension;
  std::vector<double> x(n * per_x), y(n * points), work(source.n_work());
  source.fill({0, 0, x, y, work});
  std::vector<float> tokens(n * per_tokens), predictions(y.size()), room(net.n_workspace(shape));
  for (std::size_t i = 0; i < n; ++i)
    write_tokens<float>(
        TokenLayout::separate,
        Eigen::Map<Eigen::MatrixXd>(&x[i * per_x], static_cast<Eigen::Index>(dimension),
                                    static_cast<Eigen::Index>(points)),
        Eigen::Map<Eigen::RowVectorXd>(&y[i * points], static_cast<Eigen::Index>(points)),
        std::span(tokens).subspan(i * per_tokens, per_tokens));
  net.predict(trainer.parameters(), tokens, predictions, room, shape);
  std::vector<double> out(points);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double error = static_cast<double>(predictions[i]) - y[i];
    out[i % points] += error * error / static_cast<double>(n);
  }
  return out;
}

// y = w x with a w that each sequence has anew, w and x standard normal. Without an example nothing
// is better than 0, an error of E w^2 x^2 = 1; one example tells w. What a net answers better after
// examples it has learned in context, on sequences that it has not seen.
TEST(Training, OnRegressionLearnsInContext) {
  const LinearRegression task({.dimension = 1, .points = 5, .noise_sd = 0}, nullptr);
  const Gpt2<float> net({.layers = 2,
                         .width = 32,
                         .heads = 2,
                         .token_width = 2,
                         .longest = 9,
                         .read_init = ReadInit::fan_in});
  const LinearRegressionBatches source(task, 64, Rng(1)), unseen(task, 2048, Rng(2));
  TrainerOptions options{.threads = 2};
  options.schedule = {
      .shape = ScheduleShape::warmup_cosine, .rate = 3e-3, .updates = 1500, .warmup = 150};
  Trainer<float> trainer(net, source, options, Rng(3));
  Ignore sink;
  trainer.run(1500, sink, {});
  const std::vector<double> errors = errors_of(trainer, net, unseen);
  EXPECT_NEAR(errors[0], 1, 0.3);
  EXPECT_LT(errors[4], 0.25) << errors[1] << " " << errors[2] << " " << errors[3];
}

}  // namespace
}  // namespace tangram
