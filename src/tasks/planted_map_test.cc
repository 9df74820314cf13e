#include "tasks/planted_map.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;

// Four prompts on a line and two responses above and below it: of rank 1, a map takes the two on
// one side to one response and the others to the other, whichever way round.
TEST(PlantedMaps, OfRankOneCutALineInTwo) {
  const PlantedMaps maps(MatrixXd{{-2, -1, 1, 2}, {0, 0, 0, 0}}, MatrixXd{{0, 0}, {1, -1}}, 1);
  const std::vector<int> both = {0, 1};
  std::set<std::vector<int>> seen;
  for (std::uint64_t i = 0; i < 20; ++i) seen.insert(maps.draw(both, Rng(i)));
  EXPECT_EQ(seen, (std::set<std::vector<int>>{{0, 0, 1, 1}, {1, 1, 0, 0}}));
}

MatrixXd random_points(Eigen::Index rows, Eigen::Index columns, Rng rng) {
  MatrixXd out(rows, columns);
  for (double& value : out.reshaped()) value = rng.normal();
  return out;
}

// What all words share and how long a response is says nothing: without the centring a common
// direction of length 100 would take every prompt to the candidate that has most of it.
TEST(PlantedMaps, DoNotSeeWhatAllWordsShare) {
  const MatrixXd x = random_points(6, 40, Rng(1)), y = random_points(6, 5, Rng(2));
  const Eigen::VectorXd common = Eigen::VectorXd::Constant(6, 100);
  const PlantedMaps plain(x, y, 3), shifted(x.colwise() + common, y.colwise() + common, 3);
  const std::vector<int> candidates = {4, 0, 2};
  for (std::uint64_t i = 0; i < 10; ++i) {
    const auto g = plain.draw(candidates, Rng(i));
    EXPECT_EQ(shifted.draw(candidates, Rng(i)), g);
    EXPECT_GE(std::set<int>(g.begin(), g.end()).size(), 2u);
    for (const int c : g) EXPECT_TRUE(c >= 0 && c < 3);
  }
}

// With as many candidates as dimensions and rank 2, responses are the sectors of a plane: the sign
// of every score is turned when a prompt is reflected through the pool's mean.
TEST(PlantedMaps, AreLinearAboutThePoolsMean) {
  const MatrixXd half = random_points(5, 20, Rng(3));
  MatrixXd x(5, 40);
  x << half, -half;
  const PlantedMaps maps(x, random_points(5, 2, Rng(4)), 2);
  const std::vector<int> two = {0, 1};
  const auto g = maps.draw(two, Rng(5));
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(g[i], 1 - g[i + 20]);
}

TEST(PlantedMaps, RefuseARankBeyondThePrompts) {
  const MatrixXd line{{1, 2, 3}, {1, 2, 3}}, words = MatrixXd::Identity(2, 2);
  for (const int rank : {0, 2})
    EXPECT_EQ(error_text([&] { PlantedMaps(line, words, rank); }),
              "token_map: rank = " + std::to_string(rank) +
                  " is out of range: the embeddings of the 3 prompts span 1 dimensions");
  EXPECT_EQ(
      error_text([&] { PlantedMaps(MatrixXd::Zero(2, 3), words, 1); }),
      "token_map: rank = 1 is out of range: the embeddings of the 3 prompts span 0 dimensions");
}

}  // namespace
}  // namespace tangram
