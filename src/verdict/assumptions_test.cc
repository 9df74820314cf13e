#include "verdict/assumptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"
#include "verdict/power.h"
#include "verdict/verdict_null_testing.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using verdict_testing::claims_study;
using verdict_testing::kRaClaim;

class AssumptionsTest : public testing::Test {
 protected:
  EffectSource read(const std::string& text) {
    return read_assumptions(folder_.write("assumed.toml", text), claims_study(kRaClaim));
  }
  std::string error_of(const std::string& text) {
    return error_text([&] { read(text); });
  }

 private:
  TempFolder folder_;
};

TEST_F(AssumptionsTest, GiveTheEffectOfAStatementAndItsComponents) {
  const auto effect = read(R"([spread]
draw = 0.1
residual = 0.5
[auc]
"ra/llm" = 0.8
"sh/llm" = 0.55
)");
  const EffectResult e = effect(claims_study(kRaClaim).claims.hypotheses.at(0).refuted.at(0));
  EXPECT_DOUBLE_EQ(e.value.value_or(0), 0.25);
  ASSERT_TRUE(e.components);
  EXPECT_DOUBLE_EQ(e.components->draw, 0.01);
  EXPECT_EQ(e.components->query, 0);
  EXPECT_DOUBLE_EQ(e.components->residual, 0.25);
}

// 12 draws x 48 queries: se = sqrt(.01 / 12 + .25 / 576) = .035600; t(.975; 11) = 2.200985.
TEST_F(AssumptionsTest, PlanTheIntervalThatTheTableGives) {
  const Assumed assumed{.effect = read(R"(spread = { draw = 0.1, residual = 0.5 }
auc = { "ra/llm" = 0.8, "sh/llm" = 0.55 }
)"),
                        .source = "a file",
                        .costs = {}};
  const Power power = power_of(claims_study(kRaClaim), assumed, 200, Rng(1));
  EXPECT_NEAR(power.statements.at(0).half_width.value_or(0), 2.200985 * 0.035600, 1e-5);
  EXPECT_GT(power.hypotheses.at(0).probability.at(Decision::refuted), 0.95);
}

// No spread: what is assumed is seen, whatever is drawn.
TEST_F(AssumptionsTest, WithoutSpreadTheVerdictIsSure) {
  const Assumed assumed{.effect = read(R"(auc = { "ra/llm" = 0.8, "sh/llm" = 0.55 })"),
                        .source = "a file",
                        .costs = {}};
  const Power power = power_of(claims_study(kRaClaim), assumed, 50, Rng(1));
  EXPECT_NEAR(power.hypotheses.at(0).probability.at(Decision::refuted), 1, 1e-9);
  EXPECT_THAT(power_text(power), HasSubstr("without any spread"));
}

TEST_F(AssumptionsTest, ThatDoNotFitAreRefusedWithTheirPlace) {
  EXPECT_THAT(error_of("[auc]\n\"ra/llm\" = 0.8\n"),
              AllOf(HasSubstr("assumed.toml"), HasSubstr("[auc] \"sh/llm\"")));
  EXPECT_THAT(error_of("[auc]\n\"ra/lm\" = 0.8\n"),
              AllOf(HasSubstr("assumed.toml:2"), HasSubstr("did you mean 'ra/llm'")));
  EXPECT_THAT(error_of("[auk]\n\"ra/llm\" = 0.8\n"),
              AllOf(HasSubstr("assumed.toml:1"), HasSubstr("did you mean 'auc'")));
  EXPECT_THAT(error_of("[spread]\ndraw = -0.1\n"),
              AllOf(HasSubstr("assumed.toml:2"), HasSubstr("at least 0")));
  EXPECT_THAT(error_of("[auc]\n\"ra/llm\" = 'high'\n"), HasSubstr("assumed.toml:2"));
}

