#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/rng.h"
#include "metrics/auc.h"
#include "metrics/classification.h"
#include "metrics/probability.h"

namespace tangram {
namespace {

using Questions = std::vector<ScoredQuestion>;
constexpr double kNever = -std::numeric_limits<double>::infinity();

Questions random_questions(std::uint64_t seed, int n, int k, int n_values) {
  Rng rng = Rng(seed).at("questions");
  Questions out;
  for (int i = 0; i < n; ++i) {
    ScoredQuestion& q = out.emplace_back();
    q.truth = static_cast<int>(rng.below(static_cast<std::uint64_t>(k)));
    for (int c = 0; c < k; ++c)  // few values: many ties
      q.candidate_log_p.push_back(
          -static_cast<double>(rng.below(static_cast<std::uint64_t>(n_values))) -
          (c == q.truth ? 0 : 1));
  }
  return out;
}

/// By the definition: every pair of questions of every pair of classes.
double naive_auc(const Questions& questions, std::size_t k) {
  double sum = 0;
  int n_pairs = 0;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = i + 1; j < k; ++j) {
      double wins = 0, n = 0;
      for (const auto& a : questions)
        for (const auto& b : questions) {
          if (a.truth != static_cast<int>(i) || b.truth != static_cast<int>(j)) continue;
          const double at_a = a.candidate_log_p[i] - a.candidate_log_p[j];
          const double at_b = b.candidate_log_p[i] - b.candidate_log_p[j];
          wins += at_a > at_b ? 1 : at_a == at_b ? 0.5 : 0;
          ++n;
        }
      if (n == 0) continue;
      sum += wins / n;
      ++n_pairs;
    }
  return sum / n_pairs;
}

// Log-odds of class 0: truths 0 have 2, 0; truths 1 have 1, 0. Pairs: 2>1, 2>0, 0<1, 0=0:
// (1 + 1 + 0 + 1/2) / 4.
TEST(HandTillAuc, CountsPairsByHand) {
  const Questions q = {{0, {-1, -3}}, {0, {-2, -2}}, {1, {-1, -2}}, {1, {-4, -4}}};
  EXPECT_DOUBLE_EQ(*hand_till_auc(q).value, 2.5 / 4);
}

TEST(HandTillAuc, AgreesWithCountingAllPairs) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const int k = 2 + static_cast<int>(seed % 4);
    const Questions q = random_questions(seed, 40, k, 2 + static_cast<int>(seed % 7));
    EXPECT_NEAR(*hand_till_auc(q).value, naive_auc(q, static_cast<std::size_t>(k)), 1e-14) << seed;
  }
}

TEST(HandTillAuc, OfALearnerThatPrefersNothingIsOneHalf) {
  EXPECT_EQ(hand_till_auc(Questions{{0, {-1, -1, -1}}, {1, {-2, -2, -2}}, {2, {-1, -1, -1}}}),
            Score::of(0.5));
}

TEST(HandTillAuc, IgnoresAnyLabelBias) {
  Questions q = random_questions(3, 60, 3, 9);
  const Score before = hand_till_auc(q);
  for (ScoredQuestion& question : q) {
    question.candidate_log_p[0] += 64;  // powers of two: the differences stay exact
    question.candidate_log_p[2] -= 1024;
  }
  EXPECT_EQ(hand_till_auc(q), before);
}

// Classes 0 and 2 occur; the pairs with class 1 do not exist and do not count as 0 or 1/2.
TEST(HandTillAuc, AveragesOverThePairsThatExist) {
  EXPECT_EQ(hand_till_auc(Questions{{0, {-1, -9, -2}}, {2, {-2, -9, -1}}}), Score::of(1.0));
}

TEST(HandTillAuc, OfTwoImpossibleCandidatesIsATie) {
  EXPECT_EQ(hand_till_auc(Questions{{0, {kNever, kNever, 0}}, {1, {kNever, kNever, 0}}}),
            Score::of(0.5));
  EXPECT_EQ(hand_till_auc(Questions{{0, {0, kNever}}, {1, {kNever, 0}}}), Score::of(1.0));
}

TEST(HandTillAuc, NeedsTwoClasses) {
  EXPECT_EQ(hand_till_auc({}), Score::none("no questions"));
  EXPECT_EQ(hand_till_auc(Questions{{1, {-1, -2}}, {1, {-2, -1}}}),
            Score::none("fewer than two classes among the queries"));
  EXPECT_EQ(hand_till_auc(Questions{{1, {-1, -2}}, {1, {-2, -1, -3}}}),
            Score::none("questions differ in their number of candidates"));
}

