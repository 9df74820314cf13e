// All prefixes of one sequence answered by discrete MMSE, against what the same processor needs for
// what no way of answering them can do without.
//
//   bench-dmmse
//
// A pool of 2^20 tasks of dimension 8, 16 examples, all of 0 to 16 shots asked, on one thread. The
// bound is the product of tasks and examples (2^20 x 8 by 8 x 16, in double as the learner does, by
// gemm()) and an exponential of each of its numbers (math/exponential.h's, in double), block by
// block as they fit the cache; it has the tasks of one block over and over, so that it waits for no
// memory. Learner and bound take turns. One JSON object on standard output: seconds of an answer,
// the bound's seconds over them (of medians; min and max of the pairs), and the peak resident
// memory of the whole process in MB.

#include "learners/dmmse.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/json.h"
#include "base/stopwatch.h"
#include "core/task_pool.h"
#include "math/exponential.h"
#include "math/gemm.h"
#include "math/vectorise.h"

namespace tangram {
namespace {

constexpr int kRuns = 9, kTasks = 1 << 20, kDimension = 8, kExamples = 16;
constexpr int kBlock = 512;
constexpr double kNoise = 0.5;

Problem<Vector> problem() {
  Rng rng = Rng(2);
  const auto normal = [&rng] { return rng.normal(); };
  Problem<Vector> out;
  auto& [x, y] = out.demonstration;
  x = Eigen::MatrixXd::NullaryExpr(kDimension, kExamples, normal);
  y = Eigen::RowVectorXd::NullaryExpr(kExamples, normal);
  for (int shots = 0; shots <= kExamples; ++shots)
    out.questions.push_back({shots, Eigen::VectorXd::NullaryExpr(kDimension, normal)});
  return out;
}

/// A number that hangs on all that was computed, so that nothing is left out.
double bound(const Eigen::MatrixXd& block, const Eigen::MatrixXd& x) {
  std::vector<double> product(std::size_t{kBlock} * kExamples);
  double sum = 0;
  for (int begin = 0; begin < kTasks; begin += kBlock) {
    // Row-major, a task a row and an example a row.
    gemm(Op::none, Op::transpose, kBlock, kExamples, kDimension, 1.0, block.data(), kDimension,
         x.data(), kDimension, 0.0, product.data(), kExamples);
    vectorised([p = product.data(), n = product.size()] {
      for (std::size_t i = 0; i < n; ++i) p[i] = exponential(p[i]);
    });
    sum += product[0];
  }
  return sum;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int bench() {
  const Problem<Vector> asked = problem();
  const Eigen::MatrixXd& x = asked.demonstration.x;
  const Eigen::MatrixXd block = drawn_pool(kDimension, kBlock, {}, Rng(1)).tasks;
  DiscreteMmse learner(drawn_pool(kDimension, kTasks, {}, Rng(1)), kNoise);
  std::vector<double> ours, bounds, ratios;
  for (int run = 0; run < kRuns; ++run) {
    const Stopwatch of_learner;
    if (!std::isfinite(learner.answer({&asked, 1}, {})[0][0].y[0])) return 1;
    ours.push_back(of_learner.seconds());
    const Stopwatch of_bound;
    if (!std::isfinite(bound(block, x))) return 1;
    bounds.push_back(of_bound.seconds());
    ratios.push_back(bounds.back() / ours.back());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end());
  fmt::print("{}\n",
             to_json(json_object(
                 {{"bench", json("dmmse")},
                  {"value", json(median(ours))},
                  {"unit", json("s")},
                  {"against", json(fmt::format("{:.4f} s of dgemm and exp", median(bounds)))},
                  {"ratio", json(median(bounds) / median(ours))},
                  {"min", json(*low)},
                  {"max", json(*high)},
                  {"runs", json(kRuns)},
                  {"peak_mb", json(static_cast<double>(usage.ru_maxrss) / 1000)}})));
  return 0;
}

}  // namespace
}  // namespace tangram

int main() { return tangram::bench(); }
