#include "transforms/corrupt_outputs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <set>

#include "base/toml.h"
#include "tests/support/error_text.h"
#include "transforms/map_outputs.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

std::vector<int> answers(const Episode<Text>& episode) {
  std::vector<int> out;
  for (const auto& example : episode.problem.demonstration) out.push_back(example.y);
  return out;
}

std::vector<std::string> words_shown(const Episode<Text>& episode) {
  std::vector<std::string> out;
  for (const auto& example : episode.problem.demonstration)
    out.push_back((*example.candidates)[static_cast<std::size_t>(example.y)]);
  return out;
}

/// How many of the first n examples show the label that `gold` shows.
int n_right(const Episode<Text>& shown, const Episode<Text>& gold, int n) {
  int out = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
    out += shown.problem.demonstration[i].y == gold.problem.demonstration[i].y ? 1 : 0;
  return out;
}

Episode<Text> corrupted(const Episode<Text>& episode, double correct, const char* labels,
                        std::uint64_t draw) {
  return CorruptOutputs({.correct = correct, .labels = labels}).apply(episode, Rng(draw), 0);
}

EpisodeShape shape_of(int k, std::vector<int> shots) {
  const std::vector<std::string> all = {"a", "b", "c", "d"};
  return {{all.begin(), all.begin() + k}, std::move(shots), 2, 0};
}

int n_true(const std::vector<bool>& kept, int n) {
  return static_cast<int>(std::count(kept.begin(), kept.begin() + n, true));
}

// floor(.75 * 4) = 3, floor(.75 * 6) = 4, floor(.75 * 10) = 7: of the stretches of 4, 2 and 4
// keep 3, 1 and 3.
TEST(LabelsKept, AreExactlyTheShareOfEveryAskedPrefixRoundedDown) {
  std::set<std::vector<bool>> seen;
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto kept = labels_kept(10, {0, 4, 6, 10, 4}, 0.75, Rng(i));
    ASSERT_EQ(kept.size(), 10u);
    EXPECT_EQ(n_true(kept, 4), 3);
    EXPECT_EQ(n_true(kept, 6), 4);
    EXPECT_EQ(n_true(kept, 10), 7);
    seen.insert(kept);
  }
  EXPECT_GT(seen.size(), 10u);  // of 4 * 2 * 4
}

// In doubles .29 * 100 = 28.999999999999996, whose floor is 28.
TEST(LabelsKept, CountAWholeNumberAsWhole) {
  EXPECT_EQ(n_true(labels_kept(100, {}, 0.29, Rng(1)), 100), 29);
  EXPECT_EQ(n_true(labels_kept(3, {}, 1.0 / 3, Rng(1)), 3), 1);
  EXPECT_EQ(n_true(labels_kept(100, {}, 0.2899, Rng(1)), 100), 28);
}

TEST(LabelsKept, AreNoneOfNoExamples) { EXPECT_TRUE(labels_kept(0, {0}, 0.5, Rng(1)).empty()); }

// floor(.5) = 0 of 1 shot, 1 of 2: the place of the only right label is forced.
TEST(LabelsKept, FollowFromTheCountsWhereAStretchIsOneExample) {
  EXPECT_EQ(labels_kept(2, {1, 2}, 0.5, Rng(3)), (std::vector<bool>{false, true}));
}

// One place of 5 is kept in each of 5,000 draws: 1,000 expected at each, sd 28.
TEST(LabelsKept, StandAtEveryPlaceOfAStretchEquallyOften) {
  std::vector<int> n(5);
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const auto kept = labels_kept(5, {5}, 0.2, Rng(2).at(i));
    for (std::size_t place = 0; place < 5; ++place) n[place] += kept[place] ? 1 : 0;
  }
  for (const int times : n) EXPECT_NEAR(times, 1000, 140);
}

TEST(CorruptOutputs, ShowsTheRightLabelExactlySoOftenAndNeverByChance) {
  const auto gold = test_episode(shape_of(3, {0, 1, 4, 8, 16}));
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto shown = corrupted(gold, 0.5, "wrong", i);
    EXPECT_EQ(n_right(shown, gold, 1), 0);
    EXPECT_EQ(n_right(shown, gold, 4), 2);
    EXPECT_EQ(n_right(shown, gold, 8), 4);
    EXPECT_EQ(n_right(shown, gold, 16), 8);
  }
}