// One question of each class: the score of tau_g, the share of label pairs with
// s_ii + s_jj > s_ij + s_ji, ties 1/2.
TEST(HandTillAuc, IsThePairScoreWhereEachClassIsAskedOnce) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng = Rng(seed).at("scores");
    const std::size_t k = 2 + seed % 5;
    Questions q;
    for (std::size_t i = 0; i < k; ++i) {
      q.push_back({static_cast<int>(i), {}});
      for (std::size_t j = 0; j < k; ++j)  // multiples of 1/4: sums are exact, ties happen
        q.back().candidate_log_p.push_back(-static_cast<double>(rng.below(8)) / 4);
    }
    double wins = 0, n = 0;
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = i + 1; j < k; ++j, ++n) {
        const auto s = [&](std::size_t a, std::size_t b) { return q[a].candidate_log_p[b]; };
        const double kept = s(i, i) + s(j, j), crossed = s(i, j) + s(j, i);
        wins += kept > crossed ? 1 : kept == crossed ? 0.5 : 0;
      }
    EXPECT_DOUBLE_EQ(*hand_till_auc(q).value, wins / n) << seed;
  }
}

// Right, wrong, a tie of two with the truth in it, a tie of two without: (1 + 0 + 1/2 + 0) / 4.
TEST(Accuracy, SplitsTheCreditOfATie) {
  EXPECT_EQ(accuracy(Questions{
                {0, {-1, -2, -3}}, {1, {-1, -2, -3}}, {2, {-3, -1, -1}}, {0, {-3, -1, -1}}}),
            Score::of(1.5 / 4));
  EXPECT_EQ(accuracy({}), Score::none("no questions"));
}

// Predicted 0, 0, 1; true 0, 1, 1. F1_0 = 2*1/(2+1) = 2/3, F1_1 = 2*1/(1+2) = 2/3.
TEST(MacroF1, CountsByHand) {
  const MacroF1 f1 = macro_f1(Questions{{0, {-1, -2}}, {1, {-1, -2}}, {1, {-2, -1}}});
  EXPECT_DOUBLE_EQ(*f1.score.value, 2.0 / 3);
  EXPECT_EQ(f1.n_absent_classes, 0);
}

// Truths 0, 0; predicted 0, 1. F1_0 = 2*1/(1+2) = 2/3. Classes 1 and 2 never occur: left out.
TEST(MacroF1, LeavesOutAndCountsClassesAbsentFromTheTruth) {
  const MacroF1 f1 = macro_f1(Questions{{0, {-1, -2, -3}}, {0, {-2, -1, -3}}});
  EXPECT_DOUBLE_EQ(*f1.score.value, 2.0 / 3);
  EXPECT_EQ(f1.n_absent_classes, 2);
  EXPECT_EQ(macro_f1({}).score, Score::none("no questions"));
}

TEST(MacroF1, OfWhoKnowsNothingIsTheBaselineOnBalancedClasses) {
  for (int k = 2; k <= 6; ++k) {
    Questions constant, guess;
    for (int i = 0; i < 4 * k; ++i) {
      constant.push_back({i % k, std::vector<double>(static_cast<std::size_t>(k), -2)});
      guess.push_back(constant.back());
      constant.back().candidate_log_p[0] = -1;
    }
    EXPECT_NEAR(*macro_f1(constant).score.value, constant_macro_f1(k), 1e-15) << k;
    EXPECT_NEAR(*macro_f1(guess).score.value, guess_macro_f1(k), 1e-15) << k;
  }
  EXPECT_DOUBLE_EQ(constant_macro_f1(2), 1.0 / 3);
  EXPECT_DOUBLE_EQ(guess_macro_f1(2), 0.5);
}

// Predicted 0, 0, 0, 1: -(3/4 log 3/4 + 1/4 log 1/4).
TEST(LabelEntropy, CountsByHand) {
  const Questions q = {{0, {-1, -2}}, {0, {-1, -2}}, {0, {-1, -2}}, {0, {-2, -1}}};
  EXPECT_NEAR(*label_entropy(q).value, -(0.75 * std::log(0.75) + 0.25 * std::log(0.25)), 1e-15);
}

TEST(LabelEntropy, RunsFromZeroToLogK) {
  const Score always = label_entropy(Questions{{0, {-1, -2, -3}}, {1, {-1, -2, -3}}});
  EXPECT_EQ(always, Score::of(0.0));
  EXPECT_FALSE(std::signbit(*always.value));
  EXPECT_NEAR(*label_entropy(Questions{{0, {-1, -1, -1}}}).value, std::log(3.0), 1e-15);
  EXPECT_EQ(label_entropy({}), Score::none("no questions"));
}

// The truth is first, last, tied for the first two places: (1 + 3 + 1.5) / 3.
TEST(MeanTruthRank, SharesThePlacesOfATie) {
  const Questions q = {{0, {-1, -2, -3}}, {0, {-3, -2, -1}}, {0, {-1, -1, -2}}};
  EXPECT_DOUBLE_EQ(*mean_truth_rank(q).value, 5.5 / 3);
}

