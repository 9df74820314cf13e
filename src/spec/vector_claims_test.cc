// Claims about answers that are vectors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Setting = std::pair<std::string, std::string>;

/// A study of vectors whose hypothesis goes on as given, from line 16 on.
std::string vectors_with(std::string_view hypothesis) {
  return kVectors + std::string(R"(shots      = [0, 4]
train_seed = [1, 2, 3, 4, 5]
learner    = ["net", "ridge", "dmmse"]
[[hypothesis]]
id   = "h"
says = "x"
)") + std::string(hypothesis);
}

Statement supporting(const std::string& statement, const std::string& head = "[claims]\n") {
  const std::string text = vectors_with("supported = " + statement + "\n");
  return parsed(changed(text, "[[hypothesis]]", head + "[[hypothesis]]"))
      .claims.hypotheses.at(0)
      .supported.at(0);
}

std::string error_in(const std::string& statement) {
  return error_of(vectors_with("supported = " + statement + "\n"));
}

TEST(VectorClaims, AreMeasuredAsTheirArmsAreWritten) {
  const Statement error = supporting("{ above = ['net', 'ridge'], train_seed = 1 }");
  EXPECT_EQ(error.metric, "mse_per_d");
  EXPECT_EQ(error.shots, -1);
  EXPECT_EQ(error.text, "original/net - original/ridge > 0 (mse_per_d, train_seed = 1)");
  EXPECT_EQ(supporting("{ above = ['net~ridge', 'net~dmmse'], train_seed = 1 }").metric,
            "distance_per_d");
  EXPECT_EQ(supporting("{ within = ['net - ridge', 'net~ridge'], by = 1, train_seed = 1 }").metric,
            "mse_per_d and distance_per_d");
}

TEST(VectorClaims, AMetricThatIsNamedMustSayTheSame) {
  EXPECT_EQ(
      supporting("{ above = ['net~ridge', 1], train_seed = 1, metric = 'distance_per_d' }").metric,
      "distance_per_d");
  EXPECT_EQ(error_in("{ above = ['net', 1], train_seed = 1, metric = 'distance_per_d' }"),
            "s.toml:16: 'original/net' is a learner, not a pair of them, and 'metric' says "
            "distance_per_d; write learner~learner, or leave 'metric' out");
  EXPECT_EQ(error_in("{ above = ['net~ridge', 1], train_seed = 1, metric = 'mse_per_d' }"),
            "s.toml:16: 'original/net~ridge' is a distance of two learners, and 'metric' says "
            "mse_per_d; write one learner, or leave 'metric' out");
}

TEST(VectorClaims, KnowTheirMetricsByName) {
  EXPECT_THAT(error_in("{ above = ['net', 1], train_seed = 1, metric = 'mse_per_D' }"),
              HasSubstr("did you mean 'mse_per_d'"));
  EXPECT_THAT(error_in("{ above = ['net', 1], train_seed = 1, metric = 'auc' }"),
              HasSubstr("known: mse_per_d, distance_per_d"));
  EXPECT_THAT(error_of(changed(vectors_with("supported = { above = ['net', 1] }\n"),
                               "[[hypothesis]]", "[claims]\nmetric = 'accuracy'\n[[hypothesis]]")),
              HasSubstr("'metric' in [claims]"));
}

TEST(VectorClaims, AGateIsMeasuredAsItIsWrittenWhateverItGuards) {
  const HypothesisSpec h =
      parsed(vectors_with("supported = { above = ['net~ridge', 1], train_seed = 1, shots = 4 }\n"
                          "needs = { below = ['net', 1], train_seed = 1 }\n"))
          .claims.hypotheses.at(0);
  EXPECT_EQ(h.needs.at(0).metric, "mse_per_d");
  EXPECT_EQ(h.needs.at(0).shots, 4);
}

TEST(VectorClaims, AnAxisThatIsTheUnitIsLeftOpen) {
  const Statement s = supporting("{ above = ['net~ridge', 'net~dmmse'], unit = 'train_seed' }");
  EXPECT_EQ(s.unit, "train_seed");
  EXPECT_TRUE(s.axes.empty());
  EXPECT_THAT(s.text, HasSubstr("(distance_per_d, unit train_seed)"));
  // A value that [claims] binds for the others does not bind it.
  EXPECT_TRUE(
      supporting("{ above = ['net', 'ridge'], unit = 'train_seed' }", "[claims]\ntrain_seed = 2\n")
          .axes.empty());
  EXPECT_THAT(
      supporting("{ above = ['net', 'ridge'], unit = 'repeat' }", "[claims]\ntrain_seed = 2\n")
          .axes,
      ElementsAre(Setting("train_seed", "2")));
  EXPECT_THAT(error_in("{ above = ['net', 1], unit = 'train_sed' }"),
              HasSubstr("did you mean 'train_seed'"));
  EXPECT_EQ(error_in("{ above = ['net', 1], unit = 'train_seed', train_seed = 1 }"),
            "s.toml:16: 'train_seed' is the unit and bound, too; leave one out");
}

TEST(VectorClaims, TwoUnitsAreTwoEffects) {
  const Statement by_draw = supporting("{ above = ['net', 1], train_seed = 1 }");
  const Statement by_seed = supporting("{ above = ['net', 1], unit = 'train_seed' }");
  Statement alike = by_draw;
  alike.unit = "train_seed";
  EXPECT_NE(alike.effect_key(), by_draw.effect_key());
  EXPECT_NE(by_seed.effect_key(), by_draw.effect_key());
}

TEST(VectorClaims, AreOfNumbersOfShotsThatAreAsked) {
  EXPECT_EQ(supporting("{ above = ['net', 1], train_seed = 1, shots = 4 }").shots, 4);
  EXPECT_THAT(error_in("{ above = ['net', 1], train_seed = 1, shots = 3 }"),
              HasSubstr("the grid does not ask 'original/net' at 3 shots"));
  const std::string all =
      changed(vectors_with("supported = { above = ['net', 1], train_seed = 1, shots = 3 }\n"),
              "[0, 4]", "'all'");
  EXPECT_EQ(parsed(all).claims.hypotheses.at(0).supported.at(0).shots, 3);
}

TEST(VectorClaims, WhatIsMadeOfAnswersInWordsIsRefused) {
  EXPECT_THAT(error_in("{ above = ['net@per_token', 1], train_seed = 1 }"),
              HasSubstr("readings are of answers in words; the domain is 'vector'"));
  const std::string good = vectors_with("supported = { above = ['net', 1], train_seed = 1 }\n");
  EXPECT_EQ(error_of(good), "no error");
  EXPECT_EQ(error_of(good + "[[trend]]\nid = 't'\n"),
            "s.toml:17: [[trend]] is made of answers in words; the domain is 'vector'");
}

}  // namespace
}  // namespace tangram::spec
