#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <stop_token>
#include <string>
#include <vector>

#include "learners/averaging.h"
#include "learners/dmmse.h"
#include "learners/least_squares.h"
#include "learners/ridge.h"
#include "nets/mixed_nets.h"
#include "nets/trained_learner.h"
#include "tasks/linear_regression.h"
#include "tests/support/temp_folder.h"

// What every learner of regression promises, checked once for all of them: a learner joins by a
// line in cases().
namespace tangram {
namespace {

constexpr int kDimension = 3, kPoints = 7;

struct Case {
  const char* name;
  std::unique_ptr<Learner<Vector>> (*make)();
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

/// A folder that all cases share, so that each net is trained once.
Resources with_cache() {
  static const TempFolder cache;
  Resources resources;
  resources.cache_dir = cache.path();
  return resources;
}

/// A small net after so many of its 50 steps, and half way to one of another pool.
MixedNetsOptions net_options(int step) {
  MixedNetsOptions options;
  options.net.layers = 2;
  options.net.width = 16;
  options.data.data = {.dimension = kDimension, .points = kPoints};
  options.steps = 50;
  options.batch = 8;
  options.at_step = step;
  options.other_pool_size = 4;
  return options;
}

std::vector<Case> cases() {
  using Made = std::unique_ptr<Learner<Vector>>;
  return {
      {"ridge", [] { return Made(std::make_unique<Ridge>(0.25)); }},
      {"least_squares", [] { return Made(std::make_unique<LeastSquares>()); }},
      {"averaging", [] { return Made(std::make_unique<Averaging>()); }},
      {"dmmse",
       [] {
         return Made(std::make_unique<DiscreteMmse>(drawn_pool(kDimension, 600, {}, Rng(2)), 0.5));
       }},
      {"dmmse_smoothed",
       [] {
         return Made(
             std::make_unique<DiscreteMmse>(drawn_pool(kDimension, 8, {}, Rng(2)), 0.5, 0.3));
       }},
      {"trained",
       [] { return Made(std::make_unique<TrainedLearner>(net_options(50), with_cache())); }},
      {"trained_at_a_step",
       [] { return Made(std::make_unique<TrainedLearner>(net_options(20), with_cache())); }},
      {"mixed_nets",
       [] { return Made(std::make_unique<MixedNets>(net_options(50), with_cache())); }}};
}

std::vector<Problem<Vector>> problems(int n) {
  const LinearRegression task({.dimension = kDimension, .points = kPoints}, nullptr);
  std::vector<Problem<Vector>> out;
  for (int i = 0; i < n; ++i)
    out.push_back(
        task.draw(Rng(1), static_cast<std::uint64_t>(i), {Design::nested, {}, 0, {}}).problem);
  return out;
}

class VectorLearnerContract : public testing::TestWithParam<Case> {};

TEST_P(VectorLearnerContract, AnswersEveryQuestionWithOneNumber) {
  const auto asked = problems(2);
  const auto answers = GetParam().make()->answer(asked, {});
  ASSERT_EQ(answers.size(), 2u);
  for (const auto& of_problem : answers) {
    ASSERT_EQ(of_problem.size(), std::size_t{kPoints});
    for (const Prediction& p : of_problem) {
      ASSERT_EQ(p.y.size(), 1);
      EXPECT_TRUE(p.y.allFinite());
    }
  }
}

TEST_P(VectorLearnerContract, AnswersDoNotDependOnExamplesNotYetShown) {
  const auto clean = problems(3);
  auto changed = clean;
  for (auto& p : changed) {
    p.demonstration.y.rightCols(3).setConstant(1e6);
    p.demonstration.x.rightCols(3).setConstant(-1e3);
  }
  const auto a = GetParam().make()->answer(clean, {}), b = GetParam().make()->answer(changed, {});
  for (std::size_t i = 0; i < clean.size(); ++i)
    for (std::size_t q = 0; q < clean[i].questions.size(); ++q)
      if (clean[i].questions[q].shots <= kPoints - 3) {
        EXPECT_EQ(a[i][q].y, b[i][q].y) << "problem " << i << ", question " << q;
      }
}

TEST_P(VectorLearnerContract, AnswersTheSameBitsAgain) {
  const auto learner = GetParam().make();
  const auto asked = problems(3);
  const auto a = learner->answer(asked, {}), b = learner->answer(asked, {});
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t q = 0; q < a[i].size(); ++q) EXPECT_EQ(a[i][q].y, b[i][q].y);
}

TEST_P(VectorLearnerContract, AnswersOneByOneAsInABatch) {
  const auto learner = GetParam().make();
  const auto asked = problems(3);
  const auto batch = learner->answer(asked, {});
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto alone = learner->answer({&asked[i], 1}, {});
    for (std::size_t q = 0; q < alone[0].size(); ++q)
      EXPECT_NEAR(alone[0][q].y(0), batch[i][q].y(0), learner->tolerance()) << learner->id();
  }
}

TEST_P(VectorLearnerContract, StopsWithWholeProblems) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(GetParam().make()->answer(problems(3), stop.get_token()).empty());
}

TEST_P(VectorLearnerContract, IsNamedWithItsParameters) {
  EXPECT_EQ(GetParam().make()->id(), GetParam().make()->id());
  for (const Case& other : cases())
    if (std::string(other.name) != GetParam().name) {
      EXPECT_NE(other.make()->id(), GetParam().make()->id()) << other.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Learners, VectorLearnerContract, testing::ValuesIn(cases()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace tangram
