#include "stats/allocation.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

/// The next number of queries to look at.
int after(int queries) { return std::max(queries + 1, static_cast<int>(queries * 1.05)); }

Allocation sized(const VarianceComponents& components, const DesignCost& cost, int draws,
                 int queries, double level) {
  return {draws, queries, half_width(components, draws, queries, level), cost.of(draws, queries)};
}

}  // namespace

double half_width(const VarianceComponents& components, int draws, int queries, double level) {
  TANGRAM_CHECK(draws >= 2 && level > 0 && level < 1);
  return t_quantile((1 + level) / 2, draws - 1) *
         std::sqrt(variance_of_mean(components, draws, queries));
}

std::optional<Allocation> narrowest(const VarianceComponents& components, const DesignCost& cost,
                                    double budget, const AllocationLimits& limits) {
  TANGRAM_CHECK(cost.per_draw + cost.per_query > 0);
  std::optional<Allocation> best;
  for (int queries = limits.fewest_queries; queries <= limits.most_queries;
       queries = after(queries)) {
    const double draws = std::floor(budget / cost.of(1, queries));
    if (draws < limits.fewest_draws) continue;
    const int n = static_cast<int>(std::min<double>(draws, limits.most_draws));
    const Allocation tried = sized(components, cost, n, queries, limits.level);
    if (!best || tried.half_width < best->half_width) best = tried;
  }
  return best;
}

std::optional<Allocation> cheapest(const VarianceComponents& components, const DesignCost& cost,
                                   double wanted, const AllocationLimits& limits) {
  std::optional<Allocation> best;
  for (int queries = limits.fewest_queries; queries <= limits.most_queries;
       queries = after(queries)) {
    const auto draws = smallest_size(limits.fewest_draws, limits.most_draws, [&](int n) {
      return half_width(components, n, queries, limits.level) <= wanted;
    });
    if (!draws || (best && cost.of(*draws, queries) >= best->cost)) continue;
    best = sized(components, cost, *draws, queries, limits.level);
  }
  return best;
}

}  // namespace tangram
