#include "spec/margins.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// What reading a hypothesis of two conditions and two learners says; its body begins on line 21.
std::string margins_error(const std::string& body) {
  return error_of(kTwoConditions + std::string(R"([claims]
shots = 4
[[hypothesis]]
id   = "h"
says = "x"
)") + body);
}

std::string margins_error_of(const std::string& supported, const std::string& refuted) {
  return margins_error(
      fmt::format("supported = {{ {} }}\nrefuted = {{ {} }}\n", supported, refuted));
}

// E > .05 and E < .1: all between does both.
TEST(Margins, ThatOneEffectCouldMeetAtOnceAreRefusedWithTheirPlace) {
  EXPECT_EQ(margins_error_of("above = ['ra/llm', 'sh/llm'], by = 0.05",
                             "below = ['ra/llm', 'sh/llm'], by = 0.1"),
            "s.toml:22: the margins of 'h' contradict: 'ra/llm - sh/llm > 0.05 (auc, 4 shots)' "
            "would support it and 'ra/llm - sh/llm < 0.1 (auc, 4 shots)' refute it at once, where "
            "ra/llm - sh/llm lies between 0.05 and 0.1; move one of the two margins");
}

// |E| < .05 and E < 0: -.03 does both. |E| < .05 and |E| < .1: 0 does.
TEST(Margins, OfStatementsOfAnyTwoKindsAreHeldTogether) {
  const std::string within = "within = ['ra/llm', 'sh/llm'], by = 0.05";
  EXPECT_THAT(margins_error_of(within, "below = ['ra/llm', 'sh/llm']"),
              HasSubstr("lies between -0.05 and 0;"));
  EXPECT_THAT(margins_error_of(within, "within = ['ra/llm', 'sh/llm'], by = 0.1"),
              HasSubstr("lies between -0.05 and 0.05;"));
  EXPECT_THAT(
      margins_error_of("above = ['ra/llm', 'sh/llm'], by = 0.2", "above = ['ra/llm', 'sh/llm']"),
      HasSubstr("lies above 0.2;"));
  EXPECT_THAT(
      margins_error_of("below = ['ra/llm', 'sh/llm'], by = 0.2", "below = ['ra/llm', 'sh/llm']"),
      HasSubstr("lies below 0;"));
}

TEST(Margins, ThatTouchAreNone) {
  const std::string within = "within = ['ra/llm', 'sh/llm'], by = 0.05";
  for (const char* other :
       {"above = ['ra/llm', 'sh/llm'], by = 0.05", "below = ['ra/llm', 'sh/llm'], by = -0.05"}) {
    EXPECT_EQ(margins_error_of(within, other), "no error");
    EXPECT_EQ(margins_error_of(other, within), "no error");
  }
}

// ra - sh > .05 is sh - ra < -.05, and 2 ra - 2 sh > .1.
TEST(Margins, AreOfTheSameEffectWhateverSideItsArmsStandOn) {
  const std::string above = "above = ['ra/llm', 'sh/llm'], by = 0.05";
  EXPECT_EQ(margins_error_of(above, "above = ['sh/llm', 'ra/llm'], by = -0.05"), "no error");
  EXPECT_THAT(margins_error_of(above, "above = ['sh/llm', 'ra/llm'], by = -0.1"),
              HasSubstr("where sh/llm - ra/llm lies between -0.1 and -0.05;"));
  EXPECT_THAT(
      margins_error_of("above = ['ra/llm', 'sh/llm']", "above = ['sh/llm', 'ra/llm'], by = -1"),
      HasSubstr("lies between -1 and 0;"));
  EXPECT_EQ(margins_error_of(above, "below = ['2*ra/llm', '2*sh/llm'], by = 0.1"), "no error");
  EXPECT_THAT(margins_error_of(above, "below = ['2*ra/llm', '2*sh/llm'], by = 0.2"),
              HasSubstr("lies between 0.1 and 0.2;"));
}

// .05 + .1 is .15000000000000002 where it is added up: no room is left between it and .15.
TEST(Margins, MayBeWrittenAsConstants) {
  EXPECT_EQ(margins_error_of("below = ['ra/llm', 0.1], by = 0.05", "above = ['ra/llm', 0.15]"),
            "no error");
  EXPECT_THAT(margins_error_of("below = ['ra/llm', 0.1], by = 0.06", "above = ['ra/llm', 0.15]"),
              HasSubstr("where ra/llm lies between 0.15 and 0.16;"));
}

TEST(Margins, OfOtherArmsOrAtAnotherSettingAreNotCompared) {
  const std::string above = "above = ['ra/llm', 'sh/llm']";
  for (const char* other :
       {"above = ['ra/llm', 0.5]", "above = ['ra/llm', 'sh/llm'], shots = 0",
        "above = ['ra/llm', 'sh/llm'], metric = 'accuracy'", "above = ['ra/llm + sh/llm', 0.5]",
        "above = ['ra/llm', '2*sh/llm']", "above = ['ra/llm', 'sh/llm@pmi']"})
    EXPECT_EQ(margins_error_of(above, other), "no error") << other;
  EXPECT_EQ(margins_error_of("above = ['ra/llm', 'ra/llm'], by = -1",
                             "below = ['ra/llm', 'ra/llm'], by = 1"),
            "no error")
      << "no arm is left";
}

// Support takes 0 < E < .1: .15 refutes and does not support, whatever one of the two says of it.
TEST(Margins, AreThoseOfAllThatSupportTogether) {
  const std::string supported =
      "supported = [{ above = ['ra/llm', 'sh/llm'] }, { below = ['ra/llm', 'sh/llm'], by = 0.1 "
      "}]\n";
  EXPECT_EQ(margins_error(supported + "refuted = { above = ['ra/llm', 'sh/llm'], by = 0.1 }\n"),
            "no error");
  EXPECT_THAT(margins_error(supported + "refuted = { above = ['ra/llm', 'sh/llm'], by = 0.08 }\n"),
              HasSubstr("lies between 0.08 and 0.1;"));
}

TEST(Margins, OfAGateThatRulesOneVerdictOutAreEnough) {
  const std::string two =
      "supported = { above = ['ra/llm', 'sh/llm'] }\n"
      "refuted = { below = ['ra/llm', 'sh/llm'], by = 0.1 }\n";
  EXPECT_THAT(margins_error(two), HasSubstr("contradict"));
  EXPECT_EQ(margins_error(two + "refuted_needs = { below = ['ra/llm', 'sh/llm'] }\n"), "no error");
}

TEST(Margins, OfEachStatementThatRefutesAreLookedAt) {
  EXPECT_THAT(margins_error("supported = { above = ['ra/llm', 'sh/llm'] }\n"
                            "refuted = [{ below = ['ra/llm', 'sh/llm'] },\n"
                            "           { below = ['ra/llm', 'sh/llm'], by = 0.1 }]\n"),
              AllOf(StartsWith("s.toml:23: "), HasSubstr("lies between 0 and 0.1;")));
}

// The distance of two learners is one effect, whichever is written first; settings are told apart.
TEST(Margins, OfVectorsKnowADistanceFromEitherSide) {
  const auto error = [](const std::string& refuted) {
    return error_of(kVectors + std::string(R"(shots     = [0, 4]
pool_size = [4, 8]
learner   = ["net", "ridge"]
[claims]
pool_size = 8
[[hypothesis]]
id        = "h"
says      = "x"
supported = { below = ["net~ridge", 1] }
)") + refuted);
  };
  EXPECT_THAT(error("refuted = { above = ['ridge~net', 0.5] }\n"),
              HasSubstr("lies between 0.5 and 1;"));
  EXPECT_EQ(error("refuted = { above = ['ridge~net', 1] }\n"), "no error");
  EXPECT_EQ(error("refuted = { above = ['ridge~net', 0.5], pool_size = 4 }\n"), "no error");
}

}  // namespace
}  // namespace tangram::spec
