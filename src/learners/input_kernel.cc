#include "learners/input_kernel.h"

#include <algorithm>
#include <utility>

namespace tangram {

const FeatureCounts& CountKernel::counts(const InputTable& inputs, int number) {
  const auto i = static_cast<std::size_t>(number);
  if (i >= counts_.size()) counts_.resize(inputs.inputs().size()), counted_.resize(counts_.size());
  if (!counted_[i]) counts_[i] = counter_.count(*inputs.inputs()[i]), counted_[i] = true;
  return counts_[i];
}

double CountKernel::product(const InputTable& inputs, int a, int b) {
  const auto low = static_cast<std::uint64_t>(std::min(a, b));
  const auto high = static_cast<std::uint64_t>(std::max(a, b));
  const auto [entry, is_new] = products_.try_emplace(high << 32 | low);
  if (is_new) {
    counts(inputs, static_cast<int>(high));  // may move what the other reference would hold
    entry->second = static_cast<double>(dot(counts(inputs, a), counts(inputs, b)));
  }
  return entry->second;
}

Kernel CountKernel::products(const InputTable& inputs, const Lesson& lesson) {
  const auto n = static_cast<Eigen::Index>(lesson.x.size());
  const auto q = static_cast<Eigen::Index>(lesson.query.size());
  Kernel out{Eigen::MatrixXd(n, n), Eigen::MatrixXd(n, q)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const int x = lesson.x[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j <= i; ++j)
      out.gram(i, j) = out.gram(j, i) = product(inputs, x, lesson.x[static_cast<std::size_t>(j)]);
    for (Eigen::Index j = 0; j < q; ++j)
      out.cross(i, j) = product(inputs, x, lesson.query[static_cast<std::size_t>(j)]);
  }
  return out;
}

}  // namespace tangram
