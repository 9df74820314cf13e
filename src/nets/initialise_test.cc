#include "nets/initialise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

const Parameters kParameters = {
    {"weight", {100, 200}, ParameterKind::weight},
    {"residual", {100, 200}, ParameterKind::residual_weight},
    {"bias", {50}, ParameterKind::bias},
    {"gain", {50}, ParameterKind::gain},
    {"norm_bias", {50}, ParameterKind::norm_bias},
    {"qkv.bias", {1200}, ParameterKind::bias, 3},
    {"position", {100, 200}, ParameterKind::position},
    {"read_in.weight", {25, 800}, ParameterKind::read_in},
    {"read_in.bias", {800}, ParameterKind::read_in},
    {"read_out.weight", {400, 50}, ParameterKind::read_out},
};

/// The values of one parameter.
std::vector<double> values_of(const std::string& name, const InitOptions& options) {
  const auto all = initial_values<double>(kParameters, options, Rng(1));
  auto at = all.begin();
  for (const Parameter& parameter : kParameters) {
    const auto end = at + static_cast<std::ptrdiff_t>(parameter.size());
    if (parameter.name == name) return {at, end};
    at = end;
  }
  return {};
}

double sd(const std::vector<double>& values) {
  double squares = 0;
  for (const double value : values) squares += value * value;
  return std::sqrt(squares / static_cast<double>(values.size()));
}

double largest(const std::vector<double>& values) {
  return std::abs(*std::max_element(values.begin(), values.end(),
                                    [](double a, double b) { return std::abs(a) < std::abs(b); }));
}

// 20,000 draws: a standard deviation is known to half a percent.
TEST(InitialValues, OfTheBodyAreThoseOfGpt2) {
  EXPECT_NEAR(sd(values_of("weight", {.read = ReadInit::small, .layers = 8})), 0.02, 0.0004);
  EXPECT_NEAR(sd(values_of("position", {.read = ReadInit::small, .layers = 8})), 0.02, 0.0004);
  EXPECT_NEAR(sd(values_of("residual", {.read = ReadInit::small, .layers = 8})), 0.02 / 4,
              0.0001);  // sqrt(2 * 8) = 4
  EXPECT_EQ(values_of("bias", {.read = ReadInit::uniform, .layers = 8}),
            std::vector<double>(50, 0));
  EXPECT_EQ(values_of("gain", {.read = ReadInit::uniform, .layers = 8}),
            std::vector<double>(50, 1));
}

// In: 25 and 400 numbers, roots 5 and 20. A uniform on (-a, a) has sd a / sqrt(3).
TEST(InitialValues, OfReadInAndReadOutAreTheSchemes) {
  EXPECT_NEAR(sd(values_of("read_in.weight", {.read = ReadInit::small, .layers = 1})), 0.02,
              0.0004);
  EXPECT_NEAR(sd(values_of("read_out.weight", {.read = ReadInit::small, .layers = 1})), 0.02,
              0.0004);
  EXPECT_NEAR(sd(values_of("read_in.weight", {.read = ReadInit::fan_in, .layers = 1})), 0.2, 0.004);
  EXPECT_NEAR(sd(values_of("read_out.weight", {.read = ReadInit::fan_in, .layers = 1})), 0.05,
              0.001);
  EXPECT_EQ(values_of("read_in.bias", {.read = ReadInit::fan_in, .layers = 1}),
            std::vector<double>(800, 0));
  for (const char* name : {"read_in.weight", "read_in.bias"}) {
    EXPECT_NEAR(sd(values_of(name, {.read = ReadInit::uniform, .layers = 1})), 0.2 / std::sqrt(3),
                0.01)
        << name;
    EXPECT_LE(largest(values_of(name, {.read = ReadInit::uniform, .layers = 1})), 0.2) << name;
  }
  EXPECT_LE(largest(values_of("read_out.weight", {.read = ReadInit::uniform, .layers = 1})), 0.05);
}

/// Uniform on (-limit, limit): no value is past it, and of 50 or more the largest is not far from
/// it.
void expect_uniform(const std::vector<double>& values, double limit) {
  EXPECT_LT(largest(values), limit);
  EXPECT_GT(largest(values), 0.9 * limit);
  EXPECT_NEAR(sd(values), limit / std::sqrt(3), 0.15 * limit);
}

// Weights of 100 numbers, of the residual stream or not: 1 / sqrt(100) = 0.1; 100 positions, too. A
// bias of 50: 1 / sqrt(50) = 0.1414; of 1,200 in three maps: 1 / sqrt(400) = 0.05. Norms are the
// identity.
TEST(InitialValues, OfAUniformBodyReachAsFarAsTheRootOfWhatIsMapped) {
  const InitOptions options{.body = BodyInit::uniform, .layers = 8};
  for (const char* name : {"weight", "residual", "position"})
    expect_uniform(values_of(name, options), 0.1);
  expect_uniform(values_of("bias", options), 0.1414213562);
  expect_uniform(values_of("qkv.bias", options), 0.05);
  EXPECT_EQ(values_of("gain", options), std::vector<double>(50, 1));
  EXPECT_EQ(values_of("norm_bias", options), std::vector<double>(50, 0));
  EXPECT_EQ(values_of("read_in.weight", options), values_of("read_in.weight", {.layers = 8}));
}

// 25 numbers are mapped to 800: 1 / sqrt(25) = 0.2, 1 / sqrt(800) = 0.03536.
TEST(InitialValues, OfReadsByLengthHaveBiasesOfTheirOwn) {
  const InitOptions options{.read = ReadInit::uniform_by_length};
  expect_uniform(values_of("read_in.weight", options), 0.2);
  expect_uniform(values_of("read_in.bias", options), 0.0353553391);
  expect_uniform(values_of("read_out.weight", options), 0.05);
  EXPECT_EQ(values_of("bias", options), std::vector<double>(50, 0));
}

TEST(InitialValues, HaveSchemesWithNames) {
  for (const std::string_view name : body_init_names()) EXPECT_EQ(name_of(body_init(name)), name);
  for (const std::string_view name : read_init_names()) EXPECT_EQ(name_of(read_init(name)), name);
  EXPECT_EQ(error_text([] { body_init("gpt3"); }),
            "body_init: there is no 'gpt3'; there are gpt2, uniform");
}

TEST(InitialValues, OfAParameterHangOnItsNameAlone) {
  const Parameters one = {{"read_out.weight", {400, 50}, ParameterKind::read_out}};
  EXPECT_EQ(initial_values<double>(one, {.layers = 3}, Rng(1)),
            values_of("read_out.weight", {.read = ReadInit::small, .layers = 8}));
  EXPECT_NE(initial_values<double>(one, {.layers = 3}, Rng(2)),
            values_of("read_out.weight", {.read = ReadInit::small, .layers = 8}));
}

TEST(InitialValues, InFloatAreThoseInDouble) {
  const auto single =
      initial_values<float>(kParameters, {.read = ReadInit::uniform, .layers = 2}, Rng(1));
  const auto both =
      initial_values<double>(kParameters, {.read = ReadInit::uniform, .layers = 2}, Rng(1));
  ASSERT_EQ(single.size(), both.size());
  for (std::size_t i = 0; i < both.size(); ++i) EXPECT_EQ(single[i], static_cast<float>(both[i]));
}

}  // namespace
}  // namespace tangram
