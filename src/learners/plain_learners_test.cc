#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/check.h"
#include "learners/nearest_neighbour.h"
#include "learners/ngram_logistic.h"
#include "learners/reference_learners.h"

namespace tangram {
namespace {

Candidates words(int n) {
  std::vector<std::string> out = {"negative", "positive", "neutral"};
  out.resize(static_cast<std::size_t>(n));
  return std::make_shared<const std::vector<std::string>>(std::move(out));
}

struct Shown {
  TextInput x;
  int y;
};

/// After all examples: the probability of each of n candidates for `query`.
std::vector<double> ask(Learner<Text>& learner, const std::vector<Shown>& shown,
                        const TextInput& query, int n = 2) {
  Problem<Text> p;
  const Candidates candidates = words(n);
  for (const auto& [x, y] : shown) p.demonstration.push_back({x, candidates, y});
  p.questions.push_back({static_cast<int>(shown.size()), query, candidates});
  std::vector<double> out;
  const auto answers = learner.answer({&p, 1}, {});
  for (const auto& logps : answers[0][0].candidate_logps) out.push_back(std::exp(logps.at(0)));
  return out;
}

std::string text(const char* s) { return s; }

TEST(UniformGuess, GivesEveryCandidateTheSame) {
  UniformGuess learner;
  EXPECT_NEAR(ask(learner, {{text("x"), 1}}, text("q"), 3)[1], 1.0 / 3, 1e-15);
}

// Laplace: (2 + 1) / (3 + 2) and (1 + 1) / (3 + 2).
TEST(MajorityOfDemonstration, CountsWithOneMoreOfEach) {
  MajorityOfDemonstration learner({});
  const auto p = ask(learner, {{text("x"), 1}, {text("y"), 0}, {text("z"), 1}}, text("q"));
  EXPECT_NEAR(p[1], 3.0 / 5, 1e-15);
  EXPECT_NEAR(p[0], 2.0 / 5, 1e-15);
  EXPECT_NEAR(ask(learner, {}, text("q"))[0], 0.5, 1e-15);
}

// .99 for candidate 2, the rest shared by the other two.
TEST(Constant, AlwaysSaysTheSame) {
  Constant learner({.candidate = 2});
  const auto p = ask(learner, {{text("x"), 0}}, text("q"), 3);
  EXPECT_NEAR(p[2], 0.99, 1e-15);
  EXPECT_NEAR(p[0], 0.005, 1e-15);
  EXPECT_NEAR(ask(*std::make_unique<Constant>(ConstantOptions{}), {}, text("q"), 1)[0], 1, 0);
}

TEST(Constant, ACandidateThatIsNotOfferedIsAnError) {
  Constant learner({.candidate = 2});
  try {
    ask(learner, {}, text("q"), 2);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(),
                 "learner constant: candidate is 2, and a question has 2 candidates; give one in "
                 "[0, 2)");
  }
}

NearestNeighbourOptions words_only(int k) {
  NearestNeighbourOptions options;
  options.k = k;
  options.counts = {.word_ngrams = 1, .char_ngrams = 0};
  return options;
}

// Cosines with "good film": "good play" 1/2, "bad film again" 1/sqrt(6), "dull" 0. One
// neighbour, class 1, one vote: (1 + .5) / (1 + 1).
TEST(NearestNeighbour, TheMostSimilarExampleVotes) {
  NearestNeighbour learner(words_only(1));
  const std::vector<Shown> shown = {
      {text("bad film again"), 0}, {text("good play"), 1}, {text("dull"), 0}};
  EXPECT_NEAR(ask(learner, shown, text("good film"))[1], 1.5 / 2, 1e-15);
  // All three vote: 1 of 3 for class 1.
  NearestNeighbour all(words_only(7));
  EXPECT_NEAR(ask(all, shown, text("good film"))[1], 1.5 / 4, 1e-15);
}

// "film" is as near to "bad film" as to "good film", and k = 1: half a vote each, whichever
// comes first.
TEST(NearestNeighbour, ExamplesEquallyNearShareTheVote) {
  NearestNeighbour learner(words_only(1));
  for (int first : {0, 1})
    EXPECT_NEAR(
        ask(learner, {{text("bad film"), first}, {text("good film"), 1 - first}}, text("film"))[0],
        0.5, 1e-15);
}

// Nothing in common with any example: all are equally near, 2 of 3 of class 0.
TEST(NearestNeighbour, WithoutASharedFeatureAllExamplesVote) {
  NearestNeighbour learner(words_only(1));
  const std::vector<Shown> shown = {{text("a"), 0}, {text("b"), 0}, {text("c"), 1}};
  EXPECT_NEAR(ask(learner, shown, text("zzz"))[0], (2.0 / 3 + 0.5) / 2, 1e-12);
}

// votes above the tie: 1; two tied for the last place: half a vote each.
TEST(NearestNeighbour, VotesOfATieAtTheKthPlace) {
  const Eigen::VectorXd votes =
      neighbour_votes(Eigen::VectorXd{{0.9, 0.5, 0.5, 0.1}}, std::vector{0, 1, 2, 1}, 3, 2);
  EXPECT_TRUE(votes.isApprox(Eigen::VectorXd{{1, 0.5, 0.5}}));
  EXPECT_TRUE(neighbour_votes(Eigen::VectorXd(0), {}, 2, 1).isZero());
}

// The labels are symmetric in the two words and the query has both: 1/2 exactly.
TEST(NgramLogistic, SymmetricDataGiveOneHalf) {
  NgramLogistic learner({});
  const std::vector<Shown> shown = {
      {text("aa"), 0}, {text("bb"), 1}, {text("aa"), 0}, {text("bb"), 1}};
  EXPECT_NEAR(ask(learner, shown, text("zzz"))[1], 0.5, 1e-6);
  EXPECT_NEAR(ask(learner, shown, text("aa bb"))[1], 0.5, 1e-6);
}

// One feature a class (ids 1 and 2), one example each, a bias of 1, c = 1. By symmetry the
// weights are -w and w and the bias 0, and w minimises w^2 + 2 log(1 + exp(-w)):
// w = 1 / (1 + exp(w)), so p = sigmoid(w) for an input of id 2 alone.
TEST(NgramLogistic, FitsTwoTokenInputsByHand) {
  NgramLogisticOptions options;
  options.linear.grid = {1};
  NgramLogistic learner(options);
  double w = 0.4;
  for (int i = 0; i < 100; ++i) w = 1 / (1 + std::exp(w));
  const std::vector<Shown> shown = {{TokenSegment{{1}, "t"}, 0}, {TokenSegment{{2}, "t"}, 1}};
  EXPECT_NEAR(ask(learner, shown, TokenSegment{{2}, "t"})[1], 1 / (1 + std::exp(-w)), 1e-6);
}

TEST(NgramLogistic, LearnsAWordFromFewExamples) {
  NgramLogistic learner({});
  std::vector<Shown> shown;
  for (int i = 0; i < 16; ++i)
    shown.push_back({text(i % 2 ? "a truly good story" : "a truly bad story"), i % 2});
  EXPECT_GT(ask(learner, shown, text("good acting"))[1], 0.8);
  EXPECT_LT(ask(learner, shown, text("bad acting"))[1], 0.2);
}

// In the text "1 2" and in the ids {1, 2} nothing is shared.
TEST(NgramLogistic, IdsAndTextsShareNoFeatures) {
  NgramLogistic learner({});
  const std::vector<Shown> shown = {{text("1"), 0}, {text("2"), 1}};
  EXPECT_NEAR(ask(learner, shown, TokenSegment{{2}, "t"})[1], 0.5, 1e-6);
}

}  // namespace
}  // namespace tangram