TEST(CorruptOutputs, ShowsOneExampleWrongAtAnyShareBelowOne) {
  const auto gold = test_episode(shape_of(2, {1}));
  EXPECT_EQ(n_right(corrupted(gold, 0.99, "wrong", 1), gold, 1), 0);
  EXPECT_EQ(n_right(corrupted(gold, 1, "wrong", 1), gold, 1), 1);
}

TEST(CorruptOutputs, IsTheIdentityWhereAllAreCorrect) {
  const auto gold = test_episode(shape_of(4, {0, 3, 9}));
  for (const char* labels : {"wrong", "uniform", "empirical", "constant"})
    EXPECT_EQ(text_of(corrupted(gold, 1, labels, 5)), text_of(gold)) << labels;
}

// Wei et al. 2023: the demonstration of a flipped task, asked with the labels as they are.
TEST(CorruptOutputs, OfTwoLabelsWithNoneCorrectShowsTheFlippedTaskAndAsksTheOldOne) {
  const auto gold = test_episode();
  MapOutputsOptions flip;
  flip.g = "flip";
  const auto flipped = MapOutputs(flip, {}).apply(gold, Rng(1), 0);
  const auto shown = corrupted(gold, 0, "wrong", 1);
  EXPECT_EQ(words_shown(shown), words_shown(flipped));
  EXPECT_NE(words_shown(shown), words_shown(gold));
  EXPECT_EQ(*shown.problem.questions[0].candidates, *gold.problem.questions[0].candidates);
  EXPECT_EQ(shown.truth, gold.truth);
}

// Three wrong candidates of four, 2,000 draws of 4 examples: each 8000 / 3 = 2667 times, sd 42.
TEST(CorruptOutputs, DrawsWrongLabelsUniformly) {
  const auto gold = test_episode(shape_of(4, {4}));
  std::map<int, int> ahead;  // by how much the label shown is ahead of the right one
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto y = answers(corrupted(gold, 0, "wrong", i));
    for (int e = 0; e < 4; ++e) ++ahead[(y[static_cast<std::size_t>(e)] - e + 4) % 4];
  }
  EXPECT_EQ(ahead[0], 0);
  for (int step = 1; step < 4; ++step) EXPECT_NEAR(ahead[step], 2667, 210);
}

/// Mean and standard deviation over 2,000 draws of the share of right labels of 16.
std::pair<double, double> share_right(const Episode<Text>& gold, double correct,
                                      const char* labels) {
  double sum = 0, squares = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const double share = n_right(corrupted(gold, correct, labels, i), gold, 16) / 16.0;
    sum += share / 2000;
    squares += share * share / 2000;
  }
  return {sum, std::sqrt(squares - sum * sum)};
}

// K = 2, 16 shots: mean .5, sd 1 / (2 sqrt 16) = .125; the mean of 2,000 has sd .0028.
// Half kept for certain, the other 8 by chance: .5 + .25, sd sqrt(8 / 4) / 16 = .088.
TEST(CorruptOutputs, DrawnUniformlyIsRightByChanceInOneOfK) {
  const auto gold = test_episode(shape_of(2, {16}));
  const auto [mean, sd] = share_right(gold, 0, "uniform");
  EXPECT_NEAR(mean, 0.5, 0.014);
  EXPECT_NEAR(sd, 0.125, 0.01);
  const auto [half, half_sd] = share_right(gold, 0.5, "uniform");
  EXPECT_NEAR(half, 0.75, 0.01);
  EXPECT_NEAR(half_sd, 0.088, 0.008);
  EXPECT_NEAR(share_right(test_episode(shape_of(4, {16})), 0, "uniform").first, 0.25, 0.012);
}

// 12 a, 4 b: a label drawn from them is right with (3/4)^2 + (1/4)^2 = .625, uniformly .5; a
// constant shows a or b, 12/16 or 4/16 right: mean .5, sd .25.
TEST(CorruptOutputs, DrawnFromTheDemonstrationHasItsFrequencies) {
  auto gold = test_episode(shape_of(2, {16}));
  for (std::size_t i = 0; i < 16; ++i) gold.problem.demonstration[i].y = i % 4 == 0 ? 1 : 0;
  EXPECT_NEAR(share_right(gold, 0, "empirical").first, 0.625, 0.014);
  EXPECT_NEAR(share_right(gold, 0, "uniform").first, 0.5, 0.014);
  const auto [mean, sd] = share_right(gold, 0, "constant");
  EXPECT_NEAR(mean, 0.5, 0.03);
  EXPECT_NEAR(sd, 0.25, 0.001);
}

