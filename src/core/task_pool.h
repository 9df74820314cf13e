#pragma once

#include <Eigen/Dense>
#include <string>

namespace tangram {

/// A finite set of linear tasks, all equally likely: w, one a column (d x M, M >= 1).
struct TaskPool {
  Eigen::MatrixXd tasks;
  std::string id;  // names its content: law, size and seed, or a hash
};

}  // namespace tangram
