#pragma once

#include <cstdint>
#include <vector>

#include "base/rng.h"

namespace tangram {

/// The first `m` places of a random permutation of 0 .. n-1, 0 <= m <= n: a sample without
/// replacement. A longer prefix of the same stream begins with the shorter one. O(m).
std::vector<int> permutation_prefix(Rng rng, int n, int m);

/// The first `m` of that permutation that are not among `taken`, which holds distinct items of
/// 0 .. n-1; m + taken.size() <= n. O(m + taken).
std::vector<int> permutation_without(const Rng& rng, int n, int m, const std::vector<int>& taken);

/// How many items of each class make up a balanced sample of `size`: counts differ by at most 1
/// and which classes have one more is random. The counts of size + 1 are those of `size` with
/// one class more by 1, whatever sizes are asked for. `n_classes` >= 1.
std::vector<int> balanced_counts(const Rng& rng, int n_classes, int size);

/// As balanced_counts(), where class y has no more than available[y] items: what the small ones
/// cannot give comes from the others, as evenly as they allow. Needs size <= their sum.
std::vector<int> counts_within(const Rng& rng, const std::vector<int>& available, int size);

}  // namespace tangram
