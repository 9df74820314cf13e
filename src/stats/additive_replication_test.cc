// The size of the test of interaction and of Holm's rule over residuals: what it prints is a table
// of docs/statistics.md.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stats/additive_testing.h"
#include "stats/proportion.h"

namespace tangram {
namespace {

TEST(AdditiveReplication, FalseAlarmsKeepToTheLevel) {
  constexpr int kSets = 2000;
  for (const int n_units : {5, 8, 12, 24})
    for (const Noise& noise : kNoises) {
      const FalseAlarms alarms =
          false_alarms({.n_units = n_units, .noise = noise, .n_sets = kSets});
      fmt::print("| {} | {} | {:.1f} | {:.1f} |\n", n_units, noise.name,
                 100.0 * alarms.by_f / kSets, 100.0 * alarms.by_holm / kSets);
      EXPECT_LE(alarms.by_f, 0.08 * kSets);
      EXPECT_LE(alarms.by_holm, 0.08 * kSets);
    }
}

}  // namespace
}  // namespace tangram
