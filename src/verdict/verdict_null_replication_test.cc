#include <gtest/gtest.h>

#include "stats/proportion.h"
#include "verdict/verdict_null_testing.h"

namespace tangram {
namespace {

// The family-wise error of the whole path, from answers to verdicts, keeps its level: no
// effect anywhere, every margin 0.
TEST(VerdictPathReplication, KeepsTheFamilyWiseErrorAtItsLevel) {
  constexpr int kSets = 2000;
  for (const int draws : {6, 12, 24}) {
    const int wrong = verdict_testing::n_wrong(kSets, {.draws = draws, .queries = 48});
    const Bounds bounds = wilson_interval(wrong, kSets, 0.95);
    RecordProperty("wrong_" + std::to_string(draws), wrong);
    std::printf("%d draws x 48 queries: %d of %d families err (Wilson %.3f-%.3f)\n", draws, wrong,
                kSets, bounds.low, bounds.high);
    EXPECT_LE(bounds.low, 0.05) << draws << " draws";
  }
}

}  // namespace
}  // namespace tangram
