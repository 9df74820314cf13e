#include "nets/gpt2.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "nets/gpt2_preset.h"
#include "nets/layer_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

/// Akyurek et al. 2023's as released, of two layers.
Gpt2Options tiny_as_released() {
  Gpt2Options out = gpt2_preset("akyurek2023");
  out.layers = 2;
  out.width = 8;
  out.heads = 2;
  out.token_width = 4;
  out.longest = 6;
  return out;
}

Gpt2Options tiny() { return {.layers = 2, .width = 8, .heads = 2, .token_width = 4, .longest = 6}; }

/// A batch of standard normals: tokens of 3 examples are 5.
struct Data {
  Values tokens, targets;
  SequenceShape shape;

  Data(const Gpt2Options& options, SequenceShape of, std::uint64_t seed = 1)
      : tokens(normal_values<double>(Rng(seed).at("tokens"),
                                     of.rows() * static_cast<std::size_t>(options.token_width))),
        targets(
            normal_values<double>(Rng(seed).at("targets"), of.sequences * ((of.length + 1) / 2))),
        shape(of) {}
  RegressionBatch<double> batch() const { return {tokens, targets, shape}; }
};

Values predictions_of(const Gpt2<double>& net, const Values& parameters, const Data& data) {
  Values out(data.targets.size()), workspace(net.n_workspace(data.shape));
  net.predict(parameters, data.tokens, out, workspace, data.shape);
  return out;
}

double loss_of(const Gpt2<double>& net, const Values& parameters, const Data& data) {
  const Values predictions = predictions_of(net, parameters, data);
  double sum = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    sum += (predictions[i] - data.targets[i]) * (predictions[i] - data.targets[i]);
  return sum / static_cast<double>(predictions.size());
}

struct LossAndGradient {
  double loss;
  Values gradient;
};

LossAndGradient gradient_of(const Gpt2<double>& net, const Values& parameters, const Data& data) {
  Values workspace(net.n_workspace(data.shape), NAN), gradient(net.n_parameters());
  const double loss = net.loss_and_gradient(parameters, data.batch(), workspace, gradient);
  return {loss, gradient};
}

