#pragma once

#include <Eigen/Dense>
#include <limits>
#include <memory>
#include <string>

#include "base/options.h"
#include "base/rng.h"
#include "core/task_prior.h"

namespace tangram {

/// A finite set of linear tasks, all equally likely: w, one a column (d x M, M >= 1).
struct TaskPool {
  Eigen::MatrixXd tasks;
  std::string id;  // names its content: law, size and seed, or a hash
};

/// Tasks w_i of the prior, i = 0, 1, ...: a pool of more holds those of a pool of fewer. Throws
/// Error unless size >= 1, dimension >= 1 and prior.sd > 0, and where the machine has no memory for
/// it.
TaskPool drawn_pool(int dimension, std::int64_t size, const TaskPrior& prior, const Rng& rng);

/// The pool that a task draws from, a net is trained on, and dmmse knows: with the same options it
/// is the same.
struct PoolOptions {
  double pool_size = std::numeric_limits<double>::infinity();
  int pool_seed = 0;

  void visit(FieldVisitor& v);
};

/// drawn_pool() of that size; null where it is inf: each task is drawn anew. Throws Error as that
/// does, and where the size is no whole number.
std::shared_ptr<const TaskPool> make_pool(const PoolOptions& options, int dimension,
                                          const TaskPrior& prior);

}  // namespace tangram
