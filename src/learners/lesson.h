#pragma once

#include <Eigen/Dense>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/episode.h"
#include "core/learner.h"

namespace tangram {

/// The distinct inputs of some problems, by content, so that each is read once. The problems
/// must outlive this.
class InputTable {
 public:
  /// The number of this input: 0, 1, ... in order of first appearance.
  int number(const TextInput& x);
  const std::vector<const TextInput*>& inputs() const { return inputs_; }

 private:
  std::unordered_map<std::string, int> numbers_;
  std::vector<const TextInput*> inputs_;
};

/// What a learner without a prompt may use at one number of shots, and what it is asked: the
/// questions that share shots and candidates. A class is a candidate; an example whose answer
/// the questions do not offer is left out.
struct Lesson {
  int n_classes = 0;
  Candidates candidates;   // their words, by class
  std::vector<int> x;      // each shown example's input (InputTable number), in order
  std::vector<int> y;      // each shown example's class, in [0, n_classes)
  std::vector<int> query;  // each question's input

  int n() const { return static_cast<int>(y.size()); }
  std::vector<int> counts() const;  // examples of each class
};

/// log p(class | query), one column a query: n_classes x query.size().
using Classify = std::function<Eigen::MatrixXd(const Lesson&)>;

/// Answers a problem lesson by lesson. Causal by construction: a lesson holds nothing of the
/// demonstration from `shots` on.
std::vector<Prediction> answer_by_lessons(const Problem<Text>& problem, InputTable& inputs,
                                          const Classify& classify);

/// The same for several problems; checks `stop` between them.
std::vector<std::vector<Prediction>> answer_by_lessons(std::span<const Problem<Text>> problems,
                                                       std::stop_token stop,
                                                       const Classify& classify);

/// log p for every query alike, from probabilities by class.
Eigen::MatrixXd same_for_all(const Eigen::VectorXd& log_p, const Lesson& lesson);

/// Additive smoothing: log((votes_c + smoothing) / (sum of votes + smoothing K)). With
/// smoothing 1/2 it is the mean under Jeffreys' prior, with 1 Laplace's rule; with no votes
/// it is uniform. smoothing > 0.
Eigen::VectorXd smoothed_log_p(const Eigen::VectorXd& votes, double smoothing);

}  // namespace tangram
