#include "learners/logistic.h"

#include <linear.h>

#include <cmath>
#include <memory>
#include <vector>

#include "base/check.h"

namespace tangram {
namespace {

void print_nothing(const char*) {}

struct FreeModel {
  void operator()(::model* trained) const { ::free_and_destroy_model(&trained); }
};

/// liblinear's sparse rows of the columns of z: all entries, numbered from 1, then an end.
std::vector<::feature_node> rows_of(const Eigen::MatrixXd& z) {
  std::vector<::feature_node> nodes;
  nodes.reserve(static_cast<std::size_t>((z.rows() + 1) * z.cols()));
  for (Eigen::Index i = 0; i < z.cols(); ++i) {
    for (Eigen::Index f = 0; f < z.rows(); ++f) nodes.push_back({static_cast<int>(f + 1), z(f, i)});
    nodes.push_back({-1, 0});
  }
  return nodes;
}

}  // namespace

Eigen::VectorXd logistic_weights(const Eigen::MatrixXd& z, const Eigen::VectorXd& sign, double c) {
  TANGRAM_CHECK(sign.size() == z.cols() && c > 0);
  TANGRAM_CHECK((sign.array() > 0).any() && (sign.array() < 0).any());
  static const bool silenced = (::set_print_string_function(&print_nothing), true);
  (void)silenced;
  std::vector<::feature_node> nodes = rows_of(z);
  std::vector<::feature_node*> rows;
  for (Eigen::Index i = 0; i < z.cols(); ++i)
    rows.push_back(nodes.data() + static_cast<std::size_t>(i * (z.rows() + 1)));
  Eigen::VectorXd y = sign;

  ::problem problem = {};
  problem.l = static_cast<int>(z.cols());
  problem.n = static_cast<int>(z.rows());
  problem.y = y.data();
  problem.x = rows.data();
  problem.bias = -1;
  ::parameter parameter = {};
  parameter.solver_type = ::L2R_LR;
  parameter.C = c;
  parameter.eps = 1e-6;  // of the gradient: well below what a study can see
  const char* wrong = ::check_parameter(&problem, &parameter);
  TANGRAM_CHECK(wrong == nullptr);
  const std::unique_ptr<::model, FreeModel> trained(::train(&problem, &parameter));
  const Eigen::VectorXd w = Eigen::Map<const Eigen::VectorXd>(trained->w, z.rows());
  return trained->label[0] > 0 ? w : Eigen::VectorXd(-w);
}

double log_sigmoid(double x) {
  return x >= 0 ? -std::log1p(std::exp(-x)) : x - std::log1p(std::exp(x));
}

}  // namespace tangram
