#pragma once

#include <memory>
#include <string>

#include "base/value.h"
#include "core/resources.h"
#include "learners/linear_predictor.h"

namespace tangram {

/// w_hat = (1/n) sum_i x_i y_i, 0 without examples: least squares where inputs are taken for
/// white. Worse than answering 0 until n > d + 1.
class Averaging final : public LinearPredictor {
 public:
  std::string id() const override { return "averaging@1()"; }

 private:
  Eigen::MatrixXd prefix_weights(const Eigen::MatrixXd& x, const Eigen::VectorXd& y) const override;
};
std::unique_ptr<Learner<Vector>> make_averaging(const Value& options, const Resources&);

}  // namespace tangram
