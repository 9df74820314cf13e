#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <string>
#include <vector>

#include "spec/scored_sum.h"
#include "verdict/arms.h"

namespace tangram {

/// A score of each draw of a task. Where a draw is a function g, one set of response words, its
/// rotations are the assignments of these words to the labels and its demonstrations repeat the
/// measurement.
struct DrawScores {
  std::vector<std::uint64_t> draws;  // ascending: those that all arms of the sum have and score
  int declared = 0;                  // draws of the plan
  int demonstrations = 1, rotations = 1;
  Eigen::MatrixXd scores;  // draws x (demonstrations x rotations), demonstration by demonstration
  std::string note;        // why there are none, or what was left out

  Eigen::MatrixXd by_demonstration() const;  // draws x demonstrations: means over rotations
  Eigen::MatrixXd by_rotation() const;       // draws x rotations: means over demonstrations
  Eigen::VectorXd means() const;

  /// These draws alone, in this order; each must be there.
  DrawScores of(const std::vector<std::uint64_t>& wanted) const;
};

/// Of a weighted sum of scores, on one task; the block's draws have that many demonstrations, 1
/// where they are not told apart.
DrawScores draw_scores(const ScoredSum& scored, const std::vector<Arm>& arms,
                       const std::string& task, int demonstrations = 1);

/// Draws that are in both; both ascending.
std::vector<std::uint64_t> common_draws(const std::vector<std::uint64_t>& a,
                                        const std::vector<std::uint64_t>& b);

/// How likely a learner holds the words of each function, before or without the task: `mean` over
/// candidates of their log-probability (nats, averaged over questions, demonstrations and
/// rotations), and their standard deviation, which says how far one word is preferred. One entry a
/// draw of the arm.
struct WordPriors {
  std::vector<std::uint64_t> draws;
  std::vector<double> mean, spread;
  std::string note;  // why there are none
};
WordPriors word_priors(const ScoredSum& side, const std::vector<Arm>& arms,
                       const std::string& task);

}  // namespace tangram
