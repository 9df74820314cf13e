#include "nets/block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "nets/layer_testing.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

TEST(Block, HasTheParametersThatArePublished) {
  for (const int d : {8, 64, 128})
    EXPECT_EQ(Block<float>(d, 2).n_parameters(), 12U * d * d + 13 * d);
}

/// The parameters of `kind` become `value`.
void set(const Layer<double>& layer, Values& parameters, ParameterKind kind, double value) {
  std::size_t at = 0;
  for (const Parameter& parameter : layer.parameters()) {
    if (parameter.kind == kind)
      std::fill_n(parameters.begin() + static_cast<std::ptrdiff_t>(at), parameter.size(), value);
    at += parameter.size();
  }
}

TEST(Block, WithoutOutputsOntoTheResidualStreamIsTheIdentity) {
  const Block<double> layer(4, 2);
  Values parameters = normal_values<double>(Rng(1), layer.n_parameters());
  set(layer, parameters, ParameterKind::residual_weight, 0);
  set(layer, parameters, ParameterKind::bias, 0);
  const Values x = normal_values<double>(Rng(2), 4 * 6), dy = normal_values<double>(Rng(3), 4 * 6);
  EXPECT_EQ(output_of(layer, parameters, x, {2, 3}), x);
  EXPECT_EQ(gradients_of(layer, parameters, x, dy, {2, 3}).x, dy);
}

// y = x + attention(norm1(x)) + mlp(norm2(that)), layer by layer.
TEST(Block, IsItsLayersOneAfterAnother) {
  const Block<double> block(4, 2);
  const Attention<double> attention(4, 2);
  const LayerNorm<double> norm(4);
  const Mlp<double> mlp(4, 16);
  const SequenceShape shape{2, 3};
  const Values all = normal_values<double>(Rng(1), block.n_parameters());
  auto at = all.begin();
  const auto take = [&at](const Layer<double>& layer) {
    const Values out(at, at + static_cast<std::ptrdiff_t>(layer.n_parameters()));
    at += static_cast<std::ptrdiff_t>(layer.n_parameters());
    return out;
  };
  const Values norm1 = take(norm), of_attention = take(attention), norm2 = take(norm),
               of_mlp = take(mlp);
  Values y = normal_values<double>(Rng(2), 4 * 6);
  const Values x = y;
  const auto add = [&y](const Values& what) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += what[i];
  };
  add(output_of(attention, of_attention, output_of(norm, norm1, y, shape), shape));
  add(output_of(mlp, of_mlp, output_of(norm, norm2, y, shape), shape));
  const Values actual = output_of(block, all, x, shape);
  for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(actual[i], y[i], 1e-13);
}

}  // namespace
}  // namespace tangram
