#include "nets/adam.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

const Parameters kOne = {{"weight", {1}, ParameterKind::weight}};
constexpr double kInf = std::numeric_limits<double>::infinity();

ThreadTeam& alone() {
  static ThreadTeam team(1);
  return team;
}

/// The parameter after updates with these gradients, all at rate 0.1.
double after(const AdamOptions& options, double parameter, const Values& gradients) {
  Adam<double> adam(options, kOne, alone());
  for (double gradient : gradients) adam.update({&parameter, 1}, {&gradient, 1}, 0.1);
  return parameter;
}

// t = 1, g = 2: m = 0.2, v = 0.004, so 0.2 / 0.1 / sqrt(0.004 / 0.001) = 2 / 2: a step of the rate.
TEST(Adam, FirstUpdateByHandIsTheRate) { EXPECT_NEAR(after({}, 1, {2}), 0.9, 1e-9); }

// t = 2, g = -1: m = 0.18 - 0.1 = 0.08, v = 0.003996 + 0.001 = 0.004996; 0.08 / 0.19 = 0.42105263
// and sqrt(0.004996 / 0.001999) = 1.58090152, so the step is 0.1 * 0.26633704.
TEST(Adam, SecondUpdateByHand) { EXPECT_NEAR(after({}, 1, {2, -1}), 0.9 - 0.026633704, 1e-8); }

// In float 1 - 0.999 would be 0.00100005.
TEST(Adam, InFloatKeepsTheShareOfWhatIsNew) {
  Adam<float> adam({}, kOne, alone());
  float parameter = 0, gradient = 1;
  adam.update({&parameter, 1}, {&gradient, 1}, 0.1);
  EXPECT_EQ(adam.state().square[0], 0.001F);
}

// epsilon is added to the root, outside of it: 2 / (2 + 6) = 1/4.
TEST(Adam, EpsilonIsAddedToTheRoot) {
  EXPECT_NEAR(after({.epsilon = 6}, 1, {2}), 1 - 0.1 / 4, 1e-12);
}

TEST(Adam, OfAGradientThatIsAlwaysZeroStands) { EXPECT_EQ(after({}, 1, {0, 0, 0}), 1); }

// The gradient is 0, so decay alone: 5 (1 - 0.1 * 0.5), by kind.
TEST(Adam, DecayIsScaledByTheRateAndMaskedByKind) {
  EXPECT_NEAR(after({.decay = 0.5}, 5, {0}), 5 * 0.95, 1e-12);
  const Parameters all = {
      {"weight", {1}, ParameterKind::weight},     {"residual", {1}, ParameterKind::residual_weight},
      {"bias", {1}, ParameterKind::bias},         {"gain", {1}, ParameterKind::gain},
      {"position", {1}, ParameterKind::position}, {"read_in", {1}, ParameterKind::read_in},
      {"read_out", {1}, ParameterKind::read_out}};
  Values parameters(7, 5), gradient(7);
  Adam<double>({.decay = 0.5}, all, alone()).update(parameters, gradient, 0.1);
  EXPECT_EQ(parameters, (Values{4.75, 4.75, 5, 5, 5, 5, 5}));
}

// Decay does not pass through the moments: the step of 0.1 of the first update, and 0.1 * 0.5 * 5.
TEST(Adam, DecayIsDecoupledFromTheGradient) {
  EXPECT_NEAR(after({.decay = 0.5}, 5, {2}), 5 - 0.1 - 0.25, 1e-8);
}

/// The gradient as it is left by an update.
Values clipped(const AdamOptions& options, Values gradient, ThreadTeam& team = alone()) {
  const Parameters two = {{"weight", {2}, ParameterKind::weight}};
  Values parameters(2);
  Adam<double>(options, two, team).update(parameters, gradient, 0.1);
  return gradient;
}

// (3, 4) has norm 5.
TEST(Adam, ClipsByNormOrByEntry) {
  EXPECT_EQ(clipped({.clip_norm = 10}, {3, 4}), (Values{3, 4}));
  EXPECT_EQ(clipped({.clip_norm = 5}, {3, 4}), (Values{3, 4}));
  const Values scaled = clipped({.clip_norm = 1}, {3, 4});
  EXPECT_NEAR(scaled[0], 0.6, 1e-15);
  EXPECT_NEAR(scaled[1], 0.8, 1e-15);
  EXPECT_EQ(clipped({.clip_entries = 3.5}, {-3, -4}), (Values{-3, -3.5}));
}

// Cut to (-3, 3), a norm of 3 sqrt(2), then scaled to 3.
TEST(Adam, ClipsEntriesBeforeTheNorm) {
  const Values both = clipped({.clip_entries = 3, .clip_norm = 3}, {-30, 4});
  EXPECT_NEAR(both[0], -3 / std::sqrt(2), 1e-15);
  EXPECT_NEAR(both[1], 3 / std::sqrt(2), 1e-15);
}

// Entries of 1e25 in float: their squares overflow to infinity in float, the norm does not in
// double.
TEST(Adam, ClipsGradientsWhoseSquaresOverflow) {
  Adam<float> adam({.clip_norm = 1}, {{"weight", {2}, ParameterKind::weight}}, alone());
  std::vector<float> parameters(2), gradient{3e25F, 4e25F};
  adam.update(parameters, gradient, 0.1);
  EXPECT_NEAR(gradient[0], 0.6, 1e-6);
  EXPECT_NEAR(gradient[1], 0.8, 1e-6);
}

