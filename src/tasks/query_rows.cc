#include "tasks/query_rows.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "base/check.h"
#include "tasks/questions.h"
#include "tasks/sampling.h"

namespace tangram {
namespace {

std::vector<int> uniform_rows(const TextData& data, const Rng& rng, int n) {
  return permutation_prefix(rng.at("uniform"), static_cast<int>(data.queries.size()), n);
}

std::vector<int> available_of(const std::vector<std::vector<int>>& groups) {
  std::vector<int> out;
  for (const auto& rows : groups) out.push_back(static_cast<int>(rows.size()));
  return out;
}

std::vector<int> balanced_rows(const TextData& data, const Rng& rng, int n) {
  const auto& classes = data.queries_by_class;
  const std::vector<int> available = available_of(classes);
  const auto counts = counts_within(rng.at("counts"), available, n);
  std::vector<int> out;
  for (std::size_t y = 0; y < classes.size(); ++y)
    for (const int i : permutation_prefix(rng.at("class").at(y), available[y], counts[y]))
      out.push_back(classes[y][static_cast<std::size_t>(i)]);
  rng.at("order").shuffle(out);
  return out;
}

/// Passes over the rows of each group in a random order: a draw takes the next ones, and a pass
/// ends where a group has fewer left than the draw takes of it.
std::vector<int> next_rows(const std::vector<std::vector<int>>& groups, const Rng& rng,
                           std::uint64_t index, int n) {
  const std::vector<int> available = available_of(groups);
  std::vector<int> used(groups.size()), counts(groups.size());
  std::uint64_t pass = 0;
  for (std::uint64_t draw = 0; draw <= index; ++draw) {
    bool enough = true;
    for (std::size_t g = 0; g < groups.size(); ++g) used[g] += counts[g];
    counts = counts_within(rng.at(draw).at("counts"), available, n);
    for (std::size_t g = 0; g < groups.size(); ++g)
      enough = enough && used[g] + counts[g] <= available[g];
    if (enough) continue;
    std::fill(used.begin(), used.end(), 0);
    ++pass;
  }
  std::vector<int> out;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto order = permutation_prefix(rng.at("pass").at(pass).at("class").at(g), available[g],
                                          used[g] + counts[g]);
    for (auto i = order.begin() + used[g]; i != order.end(); ++i)
      out.push_back(groups[g][static_cast<std::size_t>(*i)]);
  }
  rng.at(index).at("order").shuffle(out);
  return out;
}

}  // namespace

std::vector<int> draw_query_rows(const TextData& data, bool balanced, const Rng& rng,
                                 std::uint64_t index, const Shape& shape) {
  const int n_rows = static_cast<int>(data.queries.size()), n = shape.queries;
  require(n <= n_rows, "{}: {} queries were asked for, but there are {}; ask for fewer",
          data.report.name, n, n_rows);
  if (shape.design == Design::nested) {
    if (balanced) return next_rows(data.queries_by_class, rng.at("queries"), index, n);
    std::vector<int> all(data.queries.size());
    std::iota(all.begin(), all.end(), 0);
    return next_rows({std::move(all)}, rng.at("queries"), index, n);
  }
  const Rng stream = query_stream(rng, index, shape);
  return asked_in_draw(balanced ? balanced_rows(data, stream, n) : uniform_rows(data, stream, n),
                       index, shape);
}

}  // namespace tangram
