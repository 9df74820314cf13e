#include "report/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "report/card_numbers.h"
#include "tests/support/error_text.h"
#include "verdict/simulated_arms_testing.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using verdict_testing::simulated_arm;
using verdict_testing::Simulation;

Estimate estimate(double value, double half, int n = 10) {
  return {value, value - half, value + half, n, "draw", ""};
}

TEST(CardNumbers, AnIntervalDecidesOnOneSideOfNoneOrWithinWhatIsNone) {
  EXPECT_EQ(sign_of(estimate(0.10, 0.09)), Sign::above);
  EXPECT_EQ(sign_of(estimate(-0.10, 0.09)), Sign::below);
  EXPECT_EQ(sign_of(estimate(0.01, 0.03)), Sign::none);
  EXPECT_EQ(sign_of(estimate(0.01, 0.2)), Sign::open);
  EXPECT_EQ(sign_of(estimate(0.0, kNoDifference)), Sign::open);  // up to it, not within
  EXPECT_EQ(sign_of(estimate(0.10, 0.10)), Sign::open);          // from 0 on, not above
  EXPECT_EQ(sign_of(estimate(0.02, 0.01)), Sign::none);          // there, and too small to count
  Estimate without = estimate(0.3, 0);
  without.low.reset();
  EXPECT_EQ(sign_of(without), Sign::open);
  EXPECT_EQ(sign_of({}), Sign::open);
}

TEST(CardNumbers, WhatIsRoundedToNothingHasNoSign) {
  EXPECT_EQ(with_interval(estimate(-0.004, 0.02)), "0.00 [-0.02, 0.02]");
  EXPECT_EQ(with_interval({}), "-");
}

// .02 +- .06 of 10 draws in 5 minutes: .05 is .03 away and 0 is .02, so a half-width of .03 would
// tell: (.06 / .03)^2 = 4 times the draws and the time.
TEST(CardNumbers, SaysHowManyDrawsWouldDecide) {
  EXPECT_EQ(what_it_takes(estimate(0.02, 0.06), 5, 64),
            "it would take about 40 draws instead of 10, some 20 minutes");
  EXPECT_EQ(what_it_takes(estimate(0.02, 0.06), 0, 64),
            "it would take about 40 draws instead of 10");
  EXPECT_EQ(what_it_takes(estimate(0.02, 0.20), 5, 64),
            "64 draws, the most that a profile takes of it, would hardly tell");
  EXPECT_EQ(
      what_it_takes(estimate(0.10, 0.09), 5, 64),  // told already: more than there are in any case
      "it would take about 11 draws instead of 10, some 5 minutes");
  Estimate none;
  none.note = "2 of the 5 draws that an interval needs";
  EXPECT_EQ(what_it_takes(none, 5, 64), none.note);
}

/// The arms of a profile at 0 and 16 shots; separations of the truth's log-odds by condition.
std::vector<Arm> profile_arms(const std::map<std::string, double>& separation, int draws = 24) {
  std::vector<Arm> out;
  const auto add = [&](const std::string& block, const std::string& condition, int shots, double s,
                       Reading reading = Reading::sum) {
    const Simulation simulation{.draws = draws,
                                .queries = 48,
                                .separation = s,
                                .draw_sd = 0.1,
                                .query_sd = 0.1,
                                .offset_sd = 0};
    Arm arm = simulated_arm(condition, "llm", simulation, Rng(5).at("queries"),
                            Rng(6).at(block + condition).at(static_cast<std::uint64_t>(shots)));
    arm.block = block;
    arm.shots = shots;
    arm.reading = reading_name(reading);
    out.push_back(std::move(arm));
  };
  add("curve", "original", 0, separation.at("zero"));
  add("curve", "original", 16, separation.at("original"));
  for (const auto& [condition, s] : separation)
    if (condition != "zero" && condition != "original") add("arms", condition, 16, s);
  return out;
}

std::string answer_of(const ProfileCard& card, const std::string& id) {
  for (const Finding& finding : card.findings)
    if (finding.id == id) return finding.answer;
  return "no such finding";
}