// (.2 + .1 + .05 + .15) / 2 questions.
TEST(CandidateMass, AddsAbsoluteProbabilities) {
  const Questions q = {{0, {std::log(0.2), std::log(0.1)}}, {1, {std::log(0.05), std::log(0.15)}}};
  EXPECT_NEAR(*candidate_mass(q).value, 0.25, 1e-15);
  EXPECT_EQ(candidate_mass({}), Score::none("no questions"));
  EXPECT_EQ(candidate_mass(Questions{{0, {kNever, kNever}}}), Score::of(0.0));
}

TEST(TruthMass, IsTheTruthsAbsoluteProbability) {
  const Questions q = {{0, {std::log(0.2), std::log(0.1)}}, {1, {std::log(0.05), std::log(0.16)}}};
  EXPECT_NEAR(*truth_mass(q).value, 0.18, 1e-15);
  EXPECT_EQ(truth_mass({}), Score::none("no questions"));
  EXPECT_EQ(truth_mass(Questions{{1, {0, kNever}}}), Score::of(0.0));
  EXPECT_NEAR(*truth_mass(Questions{{0, {-0.7}}}).value,
              *candidate_mass(Questions{{0, {-0.7}}}).value, 1e-15)
      << "one candidate: all the mass there is";
}

// exp(-2000) is 0 in double; normalised by dividing it would be 0 / 0.
TEST(LogLoss, SurvivesProbabilitiesThatUnderflow) {
  EXPECT_NEAR(*log_loss(Questions{{0, {-2000, -2000 + std::log(3.0)}}}).value, std::log(4.0),
              1e-12);
}

TEST(LogLoss, HasNoValueWhereATruthIsImpossible) {
  EXPECT_EQ(log_loss(Questions{{0, {-1, -1}}, {1, {0, kNever}}}),
            Score::none("1 of 2 truths have probability 0"));
  EXPECT_NEAR(*log_loss(Questions{{0, {kNever, kNever}}}).value, std::log(2.0), 1e-15);
  EXPECT_EQ(log_loss({}), Score::none("no questions"));
}

// p = (3/4, 1/4). Truth 0: 1/16 + 1/16; truth 1: 9/16 + 9/16. Mean 10/16.
TEST(BrierScore, CountsByHand) {
  const double three = std::log(3.0);
  EXPECT_NEAR(*brier_score(Questions{{0, {three - 9, -9}}, {1, {three - 9, -9}}}).value, 10.0 / 16,
              1e-15);
  EXPECT_EQ(brier_score(Questions{{1, {0, kNever}}}), Score::of(2.0));
}

// Two questions at confidence .75, one right: |.75 - .5| = .25, weight 2/3. One at
// confidence .5 (a tie, credit 1/2): gap 0.
TEST(CalibrationError, CountsByHand) {
  const double three = std::log(3.0);
  const Questions q = {{0, {three, 0}}, {1, {three, 0}}, {1, {0, 0}}};
  EXPECT_NEAR(*calibration_error(q).value, 0.25 * 2 / 3, 1e-15);
  EXPECT_EQ(calibration_error(Questions{{0, {0, kNever}}}), Score::of(0.0));  // confidence 1
  EXPECT_EQ(calibration_error({}), Score::none("no questions"));
}

// Means of p: (.9 + .5) / 2 = .7 and .3, each .2 from 1/2: half their sum is .2. The masses differ
// by a factor of 10 and do not count.
TEST(LabelBias, CountsByHand) {
  const Questions q = {{0, {std::log(.9), std::log(.1)}}, {1, {std::log(.05), std::log(.05)}}};
  EXPECT_NEAR(*label_bias(q).value, .2, 1e-15);
  const auto without = label_bias_without_each(q);
  EXPECT_NEAR(*without[0].value, 0, 1e-15);
  EXPECT_NEAR(*without[1].value, .4, 1e-15);
}

TEST(LabelBias, RunsFromZeroToOneLessAnEqualShare) {
  EXPECT_NEAR(*label_bias(Questions{{0, {-5, -5, -5}}}).value, 0, 1e-15);
  EXPECT_NEAR(*label_bias(Questions{{0, {0, kNever, kNever}}}).value, 2.0 / 3, 1e-15);
  // Certain of each once: it leans to none.
  EXPECT_EQ(label_bias(Questions{{0, {0, kNever}}, {1, {kNever, 0}}}), Score::of(0.0));
}

TEST(LabelBias, HoldsWhereProbabilitiesUnderflow) {
  EXPECT_NEAR(*label_bias(Questions{{0, {-3000 + std::log(3.0), -3000}}}).value, .25, 1e-12);
}

TEST(LabelBias, HasNoValueWhereNothingIsAskedOrCandidatesDiffer) {
  EXPECT_EQ(label_bias({}), Score::none("no questions"));
  EXPECT_EQ(label_bias(Questions{{0, {-1, -2}}, {0, {-1, -2, -3}}}),
            Score::none("the questions offer different candidates"));
}

}  // namespace
}  // namespace tangram
