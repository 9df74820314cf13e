#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "learners/lesson.h"
#include "learners/linear_fit.h"
#include "learners/text_counts.h"

namespace tangram {

/// Inner products of inputs' feature counts, each input counted once and each pair
/// multiplied once, however many lessons ask. Exact: counts are integers.
class CountKernel {
 public:
  explicit CountKernel(CountOptions options) : counter_(options) {}

  /// Counts of input `number` of the table.
  const FeatureCounts& counts(const InputTable& inputs, int number);

  /// Inner products without bias: of the problem's shown inputs with each other, n x n, and
  /// with the queries, n x q.
  Kernel products(const InputTable& inputs, const Lesson& lesson);

 private:
  double product(const InputTable& inputs, int a, int b);

  FeatureCounter counter_;
  std::vector<FeatureCounts> counts_;
  std::vector<bool> counted_;
  std::unordered_map<std::uint64_t, double> products_;
};

}  // namespace tangram
