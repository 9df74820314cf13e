#include "tasks/curriculum.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "tasks/linear_regression_batches.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

// Garg et al. 2022: dimensions 5, 6, ..., 20, points 11, 13, ..., 41, every 2,000 steps; whole from
// step 30,000.
TEST(Curriculum, OfGargByHand) {
  const Curriculum dimension({.start = 5, .increment = 1, .interval = 2000}, 20);
  const Curriculum points({.start = 11, .increment = 2, .interval = 2000}, 41);
  for (const auto& [step, d, k] : std::vector<std::array<std::int64_t, 3>>{{0, 5, 11},
                                                                           {1999, 5, 11},
                                                                           {2000, 6, 13},
                                                                           {3999, 6, 13},
                                                                           {29'999, 19, 39},
                                                                           {30'000, 20, 41},
                                                                           {500'000, 20, 41}}) {
    EXPECT_EQ(dimension.value(step), d) << step;
    EXPECT_EQ(points.value(step), k) << step;
  }
}

// 1 + 4 = 5, then 9, which is past 7.
TEST(Curriculum, StopsAtItsEndWhereAnIncrementWouldPassIt) {
  const Curriculum curriculum({.start = 1, .increment = 4, .interval = 10}, 7);
  EXPECT_EQ(curriculum.value(19), 5);
  EXPECT_EQ(curriculum.value(20), 7);
}

TEST(Curriculum, WhoseStartIsPastItsEndIsTheEnd) {
  for (const std::int64_t start : {7, 8, 1000})
    EXPECT_EQ(Curriculum({.start = start}, 7).value(0), 7);
}

// The product of increment and steps is past all numbers.
TEST(Curriculum, OfLargeIncrementsDoesNotOverflow) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Curriculum curriculum({.start = 1, .increment = kMost, .interval = 1}, 7);
  EXPECT_EQ(curriculum.value(0), 1);
  EXPECT_EQ(curriculum.value(1), 7);
  EXPECT_EQ(curriculum.value(kMost), 7);
  EXPECT_EQ(Curriculum({.start = kMost}, kMost).value(kMost), kMost);
}

TEST(Curriculum, IsNamedByAllThatChangesIt) {
  EXPECT_EQ(Curriculum({.start = 5, .increment = 2, .interval = 100}, 9).id(),
            "curriculum(start=5, increment=2, interval=100)");
}

TEST(Curriculum, OfOptionsThatCannotBeIsAnError) {
  EXPECT_EQ(error_text([] { Curriculum({.start = 0}, 9); }),
            "curriculum: start is 0, increment 1, interval 1, must all be at least 1");
  EXPECT_EQ(error_text([] { Curriculum({.increment = 0}, 9); }),
            "curriculum: start is 1, increment 0, interval 1, must all be at least 1");
  EXPECT_EQ(error_text([] { Curriculum({.interval = 0}, 9); }),
            "curriculum: start is 1, increment 1, interval 0, must all be at least 1");
  EXPECT_EQ(error_text([] { Curriculum({}, 0); }), "curriculum: ends at 0, must be at least 1");
}

// --- batches under a curriculum -----------------------------------------------------------------

constexpr int kDimension = 3, kPoints = 5;

/// Without noise: y = w . x tells w.
LinearRegressionBatches curriculum_batches(const RegressionCurriculum& curriculum,
                                           double noise_sd = 0) {
  return {
      LinearRegression({.dimension = kDimension, .points = kPoints, .noise_sd = noise_sd}, nullptr),
      4, Rng(1), curriculum};
}

/// 1, 2, 3 coordinates from steps 0, 10, 20; 3 and 5 points from steps 0 and 15.
RegressionCurriculum growing() {
  return {.dimension = Curriculum({.start = 1, .increment = 1, .interval = 10}, kDimension),
          .points = Curriculum({.start = 3, .increment = 2, .interval = 15}, kPoints)};
}

struct Batch {
  Eigen::Matrix3Xd x;  // a column a point, sequence after sequence
  Eigen::RowVectorXd y;
};

Batch batch_of(const BatchSource& source, std::int64_t step) {
  const auto n = static_cast<Eigen::Index>(4 * source.shape_at(step).points);
  Batch out{Eigen::Matrix3Xd(3, n), Eigen::RowVectorXd(n)};
  std::vector<double> work(source.n_work());
  source.fill({step,
               0,
               {out.x.data(), static_cast<std::size_t>(3 * n)},
               {out.y.data(), static_cast<std::size_t>(n)},
               work});
  return out;
}

TEST(BatchesUnderACurriculum, HaveTheSizesOfTheStep) {
  const auto source = curriculum_batches(growing());
  EXPECT_EQ(source.shape().points, 5U);
  EXPECT_EQ(source.shape_at(0).points, 3U);
  EXPECT_EQ(source.shape_at(14).points, 3U);
  EXPECT_EQ(source.shape_at(15).points, 5U);
  for (const std::int64_t step : {0, 15}) {
    EXPECT_EQ(source.shape_at(step).sequences, 4U);
    EXPECT_EQ(source.shape_at(step).dimension, 3U);  // of the rows: coordinates not in use are 0
  }
}

TEST(BatchesUnderACurriculum, AreBeginningsOfWholeSequencesWithAnswersToTheCoordinatesInUse) {
  const auto whole = curriculum_batches({}), grows = curriculum_batches(growing());
  for (const auto& [step, in_use, points] : std::vector<std::array<std::int64_t, 3>>{
           {0, 1, 3}, {9, 1, 3}, {10, 2, 3}, {15, 2, 5}, {20, 3, 5}}) {
    const Batch all = batch_of(whole, step), some = batch_of(grows, step);
    for (Eigen::Index s = 0; s < 4; ++s) {
      const Eigen::Matrix3d x = all.x.middleCols<3>(5 * s);
      const Eigen::RowVector3d w = all.y.segment<3>(5 * s) * x.inverse();
      for (Eigen::Index k = 0; k < points; ++k) {
        Eigen::Vector3d expected = all.x.col(5 * s + k);
        expected.tail(3 - in_use).setZero();
        EXPECT_EQ(some.x.col(points * s + k), expected) << step << ", " << s << ", " << k;
        EXPECT_NEAR(some.y(points * s + k), w * expected, 1e-10) << step << ", " << s << ", " << k;
      }
    }
  }
}

TEST(BatchesUnderACurriculum, ThatIsOverAreWholeToTheBit) {
  const Batch whole = batch_of(curriculum_batches({}, 0.5), 20),
              over = batch_of(curriculum_batches(growing(), 0.5), 20);
  EXPECT_EQ(over.x, whole.x);
  EXPECT_EQ(over.y, whole.y);
}

TEST(BatchesUnderACurriculum, HaveTheNoiseThatTheyWouldHaveHad) {
  const auto noise = [](const RegressionCurriculum& curriculum) {
    const Batch with = batch_of(curriculum_batches(curriculum, 0.5), 0),
                without = batch_of(curriculum_batches(curriculum), 0);
    return Eigen::RowVector3d((with.y - without.y).head<3>());
  };
  EXPECT_LT((noise(growing()) - noise({})).norm(), 1e-12);
  EXPECT_GT(noise({}).norm(), 0.1);
}

TEST(BatchesUnderACurriculum, AreNamedByItAndWithoutItAsTheyWere) {
  const std::string without = curriculum_batches({}).id(),
                    with = curriculum_batches(growing()).id();
  EXPECT_EQ(without.find("curriculum"), std::string::npos);
  EXPECT_EQ(with, without.substr(0, without.size() - 1) +
                      ", dimension=curriculum(start=1, increment=1, interval=10), "
                      "points=curriculum(start=3, increment=2, interval=15))");
}

TEST(BatchesUnderACurriculum, AbortOnRoomForOtherSizes) {
  const auto source = curriculum_batches(growing());
  std::vector<double> x(4 * 15), y(4 * 5), work(source.n_work());
  EXPECT_DEATH(source.fill({0, 0, x, y, work}), "share");
}

}  // namespace
}  // namespace tangram