// Separations of 1.5 are an AUC of .98, of 0 one half: differences of .48 that 24 draws decide.
TEST(Card, SaysWhatKnownArmsDo) {
  const ProfileCard card = make_card(profile_arms({{"zero", 0},
                                                   {"original", 1.5},
                                                   {"shuffled", 0},
                                                   {"symbols", 1.5},
                                                   {"new_words", 1.5},
                                                   {"new_words_shuffled", 0},
                                                   {"flip", -1.5},
                                                   {"permuted", 0},
                                                   {"fresh", 0},
                                                   {"labels_only", 0}}),
                                     {"model.gguf", 10, {1, 1}});
  EXPECT_EQ(card.n_classes, 2);
  EXPECT_EQ(card.shots, 16);
  EXPECT_EQ(card.draws, 24);
  EXPECT_THAT(answer_of(card, "shots"), StartsWith("Demonstrations pay: 16 shots gain 0."));
  EXPECT_THAT(answer_of(card, "labels"), StartsWith("Labels are used"));
  EXPECT_THAT(answer_of(card, "words"), StartsWith("Any words do as well"));
  EXPECT_THAT(answer_of(card, "new_words"), StartsWith("It learns them"));
  EXPECT_THAT(answer_of(card, "flip"), StartsWith("It keeps to what the words mean"));
  EXPECT_THAT(answer_of(card, "inputs"), StartsWith("Texts are read"));
  EXPECT_THAT(answer_of(card, "permuted"), AnyOf(StartsWith("No:"), StartsWith("Not decided")));
  EXPECT_THAT(answer_of(card, "labels_only"), StartsWith("No: the texts"));
  EXPECT_EQ(answer_of(card, "label_length"),
            "Each label is one token: there is nothing to correct.");
}

// The other way round: nothing is gained, labels do not count, exchanged ones are followed.
TEST(Card, SaysTheOppositeOfOppositeArms) {
  const ProfileCard card = make_card(profile_arms({{"zero", 1.5},
                                                   {"original", 1.5},
                                                   {"shuffled", 1.5},
                                                   {"symbols", 0},
                                                   {"new_words", 0},
                                                   {"new_words_shuffled", 1.5},
                                                   {"flip", 1.5},
                                                   {"permuted", 1.5},
                                                   {"fresh", 0},
                                                   {"labels_only", 1.5}}),
                                     {"model.gguf", 10, {1, 3}});
  EXPECT_THAT(answer_of(card, "shots"), StartsWith("0 shots do at least as well as 16"));
  EXPECT_THAT(answer_of(card, "labels"), StartsWith("Labels are not used"));
  EXPECT_THAT(answer_of(card, "words"), StartsWith("It goes by what the label words mean"));
  EXPECT_THAT(answer_of(card, "new_words"), StartsWith("Shuffled ones do better"));
  EXPECT_THAT(answer_of(card, "flip"), StartsWith("It follows the demonstration"));
  EXPECT_THAT(answer_of(card, "inputs"), StartsWith("Texts of exchanged words do as well"));
  EXPECT_THAT(answer_of(card, "permuted"), StartsWith("Yes: one fixed exchange"));
  EXPECT_THAT(answer_of(card, "labels_only"), StartsWith("Yes: labels alone"));
  EXPECT_THAT(answer_of(card, "label_length"), StartsWith("Labels have 1 to 3 tokens"));
}

TEST(Card, SaysThatDemonstrationsHurt) {
  const ProfileCard card =
      make_card(profile_arms({{"zero", 6}, {"original", 0}}), {"model.gguf", 10, {1, 1}});
  EXPECT_THAT(answer_of(card, "shots"),
              StartsWith("Demonstrations hurt: 16 shots change accuracy by -0."));
}

// Known for certain in every draw: what would tell is not more draws.
TEST(Card, AtACeilingNothingIsDecided) {
  std::vector<Arm> arms = profile_arms({{"zero", 0}, {"original", 9}, {"shuffled", 9}});
  for (Arm& arm : arms)
    for (ArmDraw& draw : arm.draws)
      for (Answer& answer : draw.variants[0])
        if (arm.shots == 16)
          answer.scored.candidate_log_p = {answer.scored.truth == 0 ? -0.1 : -3.0,
                                           answer.scored.truth == 1 ? -0.1 : -3.0};
  EXPECT_THAT(answer_of(make_card(arms, {"m", 0, {1, 1}}), "labels"),
              StartsWith("Not decided: 0.00; the same in every draw."));
}

TEST(Card, ArmsThatAreMissingLeaveTheirQuestionsOpen) {
  const ProfileCard card =
      make_card(profile_arms({{"zero", 0}, {"original", 4}}), {"model.gguf", 0, {}});
  EXPECT_EQ(answer_of(card, "labels"), "Not decided: -; the run has no shuffled at 16 shots.");
  EXPECT_EQ(answer_of(card, "order"), "Not decided: the run has one order only.");
  EXPECT_EQ(answer_of(card, "calibration"), "Not decided: no calibration has answers.");
  EXPECT_EQ(answer_of(card, "label_length"), "Not decided: nothing is answered yet.");
  EXPECT_THAT(card.undecided(), testing::Contains("labels"));
  EXPECT_THAT(card_markdown(card, {}), HasSubstr("Not decided: "));
}

