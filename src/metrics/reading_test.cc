#include "metrics/reading.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/check.h"
#include "metrics/scored.h"

namespace tangram {
namespace {

constexpr double kImpossible = -std::numeric_limits<double>::infinity();
using Rows = std::vector<std::vector<double>>;

double log_of(double p) { return std::log(p); }

TEST(ReadingNames, AreFoundAgain) {
  for (const std::string& name : reading_names()) EXPECT_EQ(reading_name(find_reading(name)), name);
  EXPECT_EQ(find_reading("sum"), Reading::sum);
  EXPECT_EQ(find_reading("pmi"), Reading::pmi);
}

TEST(ReadingNames, AWrongOneNamesTheNearest) {
  try {
    find_reading("contextal");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what())
                  .find("no reading is called 'contextal'; did you mean 'contextual'?"),
              0u)
        << error.what();
  }
}

// Tokens -1, -2, -3 of a word of 4 characters in 6 bytes.
TEST(ReadScore, DividesByTheLengthThatItIsNamedAfter) {
  const double logps[] = {-1, -2, -3};
  EXPECT_EQ(read_score(Reading::sum, logps, {4, 6}), -6);
  EXPECT_EQ(read_score(Reading::per_token, logps, {4, 6}), -2);
  EXPECT_EQ(read_score(Reading::per_char, logps, {4, 6}), -1.5);
  EXPECT_EQ(read_score(Reading::per_byte, logps, {4, 6}), -1);
  EXPECT_EQ(read_score(Reading::first_token, logps, {4, 6}), -1);
  for (const Reading reading : {Reading::contextual, Reading::batch, Reading::pmi})
    EXPECT_EQ(read_score(reading, logps, {4, 6}), -6);
}

TEST(ReadScore, OfOneTokenIsThatTokenUnderEveryReadingThatCountsTokens) {
  const double logp[] = {-0.25};
  for (const Reading reading : {Reading::sum, Reading::per_token, Reading::first_token})
    EXPECT_EQ(read_score(reading, logp), -0.25);
  EXPECT_EQ(read_score(Reading::per_char, logp), -0.25);  // no text: length 1
}

TEST(ReadScore, AnImpossibleTokenIsAnImpossibleCandidate) {
  const double logps[] = {-1, kImpossible};
  EXPECT_EQ(read_score(Reading::per_token, logps), kImpossible);
  EXPECT_EQ(read_score(Reading::first_token, logps), -1);
}

// p = (.9, .1) and (.5, .5) of the candidates' own mass: the mean is (.7, .3). The second row has
// a tenth of the first one's mass; what is left over does not count.
TEST(MeanLogPrior, IsTheMeanOfNormalisedProbabilities) {
  const auto prior = mean_log_prior(Rows{{log_of(.45), log_of(.05)}, {log_of(.025), log_of(.025)}});
  ASSERT_EQ(prior.size(), 2u);
  EXPECT_NEAR(prior[0], log_of(.7), 1e-15);
  EXPECT_NEAR(prior[1], log_of(.3), 1e-15);
}

// exp() of these is 0 in double: the naive quotient is 0 / 0.
TEST(MeanLogPrior, HoldsWhereProbabilitiesUnderflow) {
  const auto prior = mean_log_prior(Rows{{-2000 + log_of(3), -2000}});
  EXPECT_NEAR(prior[0], log_of(.75), 1e-12);
  EXPECT_NEAR(prior[1], log_of(.25), 1e-12);
}

TEST(MeanLogPrior, LiftsNoCandidateWithoutBound) {
  const auto prior = mean_log_prior(Rows{{0, kImpossible}});
  EXPECT_EQ(prior[0], 0);
  EXPECT_DOUBLE_EQ(prior[1], log_of(1e-12));
}

// p(y|x) = (.6, .4) against q = (.8, .2): (.75, 2) before normalisation, so the second wins.
TEST(Calibrated, TakesTheLeaningAway) {
  const double log_p[] = {log_of(.6), log_of(.4)}, prior[] = {log_of(.8), log_of(.2)};
  const auto p = normalised(calibrated(log_p, prior));
  EXPECT_NEAR(p[0], .75 / 2.75, 1e-15);
  EXPECT_NEAR(p[1], 2 / 2.75, 1e-15);
}

TEST(Calibrated, ByItselfPrefersNothingAndByAUniformPriorChangesNothing) {
  const Rows own{{log_of(.6), log_of(.3), log_of(.1)}};
  for (const double p : normalised(calibrated(own[0], mean_log_prior(own))))
    EXPECT_NEAR(p, 1.0 / 3, 1e-15);
  const auto kept = normalised(calibrated(own[0], mean_log_prior(Rows{{-7, -7, -7}})));
  EXPECT_NEAR(kept[0], .6, 1e-15);
  EXPECT_NEAR(kept[2], .1, 1e-15);
}

TEST(Calibrated, WhatIsImpossibleStaysImpossible) {
  const double log_p[] = {-1, kImpossible}, prior[] = {-1, -1};
  EXPECT_EQ(calibrated(log_p, prior)[1], kImpossible);
}

}  // namespace
}  // namespace tangram
