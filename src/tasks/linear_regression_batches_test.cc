#include "tasks/linear_regression_batches.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Values = std::vector<double>;

const LinearRegressionOptions kOptions{.dimension = 3, .points = 5, .noise_sd = 0.5};

LinearRegressionBatches batches_of(int sequences, std::uint64_t seed = 1) {
  const auto pool = std::make_shared<const TaskPool>(drawn_pool(3, 4, {}, Rng(9)));
  return {LinearRegression(kOptions, pool), sequences, Rng(seed)};
}

struct Share {
  Values x, y;
  bool operator==(const Share&) const = default;
};

Share share_of(const BatchSource& source, std::int64_t step, std::size_t first, std::size_t n) {
  Share out{Values(n * 15), Values(n * 5)};
  Values work(source.n_work());
  source.fill({step, first, out.x, out.y, work});
  return out;
}

// Sequence 1 of step 2 of batches of 4: the episode of index 9.
TEST(LinearRegressionBatches, AreTheEpisodesOfTheTaskToTheBit) {
  const auto pool = std::make_shared<const TaskPool>(drawn_pool(3, 4, {}, Rng(9)));
  for (const bool pooled : {false, true}) {
    const LinearRegression task(kOptions, pooled ? pool : nullptr);
    const LinearRegressionBatches source(task, 4, Rng(1));
    const Share batch = share_of(source, 2, 0, 4);
    for (std::size_t b = 0; b < 4; ++b) {
      const auto& [x, y] = task.draw(Rng(1), 8 + b, {}).problem.demonstration;
      EXPECT_TRUE(std::equal(x.data(), x.data() + 15, &batch.x[b * 15])) << b;
      EXPECT_TRUE(std::equal(y.data(), y.data() + 5, &batch.y[b * 5])) << b;
    }
  }
}

TEST(LinearRegressionBatches, HangOnTheStepAlone) {
  const auto source = batches_of(4);
  const Share fourth = share_of(source, 3, 0, 4);
  EXPECT_NE(share_of(source, 4, 0, 4), fourth);
  EXPECT_EQ(share_of(source, 3, 0, 4), fourth);
  EXPECT_EQ(share_of(batches_of(4), 3, 0, 4), fourth);
  EXPECT_NE(share_of(batches_of(4, 2), 3, 0, 4), fourth);
}

TEST(LinearRegressionBatches, SharesOfABatchMakeTheBatch) {
  const auto source = batches_of(4);
  const Share first = share_of(source, 3, 0, 1), rest = share_of(source, 3, 1, 3);
  Share both = first;
  both.x.insert(both.x.end(), rest.x.begin(), rest.x.end());
  both.y.insert(both.y.end(), rest.y.begin(), rest.y.end());
  EXPECT_EQ(both, share_of(source, 3, 0, 4));
}

// Step 1 of 2 and step 0 of 4 share sequences 2 and 3.
TEST(LinearRegressionBatches, OfAnotherSizeHoldTheSameSequences) {
  EXPECT_EQ(share_of(batches_of(2), 1, 0, 2), share_of(batches_of(4), 0, 2, 2));
}

TEST(LinearRegressionBatches, AreNamedByAllThatChangesThem) {
  EXPECT_EQ(batches_of(4).id(), batches_of(4).id());
  EXPECT_NE(batches_of(4).id(), batches_of(5).id());
  EXPECT_NE(batches_of(4).id(), batches_of(4, 2).id());
  EXPECT_NE(batches_of(4).id().find("linear_regression(version=1, dimension=3, points=5"),
            std::string::npos);
}

TEST(LinearRegressionBatches, AbortOutsideOfTheBatch) {
  const auto source = batches_of(4);
  EXPECT_DEATH(share_of(source, 0, 3, 2), "share.first");
  EXPECT_DEATH(share_of(source, -1, 0, 2), "share.step");
}

TEST(LinearRegressionBatches, OfNoSequencesAreAnError) {
  EXPECT_EQ(error_text([] { batches_of(0); }),
            "batches of linear_regression: a batch has 0 sequences, must be >= 1");
}

}  // namespace
}  // namespace tangram