// 8 (12 128^2 + 13 128) + 32 128 positions + 2 128 + 9 128 + 128; the others likewise. Garg et al.
// report 0.2, 1.2 and 9.5 million.
TEST(Gpt2, HasTheParametersThatArePublished) {
  EXPECT_EQ(Gpt2<float>(gpt2_preset("raventos2023_base")).n_parameters(), 1'591'808U);
  EXPECT_EQ(Gpt2<float>(gpt2_preset("raventos2023_small")).n_parameters(), 202'752U);
  EXPECT_EQ(Gpt2<float>(gpt2_preset("garg2022_standard")).n_parameters(), 9'534'977U);
  EXPECT_NEAR(Gpt2<float>(gpt2_preset("garg2022_small")).n_parameters(), 1.2e6, 0.05e6);
  EXPECT_NEAR(Gpt2<float>(gpt2_preset("garg2022_tiny")).n_parameters(), 0.2e6, 0.05e6);
  EXPECT_NEAR(Gpt2<float>(gpt2_preset("raventos2023_large")).n_parameters(), 9.5e6, 0.05e6);
}

// A block as released, d = 512 and 4 heads, whose queries have 128 numbers together: attention 512
// 384 + 384 + 128 512 + 512, an MLP 8 512^2 + 5 512, norms 4 512: 2,364,800. 16 of them, positions
// 82 512, read-in 9 512 + 512, read-out 512 + 1.
TEST(Gpt2, AsReleasedHasTheParametersThatAkyurekReports) {
  EXPECT_EQ(Gpt2<float>(gpt2_preset("akyurek2023")).n_parameters(),
            16 * 2'364'800U + 41'984 + 5'120 + 513);
  EXPECT_EQ(Gpt2<float>(gpt2_preset("akyurek2023_pre_norm")).n_parameters(),
            16 * (12 * 512 * 512 + 13 * 512U) + 41'984 + 5'120 + 513 + 1'024);
}

// Of 2 layers of width 8, in which 4 numbers are all queries, on 3 tokens: forward each token takes
// 2 (8 12 + 4 8) operations of attention's maps, 2 2 8 32 of the MLP's, 4 3 4 of the scores: 256 +
// 1,024 + 48 = 1,328; thrice that with the gradient, 2 layers, 3 tokens.
TEST(Gpt2, OfNarrowAttentionCostsLess) {
  EXPECT_EQ(training_operations(tiny_as_released(), {1, 3}), 3 * 1'328.0 * 2 * 3);
  Gpt2Options options = tiny_as_released();
  options.narrow_attention = false;
  EXPECT_EQ(training_operations(options, {1, 3}), (72.0 * 64 + 12 * 3 * 8) * 2 * 3);
}

TEST(Gpt2, HasBlocksOfThePublishedSize) {
  for (const int d : {8, 64}) {
    Gpt2Options options = tiny();
    options.width = d;
    const std::size_t two = Gpt2<float>(options).n_parameters();
    options.layers = 3;
    EXPECT_EQ(Gpt2<float>(options).n_parameters() - two,
              static_cast<std::size_t>(12 * d * d + 13 * d));
  }
}

TEST(Gpt2, NamesItsParametersByWhereTheyAre) {
  const Gpt2<float> net(tiny());
  EXPECT_EQ(net.parameters().front().name, "read_in.weight");
  EXPECT_EQ(net.parameters()[1].name, "positions.weight");
  EXPECT_EQ(net.parameters()[2].name, "block0.attention.norm.gain");
  EXPECT_EQ(net.parameters().back().name, "read_out.weight");
}

/// Of every `stride`-th parameter, with the parameters of a net that has learned something: not
/// those it begins with, of which the last layers see next to nothing.
void expect_gradient_of_finite_differences(const Gpt2Options& options, std::size_t stride) {
  const Gpt2<double> net(options);
  const Data data(options, {3, 5});
  Values parameters = normal_values<double>(Rng(2), net.n_parameters());
  for (double& value : parameters) value *= 0.5;
  const auto [loss, gradient] = gradient_of(net, parameters, data);
  EXPECT_NEAR(loss, loss_of(net, parameters, data), 1e-12);
  double squares = 0;
  for (const double value : gradient) squares += value * value;
  const double typical = std::sqrt(squares / static_cast<double>(gradient.size()));
  for (std::size_t i = 0; i < gradient.size(); i += stride) {
    const double before = parameters[i];
    parameters[i] = before + 1e-5;
    const double above = loss_of(net, parameters, data);
    parameters[i] = before - 1e-5;
    const double numeric = (above - loss_of(net, parameters, data)) / 2e-5;
    parameters[i] = before;
    ASSERT_NEAR(gradient[i], numeric, 1e-6 * std::max(typical, std::abs(numeric))) << i;
  }
}

TEST(Gpt2, GradientIsThatOfFiniteDifferences) {
  expect_gradient_of_finite_differences(tiny(), 1);
  // Of the second net every seventh: what differs from the first are a few parameters.
  Gpt2Options bells = tiny();
  bells.read_bias = true;
  bells.final_norm = false;
  expect_gradient_of_finite_differences(bells, 7);
}

TEST(Gpt2, GradientOfBlocksThatAddToWhatIsNormedIsThatOfFiniteDifferences) {
  expect_gradient_of_finite_differences(tiny_as_released(), 1);
  for (const bool narrow : {false, true}) {
    Gpt2Options options = tiny();
    options.skip = narrow ? Skip::input : Skip::normed;
    options.narrow_attention = narrow;
    expect_gradient_of_finite_differences(options, 7);
  }
}

// All maps are 0 and norms the identity, so that a block leaves what it is given normed: blocks
// after blocks, two numbers are -+1 but for the norms' 1e-5. Read-in takes token (1, 3) to itself,
// read-out answers their second number, plus 7.
TEST(Gpt2, OfBlocksThatAddToWhatIsNormedByHand) {
  Gpt2Options options{.layers = 2,
                      .width = 2,
                      .heads = 1,
                      .token_width = 2,
                      .longest = 1,
                      .read_bias = true,
                      .final_norm = false,
                      .skip = Skip::normed};
  const auto answer = [](const Gpt2Options& of) {
    const Gpt2<double> net(of);
    Values parameters, predictions(1), workspace(net.n_workspace({1, 1}));
    for (const Parameter& parameter : net.parameters()) {
      Values values(parameter.size(), parameter.kind == ParameterKind::gain ? 1 : 0);
      if (parameter.name == "read_in.weight") values = {1, 0, 0, 1};
      if (parameter.name == "read_out.weight") values = {0, 1};
      if (parameter.name == "read_out.bias") values = {7};
      parameters.insert(parameters.end(), values.begin(), values.end());
    }
    net.predict(parameters, Values{1, 3}, predictions, workspace, {1, 1});
    return predictions[0];
  };
  EXPECT_NEAR(answer(options), 8, 1e-4);
  options.skip = Skip::input;
  EXPECT_EQ(answer(options), 10);
}

TEST(Gpt2, LossIsTheSameWithItsGradientAndWithout) {
  const Gpt2<double> net(tiny());
  const Values parameters = normal_values<double>(Rng(2), net.n_parameters());
  const Data data(tiny(), {3, 5});
  Values workspace(net.n_workspace(data.shape), NAN);
  EXPECT_EQ(net.loss(parameters, data.batch(), workspace), gradient_of(net, parameters, data).loss);
}

TEST(Gpt2, GradientOfABatchIsTheMeanOverItsHalves) {
  const Gpt2<double> net(tiny());
  const Values parameters = net.initial_parameters(Rng(3));
  const Data first(tiny(), {2, 5}, 1), second(tiny(), {2, 5}, 2);
  Data both = first;
  both.tokens.insert(both.tokens.end(), second.tokens.begin(), second.tokens.end());
  both.targets.insert(both.targets.end(), second.targets.begin(), second.targets.end());
  both.shape.sequences = 4;
  const auto a = gradient_of(net, parameters, first), b = gradient_of(net, parameters, second),
             whole = gradient_of(net, parameters, both);
  EXPECT_NEAR(whole.loss, (a.loss + b.loss) / 2, 1e-13);
  for (std::size_t i = 0; i < whole.gradient.size(); ++i)
    EXPECT_NEAR(whole.gradient[i], (a.gradient[i] + b.gradient[i]) / 2, 1e-13);
}

// Shares of 2 and 1 of a batch of 3.
TEST(Gpt2, GradientsOfSharesAddUpToThatOfTheBatch) {
  const Gpt2<double> net(tiny());
  const Values parameters = net.initial_parameters(Rng(3));
  const Data whole(tiny(), {3, 5});
  const auto expected = gradient_of(net, parameters, whole);
  const std::span<const double> tokens = whole.tokens, targets = whole.targets;
  Values gradient(net.n_parameters());
  double loss = 0;
  for (const std::size_t first : {0U, 2U}) {
    const SequenceShape shape{first == 0 ? 2U : 1U, 5};
    Values workspace(net.n_workspace(shape));
    loss += net.loss_and_gradient(parameters,
                                  {tokens.subspan(first * 20, shape.rows() * 4),
                                   targets.subspan(first * 3, shape.sequences * 3), shape, 3},
                                  workspace, gradient);
  }
  EXPECT_NEAR(loss, expected.loss, 1e-13);
  for (std::size_t i = 0; i < gradient.size(); ++i)
    EXPECT_NEAR(gradient[i], expected.gradient[i], 1e-13);
}

TEST(Gpt2, IsNamedByItsOptionsButNotByHowItBegins) {
  Gpt2Options options = tiny();
  EXPECT_EQ(Gpt2<float>(options).id(),
            "gpt2(version=1, layers=2, width=8, heads=2, token_width=4, longest=6, "
            "read_bias=false, final_norm=true)");
  options.read_init = ReadInit::uniform;
  EXPECT_EQ(Gpt2<float>(options).id(), Gpt2<float>(tiny()).id());
  options.body_init = BodyInit::uniform;
  EXPECT_EQ(Gpt2<float>(options).id(), Gpt2<float>(tiny()).id());
  options.heads = 4;
  EXPECT_NE(Gpt2<float>(options).id(), Gpt2<float>(tiny()).id());
  EXPECT_EQ(Gpt2<float>(tiny_as_released()).id(),
            "gpt2(version=1, layers=2, width=8, heads=2, token_width=4, longest=6, read_bias=true, "
            "final_norm=false, skip=normed, narrow_attention=true)");
  Gpt2Options rounding = tiny();
  rounding.precision = Precision::bfloat16;
  EXPECT_EQ(Gpt2<float>(rounding).id(),
            "gpt2(version=1, layers=2, width=8, heads=2, token_width=4, longest=6, "
            "read_bias=false, final_norm=true, precision=bfloat16)");
}

TEST(Gpt2, ThreadsThatShareItGetTheBitsOfOne) {
  Gpt2Options options = tiny();
  options.width = 64;
  const Gpt2<float> net(options);
  const std::vector<float> parameters = net.initial_parameters(Rng(3));
  const SequenceShape shape{16, 5};
  const auto tokens = normal_values<float>(Rng(1), shape.rows() * 4);
  const auto targets = normal_values<float>(Rng(2), shape.sequences * 3);
  const auto gradient = [&] {
    std::vector<float> workspace(net.n_workspace(shape)), out(net.n_parameters());
    net.loss_and_gradient(parameters, {tokens, targets, shape}, workspace, out);
    return out;
  };
  const std::vector<float> expected = gradient();
  std::vector<std::vector<float>> of_threads(4);
  std::vector<std::thread> threads;
  for (auto& out : of_threads) threads.emplace_back([&out, &gradient] { out = gradient(); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& out : of_threads) EXPECT_EQ(out, expected);
}

// A prediction at x_k sees x_1, y_1, ..., x_k: token 3, from number 12 on, is y_2, which the third
// prediction sees alone.
TEST(Gpt2, PredictionsHangOnWhatCameBeforeThem) {
  const Gpt2<double> net(tiny());
  Values parameters = normal_values<double>(Rng(4), net.n_parameters());
  Data data(tiny(), {1, 5});
  const Values before = predictions_of(net, parameters, data);
  data.tokens[12] += 1;
  const Values after = predictions_of(net, parameters, data);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1], before[1]);
  EXPECT_NE(after[2], before[2]);
}

TEST(Gpt2, OfOneExampleMakesOnePrediction) {
  const Gpt2<double> net(tiny());
  const Data data(tiny(), {1, 1});
  EXPECT_TRUE(std::isfinite(predictions_of(net, net.initial_parameters(Rng(1)), data).at(0)));
}

TEST(Gpt2, FloatAgreesWithDouble) {
  const Gpt2<double> net(tiny());
  const Gpt2<float> single(tiny());
  const Values parameters = normal_values<double>(Rng(5), net.n_parameters());
  const Data data(tiny(), {3, 5});
  const Values expected = predictions_of(net, parameters, data);
  const std::vector<float> in_float(parameters.begin(), parameters.end()),
      tokens(data.tokens.begin(), data.tokens.end());
  std::vector<float> actual(expected.size()), workspace(single.n_workspace(data.shape));
  single.predict(in_float, tokens, actual, workspace, data.shape);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], 1e-4 * std::max(1.0, std::abs(expected[i])));
}

