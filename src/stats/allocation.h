#pragma once

#include <optional>

#include "stats/components.h"

namespace tangram {

/// What a crossed design costs (tokens): each draw its demonstration, each query of a draw its own.
struct DesignCost {
  double per_draw = 0, per_query = 0;

  double of(int draws, int queries) const { return draws * (per_draw + queries * per_query); }
};

/// A size of a crossed design.
struct Allocation {
  int draws = 0, queries = 0;
  double half_width = 0;  // of the t interval of an effect, draws - 1 degrees of freedom
  double cost = 0;
};

/// Where a design is looked for.
struct AllocationLimits {
  int fewest_draws = 5, most_draws = 100'000;
  int fewest_queries = 1, most_queries = 4096;
  double level = 0.95;
};

/// The smallest size in [low, high] that is enough, where every larger one is too; nullopt: none
/// is. Cost: log2(high - low) calls.
template <class Enough>
std::optional<int> smallest_size(int low, int high, const Enough& enough) {
  if (!enough(high)) return std::nullopt;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (enough(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// Half of the t interval of a mean over a crossed design. draws >= 2, queries >= 1.
double half_width(const VarianceComponents& components, int draws, int queries, double level);

/// The design with the narrowest interval that costs at most `budget`, over a grid of queries
/// (fewest_queries to most_queries, steps of 1 up to 20 and of at most 5 % beyond). nullopt: the
/// budget holds no design of the fewest draws. Costs are >= 0, not both 0. Cost: about 130
/// quantiles.
std::optional<Allocation> narrowest(const VarianceComponents& components, const DesignCost& cost,
                                    double budget, const AllocationLimits& limits = {});

/// The cheapest design whose interval is at most `wanted` wide on each side, over the same grid.
/// nullopt: none within the limits is. Cost: about 2,000 quantiles.
std::optional<Allocation> cheapest(const VarianceComponents& components, const DesignCost& cost,
                                   double wanted, const AllocationLimits& limits = {});

}  // namespace tangram
