#include "nets/initialise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace tangram {
namespace {

const Parameters kParameters = {
    {"weight", {100, 200}, ParameterKind::weight},
    {"residual", {100, 200}, ParameterKind::residual_weight},
    {"bias", {50}, ParameterKind::bias},
    {"gain", {50}, ParameterKind::gain},
    {"position", {100, 200}, ParameterKind::position},
    {"read_in.weight", {25, 800}, ParameterKind::read_in},
    {"read_in.bias", {800}, ParameterKind::read_in},
    {"read_out.weight", {400, 50}, ParameterKind::read_out},
};

/// The values of one parameter.
std::vector<double> values_of(const std::string& name, ReadInit read, int layers) {
  const auto all = initial_values<double>(kParameters, read, layers, Rng(1));
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
  EXPECT_NEAR(sd(values_of("weight", ReadInit::small, 8)), 0.02, 0.0004);
  EXPECT_NEAR(sd(values_of("position", ReadInit::small, 8)), 0.02, 0.0004);
  EXPECT_NEAR(sd(values_of("residual", ReadInit::small, 8)), 0.02 / 4, 0.0001);  // sqrt(2 * 8) = 4
  EXPECT_EQ(values_of("bias", ReadInit::uniform, 8), std::vector<double>(50, 0));
  EXPECT_EQ(values_of("gain", ReadInit::uniform, 8), std::vector<double>(50, 1));
}

// In: 25 and 400 numbers, roots 5 and 20. A uniform on (-a, a) has sd a / sqrt(3).
TEST(InitialValues, OfReadInAndReadOutAreTheSchemes) {
  EXPECT_NEAR(sd(values_of("read_in.weight", ReadInit::small, 1)), 0.02, 0.0004);
  EXPECT_NEAR(sd(values_of("read_out.weight", ReadInit::small, 1)), 0.02, 0.0004);
  EXPECT_NEAR(sd(values_of("read_in.weight", ReadInit::fan_in, 1)), 0.2, 0.004);
  EXPECT_NEAR(sd(values_of("read_out.weight", ReadInit::fan_in, 1)), 0.05, 0.001);
  EXPECT_EQ(values_of("read_in.bias", ReadInit::fan_in, 1), std::vector<double>(800, 0));
  for (const char* name : {"read_in.weight", "read_in.bias"}) {
    EXPECT_NEAR(sd(values_of(name, ReadInit::uniform, 1)), 0.2 / std::sqrt(3), 0.01) << name;
    EXPECT_LE(largest(values_of(name, ReadInit::uniform, 1)), 0.2) << name;
  }
  EXPECT_LE(largest(values_of("read_out.weight", ReadInit::uniform, 1)), 0.05);
}

TEST(InitialValues, OfAParameterHangOnItsNameAlone) {
  const Parameters one = {{"read_out.weight", {400, 50}, ParameterKind::read_out}};
  EXPECT_EQ(initial_values<double>(one, ReadInit::small, 3, Rng(1)),
            values_of("read_out.weight", ReadInit::small, 8));
  EXPECT_NE(initial_values<double>(one, ReadInit::small, 3, Rng(2)),
            values_of("read_out.weight", ReadInit::small, 8));
}

TEST(InitialValues, InFloatAreThoseInDouble) {
  const auto single = initial_values<float>(kParameters, ReadInit::uniform, 2, Rng(1));
  const auto both = initial_values<double>(kParameters, ReadInit::uniform, 2, Rng(1));
  ASSERT_EQ(single.size(), both.size());
  for (std::size_t i = 0; i < both.size(); ++i) EXPECT_EQ(single[i], static_cast<float>(both[i]));
}

}  // namespace
}  // namespace tangram