double length(const Values& values) {
  double squares = 0;
  for (const double value : values) squares += value * value;
  return std::sqrt(squares);
}

// Factors are off by 2^-8 of their size at most, some .1 % in the mean, and a prediction hangs on a
// dozen products one after another.
TEST(Gpt2, InBFloat16IsTheNetButForItsRounding) {
  Gpt2Options options = tiny();
  options.width = 32;
  const Gpt2<double> net(options);
  options.precision = Precision::bfloat16;
  const Gpt2<double> rounding(options);
  const Values parameters = net.initial_parameters(Rng(3));
  const Data data(options, {8, 5});
  const auto [loss, gradient] = gradient_of(net, parameters, data);
  const auto [rounded_loss, rounded] = gradient_of(rounding, parameters, data);
  EXPECT_NE(rounded_loss, loss);
  EXPECT_NEAR(rounded_loss, loss, 0.01 * loss);
  Values off = rounded;
  for (std::size_t i = 0; i < off.size(); ++i) off[i] -= gradient[i];
  EXPECT_GT(length(off), 1e-4 * length(gradient));
  EXPECT_LT(length(off), 0.02 * length(gradient));
}

TEST(Gpt2, IsAnErrorWhereItsSizesAreNone) {
  Gpt2Options options = tiny();
  options.heads = 3;
  EXPECT_EQ(error_text([&] { Gpt2<float> net(options); }),
            "gpt2: 3 heads do not divide a width of 8; give a width that is a multiple");
  options.layers = 0;
  EXPECT_EQ(error_text([&] { Gpt2<float> net(options); }), "gpt2: layers is 0, must be at least 1");
  EXPECT_EQ(error_text([] { gpt2_preset("gpt4"); }),
            "gpt2 presets: there is no 'gpt4'; there are raventos2023_base, raventos2023_small, "
            "raventos2023_large, garg2022_tiny, garg2022_small, garg2022_standard, akyurek2023, "
            "akyurek2023_pre_norm");
  options = tiny_as_released();
  options.heads = 4;
  EXPECT_EQ(
      error_text([&] { Gpt2<float> net(options); }),
      "gpt2: narrow attention of 4 heads divides a width of 8 by 4 twice; give a width that is "
      "a multiple of 16");
}

