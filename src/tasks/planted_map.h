#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "base/rng.h"

namespace tangram {

/// Linear maps of low rank from prompt embeddings to response embeddings, to be found again by a
/// linear learner in a few pairs.
///
///   z(p) = the first `rank` principal coordinates of e(p) over the pool, each of variance 1
///   W e(p) = B z(p), B (D x rank) of independent standard normal entries
///   g(p) = the candidate r with the largest cos(W e(p), e(r) - mean of e over the candidates)
///
/// so W is affine in e(p), of exactly this rank. Why not any W: embeddings of words share a large
/// common direction, under which a W drawn blindly takes nearly all prompts to one candidate; and
/// pairs far fewer than dimensions fix a map only in the directions along which prompts differ
/// most. Immutable, thread-safe.
class PlantedMaps {
 public:
  /// prompts: D x n, responses: D x m embeddings of the pools. Throws Error where rank is less
  /// than 1 or more than the rank of the centred prompts. O(n^2 D + n^3).
  PlantedMaps(const Eigen::MatrixXd& prompts, Eigen::MatrixXd responses, int rank);

  /// g of each prompt of the pool: an index into `candidates`, which are columns of responses.
  /// The first of equals. O(D rank (candidates + 1) + n rank candidates).
  std::vector<int> draw(std::span<const int> candidates, Rng rng) const;

 private:
  Eigen::MatrixXd coordinates_;  // rank x n
  Eigen::MatrixXd responses_;    // D x m
};

}  // namespace tangram