TEST(Card, OfFewDrawsSaysThatTheyAreFew) {
  const ProfileCard card =
      make_card(profile_arms({{"zero", 0}, {"original", 4}, {"shuffled", 0}}, 3), {"m", 1, {}});
  EXPECT_THAT(answer_of(card, "labels"), HasSubstr("3 of the 5 draws that an interval needs"));
}

/// The labels' arms, so far apart that 24 draws of 48 queries leave it open.
std::vector<Arm> undecided_arms() {
  return profile_arms({{"zero", 0}, {"original", 0.3}, {"shuffled", 0.2}});
}

TEST(Card, WhereAllDrawsAskTheSameMoreRowsAreWanted) {
  std::vector<Arm> arms = undecided_arms();
  for (Arm& arm : arms) arm.n_questions = 24 * 48;
  const ProfileCard card = make_card(arms, {"m", 1, {}});
  EXPECT_THAT(answer_of(card, "labels"), HasSubstr("all draws ask the same 48 queries"));
  EXPECT_THAT(card_markdown(card, {}), HasSubstr("all with the same 48 queries"));
}

TEST(Card, WhereEachDrawHasItsOwnMoreDrawsAreWanted) {
  std::vector<Arm> arms = undecided_arms();
  for (Arm& arm : arms) {
    arm.crossed = false;
    arm.n_questions = 24 * 48;
  }
  const ProfileCard card = make_card(arms, {"m", 1, {}});
  EXPECT_THAT(answer_of(card, "labels"), HasSubstr("draws instead of 24"));
  EXPECT_THAT(card_markdown(card, {}), HasSubstr("each with 48 queries of its own"));
}

// Half the draws alter the demonstration: what is planned is done, and nothing is missing.
TEST(Card, AlteredDemonstrationsMayHaveFewerDraws) {
  std::vector<Arm> arms = profile_arms({{"zero", 0}, {"original", 4}, {"shuffled", 0}});
  for (Arm& arm : arms)
    if (arm.block == "arms") {
      arm.draws.resize(12);
      arm.declared = 12;
    }
  const ProfileCard card = make_card(arms, {"m", 1, {}});
  EXPECT_THAT(answer_of(card, "labels"), StartsWith("Labels are used"));
  for (const Finding& finding : card.findings)
    if (finding.id == "labels") {
      EXPECT_EQ(finding.numbers.front().estimate.n, 12);
      EXPECT_EQ(finding.numbers.front().estimate.note, "");
    }
  EXPECT_THAT(card_markdown(card, {}),
              HasSubstr("24 draws of a demonstration (12 of altered ones)"));
}

TEST(Card, SaysWhatTheChatTemplateDoes) {
  std::vector<Arm> arms = profile_arms({{"zero", 0}, {"original", 0}});
  std::vector<Arm> other = profile_arms({{"zero", 0}, {"original", 4}});
  other.back().block = "chat";
  arms.push_back(other.back());
  EXPECT_THAT(answer_of(make_card(arms, {"m", 1, {}, true}), "chat"),
              StartsWith("Yes: in turns of its chat accuracy changes by 0."));
  EXPECT_THAT(answer_of(make_card(arms, {"m", 1, {}, false}), "chat"), StartsWith("It has none"));
}

TEST(Card, NeedsALearningCurve) {
  EXPECT_EQ(error_text([] { make_card({}, {}); }),
            "the run has no learning curve, so it is not one of `tangram profile`");
}

TEST(Card, IsTextAndJsonOfTheSameAnswers) {
  const ProfileCard card = make_card(profile_arms({{"zero", 0}, {"original", 4}, {"shuffled", 0}}),
                                     {"model.gguf", 2, {1, 1}});
  EXPECT_THAT(card_markdown(card, {}),
              AllOf(StartsWith("# What demonstrations do: model.gguf on sst2\n"),
                    HasSubstr("**Are the labels of the demonstration used, or only its format?** "
                              "Labels are used"),
                    Not(HasSubstr("nan"))));
  EXPECT_THAT(to_json(to_json_value(card)),
              AllOf(HasSubstr(R"("format":1)"), HasSubstr(R"("id":"labels")"),
                    HasSubstr(R"("decided":true)")));
}

}  // namespace
}  // namespace tangram
