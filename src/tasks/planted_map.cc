#include "tasks/planted_map.h"

#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

/// The first principal coordinates of the columns, each with mean square 1: rank x n. By the Gram
/// matrix of the centred columns: its eigenvectors are the coordinates, up to their scale.
Eigen::MatrixXd principal_coordinates(const Eigen::MatrixXd& x, int rank) {
  const Eigen::MatrixXd centred = x.colwise() - x.rowwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(centred.transpose() * centred);
  const Eigen::VectorXd& values = eigen.eigenvalues();  // ascending
  const Eigen::Index n = values.size();
  int available = 0;
  for (const double value : values) available += value > 1e-10 * values(n - 1);
  require(
      rank >= 1 && rank <= available,
      "token_map: rank = {} is out of range: the embeddings of the {} prompts span {} dimensions",
      rank, n, available);
  Eigen::MatrixXd out = eigen.eigenvectors().rightCols(rank).transpose();
  for (auto row : out.rowwise())  // an eigenvector's sign is the solver's choice: fix it
    if (Eigen::Index largest = 0; row.cwiseAbs().maxCoeff(&largest) > 0 && row(largest) < 0)
      row = -row;
  return std::sqrt(static_cast<double>(n)) * out;
}

}  // namespace

PlantedMaps::PlantedMaps(const Eigen::MatrixXd& prompts, Eigen::MatrixXd responses, int rank)
    : coordinates_(principal_coordinates(prompts, rank)), responses_(std::move(responses)) {}

std::vector<int> PlantedMaps::draw(std::span<const int> candidates, Rng rng) const {
  Eigen::MatrixXd b(responses_.rows(), coordinates_.rows());
  for (double& entry : b.reshaped()) entry = rng.normal();
  Eigen::MatrixXd words(responses_.rows(), static_cast<Eigen::Index>(candidates.size()));
  for (std::size_t c = 0; c < candidates.size(); ++c)
    words.col(static_cast<Eigen::Index>(c)) = responses_.col(candidates[c]);
  words.colwise() -= words.rowwise().mean().eval();
  words.colwise().normalize();  // leaves a column of zeros alone
  const Eigen::MatrixXd scores = (words.transpose() * b) * coordinates_;  // candidates x n
  std::vector<int> g(static_cast<std::size_t>(scores.cols()));
  for (std::size_t i = 0; i < g.size(); ++i) {
    Eigen::Index best = 0;
    scores.col(static_cast<Eigen::Index>(i)).maxCoeff(&best);
    g[i] = static_cast<int>(best);
  }
  return g;
}

}  // namespace tangram
