#include "verdict/read_variant.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/reference.h"

namespace tangram {
namespace {

/// A record of the candidates "no" and "yes!" (4 characters, 2 tokens), with `add`ed answers.
class Variant {
 public:
  Variant() { record_.candidate_sets = {{{"no", 1, 2, 2}, {"yes!", 2, 4, 4}}}; }

  /// p("no") and p("yes!"), whose second token has probability 1.
  Variant& add(int shots, std::uint64_t query, int truth, double no, double yes) {
    QuestionRecord q;
    q.shots = shots;
    q.query = query;
    q.truth = truth;
    q.candidate_logps = {{std::log(no)}, {std::log(yes), 0}};
    record_.questions.push_back(q);
    return *this;
  }
  Variant& reference(int shots, ReferenceKind kind, double no, double yes, std::uint64_t i = 0) {
    return add(shots, reference_number(kind, i), -1, no, yes);
  }
  ReadVariant read(Reading reading) const { return read_variant(record_, reading); }

 private:
  VariantRecord record_;
};

double odds_of_yes(const Answer& answer) {
  return std::exp(answer.scored.candidate_log_p[1] - answer.scored.candidate_log_p[0]);
}

TEST(ReadVariant, PlainReadingsLeaveReferencesOutAndKeepTheOrder) {
  const auto read = Variant()
                        .add(0, 5, 1, .5, .25)
                        .add(4, 5, 1, .2, .8)
                        .add(4, 6, 0, .6, .2)
                        .reference(4, ReferenceKind::pool, .9, .1)
                        .read(Reading::sum);
  ASSERT_EQ(read.by_shots.size(), 2u);
  ASSERT_EQ(read.by_shots.at(4).size(), 2u);
  EXPECT_EQ(read.by_shots.at(4)[0].query, 5u);
  EXPECT_EQ(read.by_shots.at(4)[1].scored.truth, 0);
  EXPECT_NEAR(odds_of_yes(read.by_shots.at(4)[0]), 4, 1e-12);
  EXPECT_TRUE(read.why_not.empty());
}

// log(.25) over 2 tokens and 4 characters against log(.5) over 1 and 2: a tie per token and per
// character, a loss by the sum.
TEST(ReadVariant, LengthsAreThoseOfTheCandidates) {
  const Variant v = Variant().add(0, 5, 1, .5, .25);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::sum).by_shots.at(0)[0]), .5, 1e-12);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::per_token).by_shots.at(0)[0]), 1, 1e-12);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::per_char).by_shots.at(0)[0]), 1, 1e-12);
}

// Content-free inputs lean to "yes!" by .9 and by .7, the mean by .8: odds of 4 to 1. The odds of
// the query, .6 : .4, become 1.5 / 4. At 0 shots the leaning is another one.
TEST(ReadVariant, ContextualTakesOffWhatContentFreeInputsSayAtTheseShots) {
  const auto read = Variant()
                        .add(0, 5, 1, .4, .6)
                        .add(4, 5, 1, .4, .6)
                        .reference(0, ReferenceKind::content_free, .5, .5)
                        .reference(4, ReferenceKind::content_free, .1, .9)
                        .reference(4, ReferenceKind::content_free, .3, .7, 1)
                        .reference(4, ReferenceKind::domain_words, .99, .01)
                        .read(Reading::contextual);
  EXPECT_NEAR(odds_of_yes(read.by_shots.at(4)[0]), 1.5 / 4, 1e-12);
  EXPECT_NEAR(odds_of_yes(read.by_shots.at(0)[0]), 1.5, 1e-12);
}

TEST(ReadVariant, EachCalibrationReadsItsOwnReferences) {
  const Variant v = Variant()
                        .add(4, 5, 1, .5, .5)
                        .reference(4, ReferenceKind::content_free, .5, .5)
                        .reference(4, ReferenceKind::domain_words, .25, .75)
                        .reference(4, ReferenceKind::pool, .2, .8);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::contextual).by_shots.at(4)[0]), 1, 1e-12);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::domain_context).by_shots.at(4)[0]), 1.0 / 3, 1e-12);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::pool).by_shots.at(4)[0]), 1.0 / 4, 1e-12);
}

// p(yes) = .02 and p(no) = .08 without anything shown: PMI multiplies the odds by 4, at all shots.
TEST(ReadVariant, PmiTakesOffTheUnconditionalProbabilitiesAtAllShots) {
  const auto read = Variant()
                        .add(0, 5, 1, .4, .6)
                        .add(4, 5, 1, .8, .2)
                        .reference(0, ReferenceKind::unconditional, .08, .02)
                        .read(Reading::pmi);
  EXPECT_NEAR(odds_of_yes(read.by_shots.at(0)[0]), 6, 1e-12);
  EXPECT_NEAR(odds_of_yes(read.by_shots.at(4)[0]), 1, 1e-12);
}

TEST(ReadVariant, WithoutItsReferencesACalibrationSaysWhatToAskFor) {
  const Variant v = Variant().add(0, 5, 1, .4, .6).reference(4, ReferenceKind::pool, .5, .5);
  const auto read = v.read(Reading::contextual);
  EXPECT_TRUE(read.by_shots.empty());
  EXPECT_EQ(read.why_not.at(0),
            "the run asked no reference question for it (in the study: references = { content_free "
            "= [\"N/A\"] })");
  EXPECT_EQ(v.read(Reading::pool).why_not.count(0), 1u);  // asked at 4 shots, not at 0
}

// Queries 1 and 3 lean to "yes!" by .8 and .6, mean .7; 2 and 4 by .5 and .3, mean .4. Each is read
// by the other half's mean: query 1 by (.6, .4), query 2 by (.3, .7).
TEST(ReadVariant, BatchReadsEachHalfOfTheQueriesByTheOther) {
  const auto read = Variant()
                        .add(4, 1, 1, .2, .8)
                        .add(4, 2, 0, .5, .5)
                        .add(4, 3, 1, .4, .6)
                        .add(4, 4, 0, .7, .3)
                        .read(Reading::batch);
  const auto& answers = read.by_shots.at(4);
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_NEAR(odds_of_yes(answers[0]), 4 / (.4 / .6), 1e-12);
  EXPECT_NEAR(odds_of_yes(answers[1]), 1 / (.7 / .3), 1e-12);
  EXPECT_EQ(answers[3].query, 4u);
}

TEST(ReadVariant, BatchNeedsTwoQueries) {
  const auto read = Variant().add(4, 1, 1, .2, .8).read(Reading::batch);
  EXPECT_TRUE(read.by_shots.empty());
  EXPECT_EQ(read.why_not.at(4), "it needs two questions with the same candidates");
}

// A learner that is calibrated by its own uniform prior answers as it did.
TEST(ReadVariant, AUniformPriorChangesNothing) {
  const Variant v =
      Variant().add(4, 5, 1, .3, .6).reference(4, ReferenceKind::content_free, .01, .01);
  EXPECT_NEAR(odds_of_yes(v.read(Reading::contextual).by_shots.at(4)[0]),
              odds_of_yes(v.read(Reading::sum).by_shots.at(4)[0]), 1e-12);
}

TEST(ReadVariant, OfNoQuestionsIsEmptyUnderEveryReading) {
  for (const std::string& name : reading_names())
    EXPECT_TRUE(Variant().read(find_reading(name)).by_shots.empty()) << name;
}

}  // namespace
}  // namespace tangram
