#include "verdict/power.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "verdict/unit_effect.h"
#include "verdict/verdict_null_testing.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using verdict_testing::arms_with;
using verdict_testing::claims_study;
using verdict_testing::kRaClaim;

/// Takes simulated arms for true.
Assumed pilot(std::vector<Arm> arms) {
  return {.effect = [arms = std::move(arms)](const Statement& s) { return effect_of(s, arms); },
          .source = "the pilot",
          .costs = {}};
}

double probability(const Power& power, Decision decision) {
  const auto& all = power.hypotheses.at(0).probability;
  const auto found = all.find(decision);
  return found == all.end() ? 0 : found->second;
}

TEST(Power, ALargePilotEffectIsNearlySureToBeSeen) {
  const Power power = power_of(claims_study(kRaClaim), pilot(arms_with({.ra = 1.5})), 200, Rng(1));
  EXPECT_GT(probability(power, Decision::refuted), 0.99);
}

// An effect at the margin is seen as often as the level says, whatever the size.
TEST(Power, AtTheMarginIsTheLevel) {
  const Assumed arms = pilot(arms_with({.ra = 0.3}));
  const StatementPower seen = power_of(claims_study(kRaClaim), arms, 1, Rng(1)).statements.at(0);
  const std::string at =
      fmt::format("refuted = {{ above = ['ra/llm', 'sh/llm'], by = {} }}\n", *seen.effect);
  const Power power = power_of(claims_study(at), arms, 2000, Rng(1));
  EXPECT_NEAR(probability(power, Decision::refuted), 0.05, 0.02);
}

TEST(Power, HalvingTheIntervalTakesFourTimesTheDrawsAtLeast) {
  const Assumed arms = pilot(arms_with({.ra = 1.5}));
  const StatementPower s = power_of(claims_study(kRaClaim), arms, 1, Rng(1)).statements.at(0);
  ASSERT_TRUE(s.half_width);
  EXPECT_GE(s.units_to_halve.value_or(4 * 12), 4 * 12);
  EXPECT_GE(s.queries_to_halve.value_or(4 * 48), 4 * 48);
}

// A block that costs tokens: 12 draws x 48 queries can be spent better, and never worse.
TEST(Power, SaysHowTheTokensAreSpentBest) {
  Assumed arms = pilot(arms_with({.ra = 1.5}));
  arms.costs[""] = {.per_draw = 500, .per_query = 10};
  const StatementPower s = power_of(claims_study(kRaClaim), arms, 1, Rng(1)).statements.at(0);
  ASSERT_TRUE(s.planned && s.same_cost && s.cheapest_half);
  EXPECT_EQ(s.planned->cost, 12 * (500 + 48 * 10));
  EXPECT_LE(s.same_cost->half_width, *s.half_width);
  EXPECT_LE(s.same_cost->cost, s.planned->cost);
  EXPECT_LE(s.cheapest_half->half_width, *s.half_width / 2);
  EXPECT_THAT(power_text(power_of(claims_study(kRaClaim), arms, 1, Rng(1))),
              HasSubstr("times the tokens"));
}

// Two tasks of five draws 1 ... 5 each: sd^2 = 2.5, of the mean of both 2 x 2.5 / 4 = 1.25. At 12
// draws of each task se = sqrt(1.25 / 12) = .322749; t(.975; 11) = 2.200985. Ten draws of the mean
// would have sd^2 = 2.5.
TEST(Power, OfSeveralTasksCountsTheDrawsOfEach) {
  const EffectResult one = unit_effect({1, 2, 3, 4, 5}, 5, "draw", "");
  const Assumed tasks{.effect =
                          [&](const Statement&) {
                            return mean_of_parts({{0.5, one}, {0.5, one}});
                          },
                      .source = "the pilot",
                      .costs = {}};
  const StatementPower s = power_of(claims_study(kRaClaim), tasks, 1, Rng(1)).statements.at(0);
  EXPECT_EQ(s.effect, 3);
  EXPECT_NEAR(s.half_width.value_or(0), 2.200985 * 0.322749, 1e-5);
  EXPECT_EQ(s.units_to_halve, 48);
}

/// A study of vectors with these values of the axis that is the unit, 8 repeats of 4 sequences.
Study seeds_study(const std::string& seeds) {
  return spec::parsed(R"([study]
format  = 1
id      = "v"
domain  = "vector"
seed    = 1
design  = "per_query"
draws   = 8
queries = 4
[task]
linear = { use = "linear_regression" }
[grid]
shots     = "all"
pool_seed = [)" + seeds +
                      R"(]
learner   = ["net", "ridge"]
[[hypothesis]]
id        = "h"
says      = "x"
supported = { above = ["net", "ridge"], unit = "pool_seed" }
)");
}

/// Seeds with effects 1 ... 5: sd^2 = 2.5.
Assumed five_seeds() {
  return {.effect =
              [](const Statement&) {
                return unit_effect({1, 2, 3, 4, 5}, 5, "pool_seed", "");
              },
          .source = "the pilot",
          .costs = {{"", {.per_draw = 500, .per_query = 10}}}};
}

// Of 6 seeds se = sqrt(2.5 / 6) = .645497, t(.975; 5) = 2.570582; a quarter of the variance takes
// 24. More queries make no more seeds, whatever they cost.
TEST(Power, OverAnAxisIsOfItsValues) {
  const Power power = power_of(seeds_study("1, 2, 3, 4, 5, 6"), five_seeds(), 1, Rng(1));
  const StatementPower& s = power.statements.at(0);
  EXPECT_EQ(s.unit, "pool_seed");
  EXPECT_NEAR(s.half_width.value_or(0), 2.570582 * 0.645497, 1e-5);
  EXPECT_EQ(s.units_to_halve, 24);
  EXPECT_EQ(s.queries_to_halve, std::nullopt);
  EXPECT_FALSE(s.planned || s.same_cost || s.cheapest_half);
  EXPECT_THAT(power_text(power),
              AllOf(HasSubstr("half of it takes 24 pool_seeds\n"), Not(HasSubstr("queries"))));
  EXPECT_THAT(to_json(to_json_value(power)),
              HasSubstr(R"("unit":"pool_seed","units_to_halve":24,"queries_to_halve":null)"));
}

TEST(Power, OfTooFewValuesOfAnAxisSaysSo) {
  const Power three = power_of(seeds_study("1, 2, 3"), five_seeds(), 10, Rng(1));
  EXPECT_NEAR(probability(three, Decision::not_testable), 1, 1e-9);
  const Power one = power_of(seeds_study("1"), five_seeds(), 10, Rng(1));
  EXPECT_THAT(power_text(one), HasSubstr("1 of the 5 pool_seeds that an interval needs"));
}

// A block whose queries have demonstrations of their own counts repeats.
TEST(Power, OverRepeatsNamesThem) {
  Study study = seeds_study("1");
  for (HypothesisSpec& h : study.claims.hypotheses) h.supported.at(0).unit = "";
  EXPECT_THAT(power_text(power_of(study, five_seeds(), 1, Rng(1))),
              HasSubstr("half of it takes 32 repeats, or no number of queries"));
}

TEST(Power, APilotWithoutTheArmSaysSo) {
  const Power power = power_of(claims_study(kRaClaim), pilot({}), 10, Rng(1));
  EXPECT_NEAR(probability(power, Decision::not_testable), 1, 1e-9);
  EXPECT_EQ(power.statements.at(0).half_width, std::nullopt);
  EXPECT_THAT(power_text(power), HasSubstr("the run has no answers"));
}

}  // namespace
}  // namespace tangram
