#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "nets/attention.h"
#include "nets/layer_norm.h"
#include "nets/layer_testing.h"
#include "nets/linear.h"
#include "nets/mlp.h"
#include "nets/positions.h"
#include "nets/residual.h"

// What every layer promises, checked once for all of them: a layer joins by its row in
// smooth_rows().
namespace tangram {
namespace {

using Values = std::vector<double>;

/// A layer in both of its scalars.
struct Row {
  std::string name;
  std::shared_ptr<const Layer<float>> in_float;
  std::shared_ptr<const Layer<double>> in_double;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

template <template <class> class L, class... Args>
Row row(std::string name, const Args&... args) {
  return {std::move(name), std::make_shared<L<float>>(args...),
          std::make_shared<L<double>>(args...)};
}

template <template <class> class L, class... Args>
Row residual(std::string name, Skip skip, const Args&... args) {
  return {std::move(name),
          std::make_shared<Residual<float>>(std::make_shared<L<float>>(args...), skip),
          std::make_shared<Residual<double>>(std::make_shared<L<double>>(args...), skip)};
}

/// In bfloat16 a layer is a map in steps, whose gradient is not that of its differences: it is the
/// full layer's at the numbers that are rounded to (linear_test.cc). Nor are float and double near
/// each other where a number between two maps is near the middle of two that it may be rounded to.
Row rounding_linear() {
  return row<Linear>("linear_in_bfloat16",
                     LinearOptions{.in = 5, .out = 3, .precision = Precision::bfloat16});
}

std::vector<Row> rounding_rows() {
  return {
      rounding_linear(), row<Mlp>("mlp_in_bfloat16", 4, 7, Precision::bfloat16),
      row<Attention>("attention_in_bfloat16",
                     AttentionOptions{.width = 6, .heads = 2, .precision = Precision::bfloat16})};
}

std::vector<Row> smooth_rows_that_write_over_x() {
  return {
      row<Linear>("linear", LinearOptions{.in = 5, .out = 3}),
      row<Linear>("linear_without_bias", LinearOptions{.in = 3, .out = 5, .bias = false}),
  };
}

std::vector<Row> smooth_rows() {
  std::vector<Row> out = smooth_rows_that_write_over_x();
  const std::vector<Row> others = {
      row<LayerNorm>("layer_norm", 6),
      row<Mlp>("mlp", 4, 7),
      row<Attention>("attention_of_one_head", AttentionOptions{6, 1}),
      row<Attention>("attention_of_three_heads", AttentionOptions{6, 3}),
      row<Attention>("narrow_attention", AttentionOptions{.width = 8, .heads = 2, .total = 4}),
      row<Positions>("positions", 20, 4),
      residual<Attention>("residual_attention", Skip::input, AttentionOptions{6, 2}),
      residual<Attention>("residual_attention_on_its_norm", Skip::normed, AttentionOptions{6, 2}),
      residual<Mlp>("residual_mlp", Skip::input, 4, 7),
      residual<Mlp>("residual_mlp_on_its_norm", Skip::normed, 4, 7),
  };
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

std::vector<Row> all_rows() {
  std::vector<Row> out = smooth_rows();
  for (Row& row : rounding_rows()) out.push_back(std::move(row));
  return out;
}

std::vector<Row> rows_that_write_over_x() {
  std::vector<Row> out = smooth_rows_that_write_over_x();
  out.push_back(rounding_linear());
  return out;
}

class LayerContract : public testing::TestWithParam<Row> {
 protected:
  const Layer<double>& layer() const { return *GetParam().in_double; }
  Values parameters() const {
    return normal_values<double>(Rng(1).at("parameters"), layer().n_parameters());
  }
  Values inputs(SequenceShape shape) const {
    return normal_values<double>(Rng(1).at("x"), shape.rows() * layer().in_width());
  }
  Values output_weights(SequenceShape shape) const {
    return normal_values<double>(Rng(1).at("dy"), shape.rows() * layer().out_width());
  }
};

/// One token, one sequence, several, and more tokens than one tile of the attention kernel holds.
const std::vector<SequenceShape> kShapes = {{1, 1}, {1, 4}, {3, 1}, {3, 5}, {2, 19}};

/// The gradient of f at `at` by central differences.
Values numeric_gradient(Values at, const std::function<double(const Values&)>& f) {
  constexpr double kStep = 1e-5;
  Values out;
  for (double& value : at) {
    const double before = value;
    value = before + kStep;
    const double above = f(at);
    value = before - kStep;
    out.push_back((above - f(at)) / (2 * kStep));
    value = before;
  }
  return out;
}

/// Relative to the entry, or to the root mean square of all where that is larger.
void expect_near(const Values& actual, const Values& expected, double tolerance) {
  ASSERT_EQ(actual.size(), expected.size());
  double squares = 0;
  for (const double value : expected) squares += value * value;
  const double typical =
      std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, expected.size())));
  for (std::size_t i = 0; i < actual.size(); ++i)
    ASSERT_NEAR(actual[i], expected[i], tolerance * std::max(typical, std::abs(expected[i]))) << i;
}

/// Of layers whose maps are smooth.
class SmoothLayer : public LayerContract {};

TEST_P(SmoothLayer, GradientsAreThoseOfFiniteDifferences) {
  for (const SequenceShape shape : kShapes) {
    const Values theta = parameters(), x = inputs(shape), dy = output_weights(shape);
    const auto loss = [&](const Values& parameters, const Values& inputs) {
      const Values y = output_of(layer(), parameters, inputs, shape);
      double sum = 0;
      for (std::size_t i = 0; i < y.size(); ++i) sum += dy[i] * y[i];
      return sum;
    };
    const auto [dx, dtheta] = gradients_of(layer(), theta, x, dy, shape);
    SCOPED_TRACE(testing::Message() << shape.sequences << " x " << shape.length);
    expect_near(dx, numeric_gradient(x, [&](const Values& at) { return loss(theta, at); }), 1e-6);
    expect_near(dtheta, numeric_gradient(theta, [&](const Values& at) { return loss(at, x); }),
                1e-6);
  }
}

TEST_P(LayerContract, GradientsOfParametersAreAddedAndThoseOfInputsWritten) {
  const SequenceShape shape{2, 3};
  const Values theta = parameters(), x = inputs(shape), dy = output_weights(shape);
  const auto once = gradients_of(layer(), theta, x, dy, shape);
  Values y(dy.size()), kept(layer().n_kept(shape)), dx(x.size(), 1000), dtheta(theta.size(), 1000);
  layer().forward(theta, x, y, kept, shape);
  layer().backward(theta, x, kept, dy, dx, dtheta, shape);
  EXPECT_EQ(dx, once.x);
  for (std::size_t i = 0; i < dtheta.size(); ++i)
    EXPECT_NEAR(dtheta[i] - 1000, once.parameters[i], 1e-10);
}

// The workspace holds NaN before: nothing is read that was not written.
TEST_P(LayerContract, TheSamePassGivesTheSameBitsWhateverTheWorkspaceHeld) {
  for (const SequenceShape shape : kShapes) {
    const Values theta = parameters(), x = inputs(shape), dy = output_weights(shape);
    const Values y = output_of(layer(), theta, x, shape);
    const auto expected = gradients_of(layer(), theta, x, dy, shape);
    Values again(y.size(), NAN), kept(layer().n_kept(shape), NAN), dx(x.size(), NAN),
        dtheta(theta.size());
    layer().forward(theta, x, again, kept, shape);
    EXPECT_EQ(again, y);
    layer().backward(theta, x, kept, dy, dx, dtheta, shape);
    EXPECT_EQ(dx, expected.x);
    EXPECT_EQ(dtheta, expected.parameters);
  }
}

TEST_P(LayerContract, ASequenceHangsOnNoOther) {
  const SequenceShape shape{3, 4};
  const std::size_t in = 4 * layer().in_width(), out = 4 * layer().out_width();
  Values x = inputs(shape);
  const Values before = output_of(layer(), parameters(), x, shape);
  std::fill_n(x.begin(), in, 7.5);
  std::fill_n(x.end() - static_cast<std::ptrdiff_t>(in), in, -3);
  const Values after = output_of(layer(), parameters(), x, shape);
  for (std::size_t i = out; i < 2 * out; ++i) EXPECT_EQ(after[i], before[i]);
  const Values alone = output_of(layer(), parameters(),
                                 Values(x.begin() + static_cast<std::ptrdiff_t>(in),
                                        x.begin() + 2 * static_cast<std::ptrdiff_t>(in)),
                                 {1, 4});
  for (std::size_t i = 0; i < out; ++i) EXPECT_NEAR(alone[i], before[out + i], 1e-12);
}

TEST_P(LayerContract, ATokenHangsOnNoLaterOne) {
  const SequenceShape shape{1, 19};
  Values x = inputs(shape);
  const Values before = output_of(layer(), parameters(), x, shape);
  for (std::size_t t = 18; t > 0; --t) {
    for (std::size_t i = 0; i < layer().in_width(); ++i) x[t * layer().in_width() + i] = 11;
    const Values after = output_of(layer(), parameters(), x, shape);
    for (std::size_t i = 0; i < t * layer().out_width(); ++i) ASSERT_EQ(after[i], before[i]) << t;
  }
}

TEST_P(SmoothLayer, FloatAgreesWithDouble) {
  const auto in_float = [](const Values& values) {
    return std::vector<float>(values.begin(), values.end());
  };
  const auto in_double = [](const std::vector<float>& values) {
    return Values(values.begin(), values.end());
  };
  for (const SequenceShape shape : kShapes) {
    const Values theta = parameters(), x = inputs(shape), dy = output_weights(shape);
    const Layer<float>& single = *GetParam().in_float;
    expect_near(in_double(output_of(single, in_float(theta), in_float(x), shape)),
                output_of(layer(), theta, x, shape), 1e-4);
    const auto actual = gradients_of(single, in_float(theta), in_float(x), in_float(dy), shape);
    const auto expected = gradients_of(layer(), theta, x, dy, shape);
    expect_near(in_double(actual.x), expected.x, 1e-4);
    expect_near(in_double(actual.parameters), expected.parameters, 1e-4);
  }
}

TEST_P(LayerContract, NoSequencesAreNoOutputsAndNoGradient) {
  const auto [dx, dtheta] = gradients_of<double>(layer(), parameters(), {}, {}, {0, 4});
  EXPECT_TRUE(dx.empty());
  EXPECT_EQ(dtheta, Values(layer().n_parameters()));
}

TEST_P(LayerContract, ParametersHaveNamesOfTheirOwnAndFillTheArray) {
  std::set<std::string> names;
  std::size_t n = 0;
  for (const Parameter& parameter : layer().parameters()) {
    names.insert(parameter.name);
    n += parameter.size();
  }
  EXPECT_EQ(names.size(), layer().parameters().size());
  EXPECT_EQ(n, layer().n_parameters());
}

TEST_P(LayerContract, AbortsOnSpansOfAnotherSize) {
  const SequenceShape shape{1, 2};
  const Values theta = parameters(), x = inputs(shape), short_x(x.begin() + 1, x.end());
  Values y(2 * layer().out_width()), kept(layer().n_kept(shape));
  EXPECT_DEATH(layer().forward(theta, short_x, y, kept, shape), "x.size");
}

/// Of layers whose maps round their factors to bfloat16.
class RoundingLayer : public LayerContract {};

// Weights of 3 bits, and the same with something that rounding takes away: in no map it is seen.
TEST_P(RoundingLayer, RoundsTheWeightsOfEachMap) {
  const SequenceShape shape{2, 5};
  const Values x = inputs(shape), dy = output_weights(shape);
  Values theta = parameters();
  for (double& value : theta) value = value < 0 ? -0.75 : 0.5;
  Values beside = theta;
  std::size_t at = 0;
  for (const Parameter& parameter : layer().parameters()) {
    if (parameter.shape.size() == 2)
      for (std::size_t i = 0; i < parameter.size(); ++i) beside[at + i] *= 1 + std::ldexp(1, -10);
    at += parameter.size();
  }
  ASSERT_NE(beside, theta);
  EXPECT_EQ(output_of(layer(), beside, x, shape), output_of(layer(), theta, x, shape));
  const auto expected = gradients_of(layer(), theta, x, dy, shape);
  const auto actual = gradients_of(layer(), beside, x, dy, shape);
  EXPECT_EQ(actual.x, expected.x);
  EXPECT_EQ(actual.parameters, expected.parameters);
}

/// Of layers that say that in backward dx may be x.
class WritesOverX : public LayerContract {};

/// Backward with dx in the place of x, beside that with dx in a place of its own: the same bits.
template <class T>
void expect_same_over_x(const Layer<T>& layer, const std::vector<T>& theta, std::vector<T> x,
                        const std::vector<T>& dy, SequenceShape shape) {
  const LayerGradients<T> expected = gradients_of(layer, theta, x, dy, shape);
  std::vector<T> y(dy.size()), kept(layer.n_kept(shape)), dtheta(theta.size());
  layer.forward(theta, x, y, kept, shape);
  layer.backward(theta, x, kept, dy, x, dtheta, shape);
  EXPECT_EQ(x, expected.x);
  EXPECT_EQ(dtheta, expected.parameters);
}

TEST_P(WritesOverX, WithTheBitsOfAPlaceOfItsOwn) {
  const auto in_float = [](const Values& values) {
    return std::vector<float>(values.begin(), values.end());
  };
  for (const SequenceShape shape : kShapes) {
    const Values theta = parameters(), x = inputs(shape), dy = output_weights(shape);
    expect_same_over_x<double>(layer(), theta, x, dy, shape);
    expect_same_over_x<float>(*GetParam().in_float, in_float(theta), in_float(x), in_float(dy),
                              shape);
  }
}

INSTANTIATE_TEST_SUITE_P(Layers, SmoothLayer, testing::ValuesIn(smooth_rows()),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Layers, LayerContract, testing::ValuesIn(all_rows()),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Layers, RoundingLayer, testing::ValuesIn(rounding_rows()),
                         [](const auto& one) { return one.param.name; });
INSTANTIATE_TEST_SUITE_P(Layers, WritesOverX, testing::ValuesIn(rows_that_write_over_x()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace tangram
