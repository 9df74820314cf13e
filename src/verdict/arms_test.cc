#include "verdict/arms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/reference.h"

namespace tangram {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A question whose candidates have these probabilities.
QuestionRecord asked(int shots, std::uint64_t query, int truth, double no, double yes) {
  QuestionRecord q;
  q.shots = shots;
  q.query = query;
  q.truth = truth;
  q.candidate_logps = {{std::log(no)}, {std::log(yes)}};
  return q;
}

QuestionRecord content_free(int shots, double no, double yes) {
  return asked(shots, reference_number(ReferenceKind::content_free, 0), -1, no, yes);
}

/// Two queries at 0 and 4 shots.
VariantRecord variant() {
  VariantRecord out;
  out.candidate_sets = {{{"no", 1, 2, 2}, {"yes", 1, 3, 3}}};
  for (const int shots : {0, 4}) {
    out.questions.push_back(asked(shots, 0, 0, .6, .2));
    out.questions.push_back(asked(shots, 1, 1, .2, .6));
  }
  return out;
}

VariantRecord with(VariantRecord record, QuestionRecord question) {
  record.questions.push_back(std::move(question));
  return record;
}

/// The arms of one learner whose draws are `records`; nullopt: not done.
std::vector<Arm> arms_of(const std::vector<std::optional<UnitRecord>>& records,
                         const std::vector<Reading>& readings) {
  std::vector<WorkUnit> units(records.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].task = "sst2";
    units[i].condition = "ra";
    units[i].learner = "llm";
    units[i].draw = i;
  }
  return make_arms({.units = units,
                    .design = [](const std::string&) { return "crossed"; },
                    .record = [&](const WorkUnit& unit) { return records[unit.draw]; }},
                   readings);
}

TEST(MakeArms, OrdersByShotsThenByReadingAsTheyAreAsked) {
  const auto arms = arms_of({UnitRecord{{variant()}}}, {Reading::batch, Reading::sum});
  std::vector<std::pair<int, std::string>> order;
  for (const Arm& arm : arms) order.emplace_back(arm.shots, arm.reading);
  EXPECT_THAT(order, ElementsAre(std::pair{0, "batch"}, std::pair{0, "sum"}, std::pair{4, "batch"},
                                 std::pair{4, "sum"}));
  EXPECT_EQ(arms[1].n_questions, 2);
  EXPECT_EQ(arms[1].note, "");
}

// Draw 1 asked nothing without content at 4 shots, draw 0 did: at 0 shots both have answers.
TEST(MakeArms, LeavesOutADrawThatAReadingCannotReadAndSaysWhy) {
  const UnitRecord whole{{with(with(variant(), content_free(0, .5, .5)), content_free(4, .1, .9))}};
  const UnitRecord without{{with(variant(), content_free(0, .5, .5))}};
  const auto arms = arms_of({whole, without}, {Reading::sum, Reading::contextual});
  ASSERT_EQ(arms.size(), 4u);
  EXPECT_EQ(arms[1].draws.size(), 2u);
  EXPECT_EQ(arms[1].note, "");
  EXPECT_EQ(arms[2].draws.size(), 2u) << "the sum is there";
  ASSERT_EQ(arms[3].draws.size(), 1u);
  EXPECT_EQ(arms[3].draws[0].draw, 0u);
  EXPECT_EQ(arms[3].declared, 2);
  EXPECT_THAT(arms[3].note, HasSubstr("content_free = [\"N/A\"]"));
}

// The mean over one variant of two is another number than that over both.
TEST(MakeArms, LeavesOutADrawOfWhichOneVariantCannotBeRead) {
  const VariantRecord whole =
      with(with(variant(), content_free(0, .5, .5)), content_free(4, .1, .9));
  const VariantRecord without = with(variant(), content_free(0, .5, .5));
  for (const UnitRecord& record : {UnitRecord{{whole, without}}, UnitRecord{{without, whole}}}) {
    const auto arms = arms_of({record}, {Reading::contextual});
    ASSERT_EQ(arms.size(), 2u);
    ASSERT_EQ(arms[0].draws.size(), 1u);
    EXPECT_EQ(arms[0].draws[0].variants.size(), 2u);
    EXPECT_TRUE(arms[1].draws.empty());
  }
}

