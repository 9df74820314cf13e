#pragma once

#include <span>
#include <vector>

namespace tangram {

/// Holm's adjusted p-values of a family, in the order given: the i-th smallest of m is
/// max_{j <= i} min(1, (m - j + 1) p_(j)). Rejecting where the adjusted p is at most alpha keeps
/// the chance of any false rejection at alpha, whatever the dependence. Each p in [0, 1]. An empty
/// family: empty; a family of one: unchanged. Source: Holm 1979, Scand. J. Statist. 6.
std::vector<double> holm(std::span<const double> p);

}  // namespace tangram
