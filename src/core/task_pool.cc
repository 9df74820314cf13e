#include "core/task_pool.h"

#include <fmt/format.h>

#include <cmath>

#include "base/check.h"
#include "base/machine.h"

namespace tangram {

TaskPool drawn_pool(int dimension, std::int64_t size, const TaskPrior& prior, const Rng& rng) {
  require(dimension >= 1, "a pool of tasks: dimension is {}, must be at least 1", dimension);
  require(size >= 1, "a pool of tasks: pool_size is {}, must be at least 1, or inf", size);
  prior.check("a pool of tasks");
  const double bytes = sizeof(double) * static_cast<double>(dimension) * static_cast<double>(size);
  require_memory(bytes, "a smaller pool_size, or inf",
                 "a pool of tasks: {} tasks of {} numbers take", size, dimension);
  TaskPool out;
  out.tasks.resize(dimension, size);
  const auto d = static_cast<std::size_t>(dimension);
  for (Eigen::Index i = 0; i < size; ++i)
    prior.draw(rng.at(static_cast<std::uint64_t>(i)), {out.tasks.col(i).data(), d});
  Rng named = rng;
  out.id = fmt::format("{}(dimension={}, size={}, task_sd={}, stream={:016x})",
                       prior.law == TaskLaw::gaussian ? "normal" : "laplace", dimension, size,
                       prior.sd, named.next());
  return out;
}

void PoolOptions::visit(FieldVisitor& v) {
  v({.name = "pool_size", .help = "Tasks of the pool, from 1 on; inf: each task is drawn anew"},
    pool_size);
  v({.name = "pool_seed", .help = "Names the pool among those of its size", .min = 0}, pool_seed);
}

std::shared_ptr<const TaskPool> make_pool(const PoolOptions& options, int dimension,
                                          const TaskPrior& prior) {
  if (options.pool_size == std::numeric_limits<double>::infinity()) return nullptr;
  require(!(options.pool_size < 1), "a pool of tasks: pool_size is {}, must be at least 1, or inf",
          options.pool_size);
  constexpr double kMost = 1e15;  // far more than any memory, far less than overflows
  require(options.pool_size == std::floor(options.pool_size) && options.pool_size <= kMost,
          "a pool of tasks: pool_size is {}, must be a whole number below {}, or inf",
          options.pool_size, kMost);
  return std::make_shared<const TaskPool>(
      drawn_pool(dimension, static_cast<std::int64_t>(options.pool_size), prior,
                 Rng(static_cast<std::uint64_t>(options.pool_seed)).at("pool")));
}

}  // namespace tangram