// .5 - .25 - .25 = 0: each arm has the table of what it is written as.
TEST_F(AssumptionsTest, OfVectorsAreErrorsAndDistances) {
  const Study study = spec::parsed(spec::kVectors + std::string(R"(shots   = "all"
learner = ["net", "ridge"]
[[hypothesis]]
id        = "h"
says      = "x"
supported = { within = ["net - ridge", "net~ridge"], by = 0.1 }
)"));
  const std::string errors = "[mse_per_d]\n\"original/net\" = 0.5\n\"original/ridge\" = 0.25\n";
  const TempFolder folder;
  const auto read_text = [&](const std::string& text) {
    return read_assumptions(folder.write("v.toml", text), study);
  };
  const EffectSource effect =
      read_text(errors + "[distance_per_d]\n\"original/net~ridge\" = 0.25\n");
  EXPECT_EQ(effect(study.claims.hypotheses.at(0).supported.at(0)).value, 0);
  EXPECT_THAT(error_text([&] { read_text(errors); }),
              HasSubstr("also need scores of: [distance_per_d] \"original/net~ridge\""));
  EXPECT_THAT(error_text([&] { read_text(errors + "[auc]\n"); }), HasSubstr("'auc'"));
}

/// Claims that read one learner at two settings, and another at one.
Study settings_study(const StudyOverrides& overrides = {}) {
  return spec::parsed(spec::kVectors + std::string(R"(shots     = "all"
pool_size = [8, 512]
eval_on   = ["pool", "prior"]
learner   = ["net"]
[[block]]
[[block]]
id   = "plain"
grid = { learner = ["ridge"], pool_size = [8] }
[claims]
eval_on = "prior"
[[hypothesis]]
id        = "h"
says      = "x"
supported = [{ below = ["net", "plain:ridge"], by = 1, pool_size = 8, eval_on = "pool" },
             { below = ["net", 2], pool_size = 512 }]
)"),
                      overrides);
}

class SettingsTest : public testing::Test {
 protected:
  EffectSource read(const std::string& scores, const StudyOverrides& overrides = {}) {
    return read_assumptions(folder_.write("s.toml", "[mse_per_d]\n" + scores),
                            settings_study(overrides));
  }
  std::string error_of(const std::string& scores) {
    return error_text([&] { read(scores); });
  }

  // The error of the net at either setting.
  static constexpr const char* kNets =
      "'original/net, pool_size = 8, eval_on = \"pool\"' = 0.5\n"
      "'original/net, pool_size = 512, eval_on = \"prior\"' = 1.5\n";

 private:
  TempFolder folder_;
};

// .5 - .25 = .25 with 8 tasks of the pool; 1.5 - 2 = -.5 with 512 and new ones.
TEST_F(SettingsTest, AreThoseOfEachStatement) {
  for (const char* ridge : {"'plain:original/ridge' = 0.25\n",
                            "'plain:original/ridge, pool_size = 8, eval_on = \"pool\"' = 0.25\n"}) {
    const EffectSource effect = read(std::string(kNets) + ridge);
    const std::vector<Statement> supported = settings_study().claims.hypotheses.at(0).supported;
    EXPECT_EQ(effect(supported.at(0)).value, 0.25) << ridge;
    EXPECT_EQ(effect(supported.at(1)).value, -0.5) << ridge;
  }
}

TEST_F(SettingsTest, OfAnArmThatIsReadAtSeveralMustBeGiven) {
  EXPECT_THAT(error_of("'original/net' = 0.5\n"),
              AllOf(HasSubstr("s.toml:2: the claims read the mse_per_d of 'original/net' at 2 "
                              "settings"),
                    HasSubstr("'original/net, pool_size = 512, eval_on = \"prior\"'; "
                              "'original/net, pool_size = 8, eval_on = \"pool\"'")));
}

TEST_F(SettingsTest, ThatAreLackingTwiceOrUnknownAreRefused) {
  const std::string ridge = "'plain:original/ridge' = 0.25\n";
  EXPECT_THAT(error_of("'original/net, pool_size = 8, eval_on = \"pool\"' = 0.5\n" + ridge),
              HasSubstr("also need scores of: [mse_per_d] 'original/net, pool_size = 512, "
                        "eval_on = \"prior\"'"));
  EXPECT_THAT(
      error_of(kNets + ridge + "'plain:original/ridge, pool_size = 8, eval_on = \"pool\"' = 1\n"),
      AllOf(HasSubstr("s.toml:5: "), HasSubstr("is given twice")));
  EXPECT_THAT(
      error_of("'original/net, pool_size = 9, eval_on = \"pool\"' = 0.5\n"),
      AllOf(HasSubstr("s.toml:2: no claim reads the mse_per_d of 'original/net, pool_size = "
                      "9,"),
            HasSubstr("did you mean 'original/net, pool_size = 8, eval_on = \"pool\"'")));
}

// One file is of all sizes of a study: what one of them does not ask may be in it.
TEST_F(SettingsTest, ThatASizeDoesNotAskMayBeGiven) {
  const StudyOverrides few{.set = {"grid.pool_size=[8]"}};
  const EffectSource effect = read(kNets + std::string("'plain:original/ridge' = 0.25\n"), few);
  const std::vector<Statement> supported = settings_study(few).claims.hypotheses.at(0).supported;
  EXPECT_EQ(effect(supported.at(0)).value, 0.25);
  EXPECT_EQ(effect(supported.at(1)).note, "the grid has no pool_size = 512");
}

}  // namespace
}  // namespace tangram