TEST(Adam, RefusesAGradientThatIsNotFiniteAndChangesNothing) {
  const Parameters two = {{"a", {2}, ParameterKind::weight}, {"b", {1}, ParameterKind::bias}};
  ThreadTeam team(2);  // whatever share it stands in
  Adam<double> adam({.decay = 1, .clip_entries = 1, .clip_norm = 1}, two, team);
  Values parameters{1, 2, 3}, gradient{1, 1, NAN};
  EXPECT_EQ(
      error_text([&] { adam.update(parameters, gradient, 0.1); }),
      "adam: the gradient of b is nan at update 1: training has diverged; give a lower rate, or "
      "clip_norm");
  gradient = {1, -kInf, 1};
  EXPECT_EQ(
      error_text([&] { adam.update(parameters, gradient, 0.1); }),
      "adam: the gradient of a is -inf at update 1: training has diverged; give a lower rate, or "
      "clip_norm");
  EXPECT_EQ(parameters, (Values{1, 2, 3}));
  EXPECT_EQ(adam.state().mean, Values(3));
  EXPECT_EQ(adam.state().updates, 0);
}

/// Parameters and moments after three updates, clipped and decayed.
std::vector<float> shared_among(int threads, const Parameters& all) {
  ThreadTeam team(threads);
  Adam<float> adam({.decay = 0.5, .clip_entries = 3}, all, team);
  std::vector<float> out(total_size(all), 2), gradient(out.size());
  for (const float g : {1.0F, -2.0F, 0.5F}) {
    for (std::size_t i = 0; i < gradient.size(); ++i)
      gradient[i] = g * 4 * std::sin(static_cast<float>(i));
    adam.update(out, gradient, 0.1);
  }
  for (const auto& moments : {adam.state().mean, adam.state().square})
    out.insert(out.end(), moments.begin(), moments.end());
  return out;
}

// Shares that end within a vector of numbers and what is left of them, that hold several
// parameters, or, of seven threads and five numbers, none.
TEST(Adam, SharesItsParametersAmongThreadsToTheBit) {
  const Parameters long_one = {{"a", {1003}, ParameterKind::weight},
                               {"b", {17}, ParameterKind::bias}};
  const Parameters short_ones = {{"a", {2}, ParameterKind::weight},
                                 {"b", {1}, ParameterKind::bias},
                                 {"c", {2}, ParameterKind::weight}};
  for (const Parameters& all : {long_one, short_ones})
    for (const int threads : {2, 3, 5, 7})
      EXPECT_EQ(shared_among(threads, all), shared_among(1, all)) << threads;
}

// Of two threads each has one entry; the norm, 5, is that of both.
TEST(Adam, ClipsByTheNormOfAllShares) {
  ThreadTeam two(2);
  const Values scaled = clipped({.clip_norm = 1}, {3, 4}, two);
  EXPECT_NEAR(scaled[0], 0.6, 1e-15);
  EXPECT_NEAR(scaled[1], 0.8, 1e-15);
}

TEST(Adam, GoesOnFromItsState) {
  Adam<double> whole({}, kOne, alone()), first({}, kOne, alone()), second({}, kOne, alone());
  double a = 1, b = 1;
  for (double g : {2.0, -1.0}) whole.update({&a, 1}, {&g, 1}, 0.1);
  double g = 2;
  first.update({&b, 1}, {&g, 1}, 0.1);
  second.restore(first.state());
  g = -1;
  second.update({&b, 1}, {&g, 1}, 0.1);
  EXPECT_EQ(b, a);
}

TEST(Adam, AtRateZeroMovesItsMomentsAlone) {
  Adam<double> adam({.decay = 1}, kOne, alone());
  double parameter = 1, gradient = 2;
  adam.update({&parameter, 1}, {&gradient, 1}, 0);
  EXPECT_EQ(parameter, 1);
  EXPECT_NEAR(adam.state().mean[0], 0.2, 1e-15);
}

TEST(Adam, IsNamedByAllThatChangesIt) {
  EXPECT_EQ(AdamOptions{}.id(),
            "adam(beta1=0.9, beta2=0.999, epsilon=1e-08, decay=0, clip_entries=0, clip_norm=0)");
  EXPECT_EQ((AdamOptions{.decay = 0.1, .clip_norm = 1}.id()),
            "adam(beta1=0.9, beta2=0.999, epsilon=1e-08, decay=0.1, "
            "decayed=weight+residual_weight, clip_entries=0, clip_norm=1)");
}

TEST(Adam, OfOptionsThatCannotBeIsAnError) {
  EXPECT_EQ(error_text([] { Adam<float>({.beta2 = 1}, kOne, alone()); }),
            "adam: beta2 is 1, must be at least 0 and, as a float, below 1");
  EXPECT_EQ(error_text([] { Adam<float>({.epsilon = 0}, kOne, alone()); }),
            "adam: epsilon is 0, must be > 0");
  EXPECT_EQ(error_text([] { Adam<float>({.decay = -1}, kOne, alone()); }),
            "adam: decay is -1, must be at least 0; 0 is none");
  EXPECT_EQ(error_text([] { Adam<float>({.clip_norm = NAN}, kOne, alone()); }),
            "adam: clip_norm is nan, must be at least 0; 0 is none");
}

}  // namespace
}  // namespace tangram
