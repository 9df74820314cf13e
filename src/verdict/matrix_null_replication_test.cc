// The size of a matrix's tests on the whole path, from answers to cells: crossed queries, AUC.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "verdict/matrix.h"
#include "verdict/matrix_testing.h"

namespace tangram {
namespace {

TEST(MatrixReplication, FindsInteractionsWhereThereAreNoneAtMostAtItsLevel) {
  constexpr int kSets = 500;
  const MatrixSpec spec =
      verdict_testing::matrix_spec({"a", "b", "c", "d", "e"}, {"s", "t", "u", "v"});
  for (const int draws : {6, 12}) {
    int by_f = 0, by_holm = 0;
    for (int set = 0; set < kSets; ++set) {
      const Rng rng = Rng(20240702).at(static_cast<std::uint64_t>(set));
      const Matrix matrix =
          fill_matrix(spec, verdict_testing::arms_alike(
                                spec, {.draws = draws, .queries = 16, .separation = 0.7}, rng));
      by_f += matrix.fit->test->p <= kMatrixLevel ? 1 : 0;
      bool any = false;
      for (const MatrixCell& cell : matrix.cells) any = any || cell.stands_out;
      by_holm += any ? 1 : 0;
    }
    fmt::print("{} draws x 16 queries: F {:.1f} %, Holm {:.1f} % of {} tables\n", draws,
               100.0 * by_f / kSets, 100.0 * by_holm / kSets, kSets);
    EXPECT_LE(by_f, 0.08 * kSets);
    EXPECT_LE(by_holm, 0.08 * kSets);
  }
}

}  // namespace
}  // namespace tangram
