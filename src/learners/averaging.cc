#include "learners/averaging.h"

#include "learners/reference_learners.h"

namespace tangram {

Eigen::MatrixXd Averaging::prefix_weights(const Eigen::MatrixXd& x,
                                          const Eigen::VectorXd& y) const {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(x.rows(), x.cols() + 1);
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(x.rows());
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    sum += x.col(i) * y(i);
    weights.col(i + 1) = sum / static_cast<double>(i + 1);
  }
  return weights;
}

std::unique_ptr<Learner<Vector>> make_averaging(const Value& options, const Resources&) {
  parse_options<NoOptions>(options, "averaging");
  return std::make_unique<Averaging>();
}

}  // namespace tangram