TEST(CorruptOutputs, DrawnConstantShowsOneLabelToAll) {
  const auto gold = test_episode(shape_of(4, {12}));
  std::set<int> seen;
  for (std::uint64_t i = 0; i < 40; ++i) {
    const auto y = answers(corrupted(gold, 0, "constant", i));
    EXPECT_EQ(std::set<int>(y.begin(), y.end()).size(), 1u);
    seen.insert(y[0]);
  }
  EXPECT_EQ(seen.size(), 4u);
}

// At 16 shots in one stretch the kept grow from 4 to 8 to 12: each holds the smaller.
TEST(CorruptOutputs, KeepsWhatASmallerShareKeepsAndTheSameWrongLabels) {
  const auto gold = test_episode(shape_of(4, {16}));
  const auto none = answers(corrupted(gold, 0, "wrong", 3)), right = answers(gold);
  std::vector<int> before = none;
  for (const double correct : {0.25, 0.5, 0.75}) {
    const auto now = answers(corrupted(gold, correct, "wrong", 3));
    for (std::size_t i = 0; i < 16; ++i) {
      EXPECT_TRUE(before[i] != right[i] || now[i] == right[i]);
      EXPECT_TRUE(now[i] == right[i] || now[i] == none[i]);
    }
    before = now;
  }
}

TEST(CorruptOutputs, TakesEachItemsOwnCandidates) {
  auto gold = test_episode(shape_of(3, {6}));
  for (std::size_t i = 0; i < 6; ++i)
    gold.problem.demonstration[i].candidates =
        std::make_shared<const std::vector<std::string>>(std::vector<std::string>(i + 3, "c"));
  std::set<int> last;
  for (std::uint64_t i = 0; i < 200; ++i) {
    EXPECT_EQ(n_right(corrupted(gold, 0, "wrong", i), gold, 6), 0);
    const auto shown = corrupted(gold, 0, "uniform", i);
    for (const auto& example : shown.problem.demonstration)
      EXPECT_LT(static_cast<std::size_t>(example.y), example.candidates->size());
    last.insert(shown.problem.demonstration[5].y);
  }
  EXPECT_EQ(last.size(), 8u);
}

TEST(CorruptOutputs, RefusesALabelOfAnotherItemWithOtherCandidates) {
  auto gold = test_episode();
  gold.problem.demonstration[1].candidates =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"yes", "no"});
  for (const char* labels : {"empirical", "constant"})
    EXPECT_EQ(error_text([&] { corrupted(gold, 0, labels, 1); }),
              fmt::format("corrupt_outputs: labels = {}: the examples offer different answers "
                          "('negative' ... and 'yes' ...), so the label of one means nothing at "
                          "another; use labels = wrong or uniform",
                          labels));
}

TEST(CorruptOutputs, RefusesAWrongLabelWhereThereIsOneCandidate) {
  auto gold = test_episode();
  gold.problem.demonstration[0] = {
      "film", std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"yes"}), 0};
  EXPECT_EQ(error_text([&] { corrupted(gold, 0, "wrong", 1); }),
            "corrupt_outputs: labels = wrong: an example offers no answer but 'yes'; use a task "
            "whose items have at least 2");
  EXPECT_EQ(answers(corrupted(gold, 1, "wrong", 1)), answers(gold));
}

TEST(CorruptOutputs, ReadsItsShareFromAStudyAndRefusesWhatIsNone) {
  const auto read = [](const char* toml) {
    return parse_options<CorruptOutputsOptions>(parse_toml(toml, "study.toml"), "corrupt_outputs");
  };
  EXPECT_EQ(CorruptOutputs(read("correct = 0.25")).id(),
            "corrupt_outputs(scope='demonstration', correct=0.25, labels='wrong')");
  EXPECT_EQ(read("correct = 1").correct, 1);
  EXPECT_EQ(read("").correct, 0);
  EXPECT_NE(error_text([&] { read("correct = 25"); }).find("'correct'"), std::string::npos);
}

TEST(CorruptOutputs, CorruptsEachEpisodeOfADrawOnItsOwn) {
  auto a = test_episode(shape_of(4, {16})), b = a;
  b.index = a.index + 1;
  EXPECT_NE(answers(corrupted(a, 0.5, "wrong", 1)), answers(corrupted(b, 0.5, "wrong", 1)));
}

}  // namespace
}  // namespace tangram