// The square of 65,536 heads is 2^32, which as an int is 0, and so is four times 2^30.
TEST(Gpt2, IsAnErrorWhereItsSizesOverflow) {
  Gpt2Options options = tiny();
  options.narrow_attention = true;
  options.heads = options.width = 65'536;
  EXPECT_EQ(error_text([&] { Gpt2<float> net(options); }),
            "gpt2: narrow attention of 65536 heads divides a width of 65536 by 65536 twice; give a "
            "width that is a multiple of 4294967296");
  options = tiny();
  options.width = 1 << 30;
  EXPECT_EQ(error_text([&] { Gpt2<float> net(options); }),
            "gpt2: width is 1073741824, must be at most 100000");
  options = tiny();
  options.layers = 10'001;
  EXPECT_EQ(error_text([&] { Gpt2<float> net(options); }),
            "gpt2: layers is 10001, must be at most 10000");
}

TEST(Gpt2, OfSequencesLongerThanItsPositionsIsAnError) {
  const Gpt2<double> net(tiny());
  EXPECT_EQ(error_text([&] {
              predictions_of(net, net.initial_parameters(Rng(1)), Data(tiny(), {1, 7}));
            }),
            "learned positions: a sequence of 7 tokens, but there are 6 positions; give longest = "
            "7");
}

}  // namespace
}  // namespace tangram
