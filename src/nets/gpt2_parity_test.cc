#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "nets/trainer.h"

// Nets and their training against PyTorch in float64, whose numbers tests/golden/gpt2_parity.json
// holds; tests/golden/make/gpt2_parity.py made them. What is set here is set there, too.
namespace tangram {
namespace {

using Values = std::vector<double>;

constexpr std::size_t kSequences = 4, kPoints = 5, kDimension = 3, kUpdates = 10;
constexpr std::size_t kStride = 7;  // of the parameters after the updates every seventh is there

struct Case {
  const char* name;
  Gpt2Options net;
  TokenLayout layout;
};

/// Between them both values of each option that changes what is computed.
std::array<Case, 3> cases() {
  const Gpt2Options separate{.layers = 2, .width = 8, .heads = 2, .token_width = 4, .longest = 10};
  Gpt2Options shared = separate;
  shared.layers = 1;
  shared.token_width = 3;
  shared.read_bias = true;
  shared.final_norm = false;
  Gpt2Options normed = separate;
  normed.read_bias = true;
  normed.final_norm = false;
  normed.skip = Skip::normed;
  normed.narrow_attention = true;
  return {{{"separate", separate, TokenLayout::separate},
           {"shared", shared, TokenLayout::shared},
           {"normed", normed, TokenLayout::separate}}};
}

/// Numbers in (-scale, scale) of the generator that the script has.
Values made_values(std::uint64_t seed, double scale, std::size_t n) {
  Values out(n);
  for (double& value : out) {
    seed = (1103515245 * seed + 12345) % (1ULL << 31);
    value = scale * (static_cast<double>(seed) / (1 << 30) - 1);
  }
  return out;
}

/// Each point is x, then y.
class MadeBatches final : public BatchSource {
 public:
  std::string id() const override { return "made"; }
  BatchShape shape() const override { return {kSequences, kPoints, kDimension}; }
  std::size_t n_work() const override { return 0; }
  void fill(const BatchShare& share) const override {
    const Values all = made_values(100 + static_cast<std::uint64_t>(share.step), 2,
                                   kSequences * kPoints * (kDimension + 1));
    const double* point = &all[share.first * kPoints * (kDimension + 1)];
    for (std::size_t i = 0; i < share.y.size(); ++i, point += kDimension + 1) {
      std::copy_n(point, kDimension, &share.x[i * kDimension]);
      share.y[i] = point[kDimension];
    }
  }
};

const Value& at(const Value& object, std::string_view key) {
  const Value* value = object.table() == nullptr ? nullptr : object.table()->find(key);
  TANGRAM_CHECK(value != nullptr);
  return *value;
}

Values numbers(const Value& array) {
  Values out;
  for (const Value& value : *array.array()) out.push_back(value.number().value());
  return out;
}

const Value& golden() {
  static const std::string path =
      std::string(TANGRAM_SOURCE_DIR) + "/tests/golden/gpt2_parity.json";
  static const Value value = parse_json(read_file(path), {path, 0, 0});
  return value;
}

/// Relative to the largest of the numbers that belong together.
template <class T>
constexpr double kTolerance = std::is_same_v<T, float> ? 1e-5 : 1e-10;

template <class T>
void expect_near(std::span<const T> actual, const Values& expected, std::string_view what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  double largest = 0;
  for (const double value : expected) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], kTolerance<T> * largest) << what << ", number " << i;
}

/// use(name, entries) for each tensor of the net's.
template <class T, class Use>
void for_each_tensor(const Gpt2<T>& net, std::span<const T> values, const Use& use) {
  std::size_t begin = 0;
  for (const Parameter& parameter : net.parameters()) {
    use(parameter.name, values.subspan(begin, parameter.size()));
    begin += parameter.size();
  }
}

template <class T>
std::vector<T> in(const Values& values) {
  return {values.begin(), values.end()};
}

template <class T>
std::vector<T> made_parameters(const Gpt2<T>& net) {
  return in<T>(made_values(1, 0.8, net.n_parameters()));
}

/// The first batch.
template <class T>
struct FirstBatch {
  std::vector<T> tokens, targets;

  explicit FirstBatch(const Case& c) {
    Values x(kSequences * kPoints * kDimension), y(kSequences * kPoints);
    MadeBatches().fill({0, 0, x, y, {}});
    const std::size_t per_sequence =
        (2 * kPoints - 1) * static_cast<std::size_t>(c.net.token_width);
    tokens.resize(kSequences * per_sequence);
    for (std::size_t i = 0; i < kSequences; ++i)
      write_tokens<T>(
          c.layout, Eigen::Map<Eigen::MatrixXd>(&x[i * kPoints * kDimension], kDimension, kPoints),
          Eigen::Map<Eigen::RowVectorXd>(&y[i * kPoints], kPoints),
          std::span(tokens).subspan(i * per_sequence, per_sequence));
    targets.assign(y.begin(), y.end());
  }
};

