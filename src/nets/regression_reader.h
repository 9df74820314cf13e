#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/learner.h"
#include "nets/gpt2.h"
#include "nets/regression_tokens.h"

namespace tangram {

/// Answers problems of regression by a net: a question is the x behind the examples before it, as
/// in training. One pass serves all questions that ask for the demonstration's own x after the
/// examples before it, as those of sequences do; another x costs a pass of its own.
///
/// Each pass is of one sequence, filled up to the net's positions, so that products have the same
/// sizes whatever is asked: an answer has the same bits in any company, and hangs on nothing that
/// comes after it. The net outlives this.
class RegressionReader {
 public:
  RegressionReader(const Gpt2<float>& net, TokenLayout layout, int dimension);

  /// Throws Error, in the name of `owner`, where a problem is not one for this net, or the machine
  /// has no memory for a pass of it.
  void check(std::span<const Problem<Vector>> problems, std::string_view owner) const;

  /// As Learner::answer() does, by these parameters. Aborts on a problem that check() refuses.
  std::vector<std::vector<Prediction>> answer(std::span<const float> parameters,
                                              std::span<const Problem<Vector>> problems,
                                              const std::stop_token& stop) const;

 private:
  /// What passes work in. It lives while answers are made: a study has many readers, each as long
  /// as the study, and a pass of a large net takes tens of megabytes.
  struct Room {
    std::vector<float> tokens, predictions, workspace;
  };

  [[nodiscard]] std::size_t n_tokens() const;  // numbers of them
  [[nodiscard]] std::size_t n_predictions() const;
  void check_memory(std::string_view owner) const;
  void check_one(const Problem<Vector>& problem, std::string_view owner) const;
  std::vector<Prediction> answer_one(std::span<const float> parameters,
                                     const Problem<Vector>& problem, Room& room) const;
  void pass(std::span<const float> parameters, const Eigen::Ref<const Eigen::MatrixXd>& x,
            const Eigen::Ref<const Eigen::RowVectorXd>& y, Room& room) const;

  const Gpt2<float>& net_;
  TokenLayout layout_;
  int dimension_;
  SequenceShape shape_;  // of a pass
};

}  // namespace tangram