TEST(MakeArms, AReadingThatNoDrawHasIsAnArmWithoutDraws) {
  const auto arms = arms_of({UnitRecord{{variant()}}, std::nullopt}, {Reading::sum, Reading::pmi});
  ASSERT_EQ(arms.size(), 4u);
  EXPECT_EQ(arms[1].reading, "pmi");
  EXPECT_TRUE(arms[1].draws.empty());
  EXPECT_EQ(arms[1].declared, 2);
  EXPECT_THAT(arms[1].note, HasSubstr("unconditional = true"));
  EXPECT_EQ(arms[0].draws.size(), 1u);
}

TEST(OfReading, KeepsTheOrder) {
  const auto arms = arms_of({UnitRecord{{variant()}}}, {Reading::sum, Reading::batch});
  const auto sums = of_readings(arms, {Reading::sum});
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].shots, 0);
  EXPECT_EQ(sums[1].shots, 4);
  EXPECT_TRUE(of_readings(arms, {Reading::pool}).empty());
}

TEST(FindArm, AnArmWithoutAReadingIsThatOfTheSum) {
  const auto arms = arms_of({UnitRecord{{variant()}}}, {Reading::batch, Reading::sum});
  Statement statement;
  statement.shots = 4;
  ArmRef ref{.block = "", .condition = "ra", .learner = "llm", .versus = ""};
  EXPECT_EQ(find_arm(arms, ref, "sst2", statement)->reading, "sum");
  ref.reading = "batch";
  EXPECT_EQ(find_arm(arms, ref, "sst2", statement)->reading, "batch");
  ref.reading = "pool";
  EXPECT_EQ(find_arm(arms, ref, "sst2", statement), nullptr);
}

Statement about(const std::string& reading) {
  Statement out;
  out.effect.terms = {
      {1.0, {.block = "", .condition = "ra", .learner = "llm", .versus = "", .reading = reading}}};
  return out;
}

ScoredSum score_under(const std::string& reading) { return {"", about(reading)}; }

TEST(ReadingsOf, AStudyThatNamesNoneIsTheSum) {
  EXPECT_THAT(readings_of({}), ElementsAre(Reading::sum));
}

TEST(ReadingsOf, FindsEveryListOfStatements) {
  using List = std::vector<Statement> HypothesisSpec::*;
  for (const List list :
       {&HypothesisSpec::needs, &HypothesisSpec::supported, &HypothesisSpec::supported_needs,
        &HypothesisSpec::refuted, &HypothesisSpec::refuted_needs,
        &HypothesisSpec::published_supported, &HypothesisSpec::published_refuted}) {
    Study study;
    (study.claims.hypotheses.emplace_back().*list).push_back(about("pmi"));
    EXPECT_THAT(readings_of(study), ElementsAre(Reading::sum, Reading::pmi));
  }
  Study study;
  study.claims.needs = {about("pool")};
  study.claims.comparators = {{"ra", {about("batch")}}};
  EXPECT_THAT(readings_of(study), ElementsAre(Reading::sum, Reading::pool, Reading::batch));
}

TEST(ReadingsOf, FindsThoseOfEachAnalysisInTheOrderOfTheEnum) {
  Study study;
  TrendSpec& trend = study.trends.emplace_back();
  trend.y = {score_under("")};
  trend.given = {score_under("pmi")};
  EXPECT_THAT(readings_of(study), ElementsAre(Reading::sum, Reading::pmi));
  trend.y = {score_under(""), score_under("per_token")};
  CorrelationSpec& correlation = study.correlations.emplace_back();
  correlation.x = score_under("per_char");
  correlation.y = score_under("per_byte");
  correlation.covariates = {score_under("first_token")};
  study.ratios.emplace_back().numerator = {score_under("contextual"), score_under("")};
  study.ratios.emplace_back().denominator = {score_under(""), score_under("domain_context")};
  study.spreads.emplace_back().each = {score_under("pool"), score_under("batch")};
  EXPECT_EQ(readings_of(study), all_readings());
}

}  // namespace
}  // namespace tangram
