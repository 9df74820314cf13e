#include "tasks/sampling.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/check.h"

namespace tangram {
namespace {

std::vector<int> shuffled_classes(Rng rng, int n_classes) {
  std::vector<int> classes(static_cast<std::size_t>(n_classes));
  std::iota(classes.begin(), classes.end(), 0);
  rng.shuffle(classes);
  return classes;
}

}  // namespace

std::vector<int> permutation_prefix(Rng rng, int n, int m) {
  TANGRAM_CHECK(0 <= m && m <= n);
  // Fisher-Yates from the front; only places that a swap has touched are stored.
  std::unordered_map<int, int> moved;
  const auto at = [&moved](int i) {
    const auto found = moved.find(i);
    return found == moved.end() ? i : found->second;
  };
  std::vector<int> out(static_cast<std::size_t>(m));
  for (int i = 0; i < m; ++i) {
    const int j = i + static_cast<int>(rng.below(static_cast<std::uint64_t>(n - i)));
    out[static_cast<std::size_t>(i)] = at(j);
    moved[j] = at(i);
  }
  return out;
}

std::vector<int> permutation_without(const Rng& rng, int n, int m, const std::vector<int>& taken) {
  const std::unordered_set<int> without(taken.begin(), taken.end());
  std::vector<int> out;
  for (const int i : permutation_prefix(rng, n, m + static_cast<int>(taken.size())))
    if (static_cast<int>(out.size()) < m && !without.contains(i)) out.push_back(i);
  return out;
}

std::vector<int> balanced_counts(const Rng& rng, int n_classes, int size) {
  TANGRAM_CHECK(n_classes >= 1 && size >= 0);
  const int rounds = size / n_classes, rest = size % n_classes;
  std::vector<int> counts(static_cast<std::size_t>(n_classes), rounds);
  // The round that is not complete has an order of its own, whoever asks for its beginning.
  const auto order = shuffled_classes(rng.at(static_cast<std::uint64_t>(rounds)), n_classes);
  for (int i = 0; i < rest; ++i)
    ++counts[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
  return counts;
}

std::vector<int> counts_within(const Rng& rng, const std::vector<int>& available, int size) {
  const int n_classes = static_cast<int>(available.size());
  TANGRAM_CHECK(size <= std::accumulate(available.begin(), available.end(), 0));
  std::vector<int> counts(available.size());
  for (int round = 0; size > 0; ++round)
    for (const int y : shuffled_classes(rng.at(static_cast<std::uint64_t>(round)), n_classes)) {
      const auto c = static_cast<std::size_t>(y);
      if (size == 0 || counts[c] == available[c]) continue;
      ++counts[c];
      --size;
    }
  return counts;
}

}  // namespace tangram