template <class T>
class Gpt2Parity : public testing::Test {};
using Numbers = testing::Types<float, double>;
TYPED_TEST_SUITE(Gpt2Parity, Numbers);

TYPED_TEST(Gpt2Parity, PredictionsLossAndGradientsAreThoseOfPyTorch) {
  using T = TypeParam;
  for (const Case& c : cases()) {
    const Gpt2<T> net(c.net);
    const Value& expected = at(golden(), c.name);
    const std::vector<T> parameters = made_parameters(net);
    const FirstBatch<T> batch(c);
    const SequenceShape shape{kSequences, 2 * kPoints - 1};
    std::vector<T> predictions(batch.targets.size()), workspace(net.n_workspace(shape)),
        gradient(net.n_parameters());
    net.predict(parameters, batch.tokens, predictions, workspace, shape);
    expect_near<T>(predictions, numbers(at(expected, "predictions")), "predictions");
    const T loss = static_cast<T>(net.loss_and_gradient(
        parameters, {batch.tokens, batch.targets, shape}, workspace, gradient));
    expect_near<T>(std::array{loss}, {at(expected, "loss").number().value()}, "loss");
    const Value& gradients = at(expected, "gradient");
    EXPECT_EQ(gradients.table()->entries.size(), net.parameters().size());
    for_each_tensor<T>(net, gradient, [&](const std::string& name, std::span<const T> entries) {
      expect_near(entries, numbers(at(gradients, name)), fmt::format("{}, {}", c.name, name));
    });
  }
}

struct KeptLosses final : TrainingSink {
  void stepped(const TrainingStep& step) override { losses.push_back(step.loss); }
  Values losses;
};

/// The losses of ten updates and the parameters after them, of a trainer that begins with made
/// parameters; its two threads have two sequences each.
template <class T>
void expect_training(const Case& c, const AdamOptions& adam, std::string_view name) {
  const Gpt2<T> net(c.net);
  const MadeBatches source;
  const TrainerOptions options{.layout = c.layout,
                               .adam = adam,
                               .schedule = {.shape = ScheduleShape::warmup_cosine,
                                            .rate = 0.02,
                                            .updates = kUpdates,
                                            .warmup = 3},
                               .threads = 2};
  Trainer<T> trainer(net, source, options, Rng(1));
  Checkpoint<T> start = trainer.checkpoint();
  start.parameters = made_parameters(net);
  trainer.restore(std::move(start));
  KeptLosses sink;
  trainer.run(kUpdates, sink, {});

  const Value& expected = at(at(golden(), c.name), name);
  const std::string which = fmt::format("{}, {}", c.name, name);
  expect_near<T>(in<T>(sink.losses), numbers(at(expected, "losses")), which + ", losses");
  for_each_tensor<T>(
      net, trainer.parameters(), [&](const std::string& tensor, std::span<const T> entries) {
        const Value& of_tensor = at(at(expected, "parameters"), tensor);
        std::vector<T> kept;
        double squares = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
          squares += static_cast<double>(entries[i]) * static_cast<double>(entries[i]);
          if (i % kStride == 0) kept.push_back(entries[i]);
        }
        expect_near<T>(std::array{static_cast<T>(std::sqrt(squares))},
                       {at(of_tensor, "norm").number().value()},
                       fmt::format("{}, norm of {}", which, tensor));
        expect_near<T>(kept, numbers(at(of_tensor, "entries")),
                       fmt::format("{}, {}", which, tensor));
      });
}

// Epsilons are large enough to be seen. The gradient of the keys' biases is 0 but for rounding, as
// they move all scores of a query alike: over a small epsilon, Adam would move them by that.
TYPED_TEST(Gpt2Parity, TenUpdatesOfAdamAreThoseOfPyTorch) {
  for (const Case& c : cases()) expect_training<TypeParam>(c, {.epsilon = 1e-4}, "adam");
}

// Decay of the blocks' matrices alone; the gradients of most updates are clipped, not of all.
TYPED_TEST(Gpt2Parity, TenUpdatesOfAdamWWithClippingAreThoseOfPyTorch) {
  const AdamOptions adamw{
      .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .decay = 0.5, .clip_norm = 0.5};
  for (const Case& c : cases()) expect_training<TypeParam>(c, adamw, "adamw");
}

}  // namespace
}  // namespace tangram
