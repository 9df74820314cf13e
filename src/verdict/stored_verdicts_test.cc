// From a stored run of vectors to the verdicts of its study.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "spec/study_fixture.h"
#include "store/store_testing.h"
#include "verdict/power.h"
#include "verdict/vector_testing.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

using store_testing::TempFolder;
using testing::HasSubstr;
using vector_testing::record_of, vector_testing::unit_of;

/// Of the net at pool size 8, by seed: is it nearer to the pool's Bayesian than to ridge, and by
/// repeat of seed 1: is its error below 1?
constexpr const char* kStudy = R"([study]
format  = 1
id      = "v"
domain  = "vector"
seed    = 1
design  = "per_query"
draws   = 2
queries = 2
[task]
linear = { use = "linear_regression" }
[grid]
shots      = [0, 1]
pool_size  = [8]
train_seed = [1, 2, 3, 4, 5, 6]
learner    = ["net", "dmmse", "ridge"]
[claims]
pool_size = 8
[[hypothesis]]
id        = "bayes"
says      = "The net answers as the pool's Bayesian."
supported = { above = ["net~ridge", "net~dmmse"], unit = "train_seed" }
refuted   = { below = ["net~ridge", "net~dmmse"], unit = "train_seed" }
[[hypothesis]]
id        = "good"
says      = "Its error is small."
supported = { below = ["net", 1], train_seed = 1 }
[[hypothesis]]
id        = "near"
says      = "It is near the pool's Bayesian."
supported = { below = ["net~dmmse", 0], by = 0.01, unit = "train_seed" }
)";

std::string net_axes(int seed) { return fmt::format("pool_size=8,train_seed={}", seed); }

/// The run with `n_seeds` seeds done: dmmse says .5 and ridge 2; the net of seed s .5 + s / 512.
Store run_with(const TempFolder& folder, int n_seeds) {
  const Study study = spec::parsed(kStudy);
  std::vector<WorkUnit> units;
  std::vector<double> answers;
  for (std::uint64_t draw = 0; draw < 2; ++draw) {
    for (const auto& [learner, y] : {std::pair{"dmmse", 0.5}, {"ridge", 2.0}}) {
      units.push_back(unit_of(learner, draw, "pool_size=8"));
      answers.push_back(y);
    }
    for (int seed = 1; seed <= 6; ++seed) {
      units.push_back(unit_of("net", draw, net_axes(seed)));
      answers.push_back(0.5 + seed / 512.0);
    }
  }
  Store store = vector_testing::run_of(study, folder / "r.db", units);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool done = units[i].learner != "net" || static_cast<int>(i % 8) - 1 <= n_seeds;
    if (done) store.commit(units[i], record_of(answers[i]), {}, {});
  }
  return store;
}

// Of seed s: ((1.5 - s/512)^2 - (s/512)^2) / 2 = (2.25 - 3 s/512) / 2, mean over seeds 1 ... 6,
// whose mean is 3.5: (2.25 - 10.5 / 512) / 2.
TEST(StoredVerdicts, OfVectorsAreDecidedBySeeds) {
  const TempFolder folder;
  const VerdictReport report = verdicts_of(run_with(folder, 6));
  EXPECT_FALSE(report.provisional);
  const HypothesisResult& bayes = report.hypotheses.at(0);
  EXPECT_EQ(bayes.decision, Decision::supported);
  const StatementResult& r = bayes.supported.at(0);
  EXPECT_NEAR(*r.value, (2.25 - 10.5 / 512) / 2, 1e-12);
  EXPECT_EQ(r.unit, "train_seed");
  EXPECT_EQ(r.n, 6);
  EXPECT_EQ(r.effect->df, 5);
}

// Mean of (s/512)^2 / 2 over seeds: 91 / 6 / 2^19 = 2.9e-5, which three decimals do not show.
TEST(StoredVerdicts, OfVectorsSayTheirAxesAndSmallNumbers) {
  const TempFolder folder;
  const VerdictReport report = verdicts_of(run_with(folder, 6));
  EXPECT_THAT(report.hypotheses.at(2).reason,
              HasSubstr("original/net~dmmse (pool_size = 8) is 2.9e-05 ["));
  EXPECT_THAT(to_json(to_json_value(report)), HasSubstr("\"shots\":null"));
}

TEST(StoredVerdicts, OfTooFewUnitsAreNotTestable) {
  const TempFolder folder;
  const VerdictReport report = verdicts_of(run_with(folder, 4));
  EXPECT_TRUE(report.provisional);
  EXPECT_EQ(report.hypotheses.at(0).decision, Decision::not_testable);
  EXPECT_THAT(report.hypotheses[0].reason,
              HasSubstr("2 of 6 train_seeds left out: not all of their repeats are done"));
  EXPECT_EQ(report.hypotheses.at(1).decision, Decision::not_testable);
  EXPECT_THAT(report.hypotheses[1].reason, HasSubstr("2 of the 5 repeats that an interval needs"));
}

// Nothing done at all: no abort, and a reason.
TEST(StoredVerdicts, OfARunThatOnlyBeganAreNotTestable) {
  const TempFolder folder;
  const VerdictReport report = verdicts_of(run_with(folder, 0));
  EXPECT_EQ(report.hypotheses.at(0).decision, Decision::not_testable);
  EXPECT_THAT(verdicts_text(report), HasSubstr("bayes: not testable"));
}

// A pilot's effects are those of its answers, whatever the domain.
TEST(StoredEffects, OfAPilotOfVectorsAreItsOwn) {
  const TempFolder folder;
  const Store pilot = run_with(folder, 6);
  const Study study = spec::parsed(kStudy, {.set = {"draws=16"}});
  const EffectResult effect =
      stored_effects(pilot, study)(study.claims.hypotheses.at(1).supported.at(0));
  EXPECT_NEAR(*effect.value, (0.5 + 1 / 512.0) * (0.5 + 1 / 512.0) / 2 - 1, 1e-12);
}

// Planned with its six seeds it has the interval that it has, whatever the number of draws.
TEST(Power, OfAStatementOverAnAxisIsOfTheValuesOfTheAxis) {
  const TempFolder folder;
  const Store pilot = run_with(folder, 6);
  const Study study = spec::parsed(kStudy, {.set = {"draws=16"}});
  const EffectSource effects = stored_effects(pilot, study);
  const Power power = power_of(study, {effects, "the pilot", {}}, 20, Rng(1));
  const Bounds bounds =
      t_bounds(*effects(study.claims.hypotheses.at(0).supported.at(0)).effect, kShownLevel);
  EXPECT_NEAR(power.statements.at(0).half_width.value(), (bounds.high - bounds.low) / 2, 1e-12);
  EXPECT_NEAR(power.hypotheses.at(0).probability.at(Decision::supported), 1, 1e-12);
}

}  // namespace
}  // namespace tangram
