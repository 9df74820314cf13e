#include "math/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/rng.h"

#ifndef TANGRAM_BLAS
#include <omp.h>
#endif

namespace tangram {
namespace {

template <class T>
class Gemm : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Gemm, Scalars);

template <class T>
constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

template <class T>
std::vector<T> normals(Rng rng, std::int64_t n) {
  std::vector<T> out(static_cast<std::size_t>(n));
  for (T& value : out) value = static_cast<T>(rng.normal());
  return out;
}

// (1 2) (5 6)   (19 22)
// (3 4) (7 8) = (43 50), twice it and ten times (1 1; 1 1).
TYPED_TEST(Gemm, OfTwoByTwoByHand) {
  const std::vector<TypeParam> a{1, 2, 3, 4}, b{5, 6, 7, 8};
  std::vector<TypeParam> c{1, 1, 1, 1};
  gemm(Op::none, Op::none, 2, 2, 2, TypeParam(2), a.data(), 2, b.data(), 2, TypeParam(10), c.data(),
       2);
  EXPECT_EQ(c, (std::vector<TypeParam>{48, 54, 96, 110}));
}

// A row times a matrix of which the third column is not looked at: (1 2) (3 5; 4 6) = (11 17).
TYPED_TEST(Gemm, LeadingDimensionsSkipWhatLiesBetweenRows) {
  const TypeParam nan = not_a_number<TypeParam>;
  const std::vector<TypeParam> a{1, 2, nan}, b{3, 5, nan, 4, 6, nan};
  std::vector<TypeParam> c{0, 0, 7};
  gemm(Op::none, Op::none, 1, 2, 2, TypeParam(1), a.data(), 3, b.data(), 3, TypeParam(0), c.data(),
       3);
  EXPECT_EQ(c, (std::vector<TypeParam>{11, 17, 7}));
}

/// A stored matrix seen through op.
template <class T>
struct Seen {
  Op op;
  std::vector<T> values;
  std::int64_t ld;

  Seen(Op through, std::int64_t rows, std::int64_t columns, const Rng& rng)
      : op(through),
        values(normals<T>(
            rng, (op == Op::none ? rows : columns) * ((op == Op::none ? columns : rows) + 2))),
        ld((op == Op::none ? columns : rows) + 2) {}
  double operator()(std::int64_t i, std::int64_t j) const {
    return values[static_cast<std::size_t>(op == Op::none ? i * ld + j : j * ld + i)];
  }
};

/// C = 0.5 op(A) op(B) - 2 C against a triple loop in double; what lies between rows stays.
template <class T>
void expect_triple_loop(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k) {
  const Seen<T> a(op_a, m, k, Rng(1)), b(op_b, k, n, Rng(2));
  const std::int64_t ldc = n + 3;
  const auto before = normals<T>(Rng(3), m * ldc);
  auto c = before;
  gemm(op_a, op_b, m, n, k, T(0.5), a.values.data(), a.ld, b.values.data(), b.ld, T(-2), c.data(),
       ldc);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < ldc; ++j) {
      const auto at = static_cast<std::size_t>(i * ldc + j);
      if (j >= n) {
        ASSERT_EQ(c[at], before[at]);
        continue;
      }
      double sum = 0, scale = 1;
      for (std::int64_t l = 0; l < k; ++l) {
        sum += a(i, l) * b(l, j);
        scale += std::abs(a(i, l) * b(l, j));
      }
      const double tolerance = scale * (sizeof(T) == 4 ? 1e-5 : 1e-13);
      ASSERT_NEAR(c[at], 0.5 * sum - 2.0 * before[at], tolerance) << m << " " << n << " " << k;
    }
}

TYPED_TEST(Gemm, IsATripleLoopForAllTranspositionsAndSizes) {
  const std::int64_t sizes[][3] = {{1, 1, 1},   {3, 5, 4},   {17, 33, 9},
                                   {1, 64, 70}, {65, 1, 31}, {130, 48, 64}};
  for (const Op op_a : {Op::none, Op::transpose})
    for (const Op op_b : {Op::none, Op::transpose})
      for (const auto& [m, n, k] : sizes) expect_triple_loop<TypeParam>(op_a, op_b, m, n, k);
}

// 3 * (2 4) + nothing.
TYPED_TEST(Gemm, OfNoTermsLeavesBetaTimesWhatWasThere) {
  const TypeParam unused = 0;
  std::vector<TypeParam> c{2, 4};
  gemm(Op::none, Op::none, 1, 2, 0, TypeParam(1), &unused, 1, &unused, 2, TypeParam(3), c.data(),
       2);
  EXPECT_EQ(c, (std::vector<TypeParam>{6, 12}));
}

TYPED_TEST(Gemm, OfNoRowsOrNoColumnsTouchesNothing) {
  const std::vector<TypeParam> a{1, 2}, b{3, 4};
  std::vector<TypeParam> c{5};
  gemm(Op::none, Op::none, 0, 1, 2, TypeParam(1), a.data(), 2, b.data(), 1, TypeParam(0), c.data(),
       1);
  gemm(Op::none, Op::none, 1, 0, 2, TypeParam(1), a.data(), 2, b.data(), 1, TypeParam(0), c.data(),
       1);
  EXPECT_EQ(c, (std::vector<TypeParam>{5}));
}

// 0 * NaN is NaN: beta = 0 does not read C, with terms (1 * 3 + 2 * 4) and without.
TYPED_TEST(Gemm, WithBetaZeroOverwritesWhatIsNotANumber) {
  const std::vector<TypeParam> a{1, 2}, b{3, 4};
  std::vector<TypeParam> c{not_a_number<TypeParam>};
  gemm(Op::none, Op::none, 1, 1, 2, TypeParam(1), a.data(), 2, b.data(), 1, TypeParam(0), c.data(),
       1);
  EXPECT_EQ(c[0], 11);
  c[0] = not_a_number<TypeParam>;
  gemm(Op::none, Op::none, 1, 1, 0, TypeParam(1), a.data(), 2, b.data(), 1, TypeParam(0), c.data(),
       1);
  EXPECT_EQ(c[0], 0);
}

TYPED_TEST(Gemm, PassesOnWhatIsNotANumberInAFactor) {
  const std::vector<TypeParam> a{1, not_a_number<TypeParam>}, b{3, 0};
  std::vector<TypeParam> c{0};
  gemm(Op::none, Op::none, 1, 1, 2, TypeParam(1), a.data(), 2, b.data(), 1, TypeParam(0), c.data(),
       1);
  EXPECT_TRUE(std::isnan(c[0]));
}

#ifndef TANGRAM_BLAS
TYPED_TEST(Gemm, TakesOneThreadAndGivesTheOthersBack) {
  omp_set_num_threads(3);
  const TypeParam a = 2, b = 3;
  TypeParam c = 0;
  gemm(Op::none, Op::none, 1, 1, 1, TypeParam(1), &a, 1, &b, 1, TypeParam(0), &c, 1);
  EXPECT_EQ(omp_get_max_threads(), 3);
}
#endif

TYPED_TEST(Gemm, AbortsOnSizesThatCannotBe) {
  const std::vector<TypeParam> a(4), b(4);
  std::vector<TypeParam> c(4);
  const auto call = [&](std::int64_t m, Op op_a, std::int64_t lda, std::int64_t ldb,
                        std::int64_t ldc) {
    gemm(op_a, Op::none, m, 2, 1, TypeParam(1), a.data(), lda, b.data(), ldb, TypeParam(0),
         c.data(), ldc);
  };
  EXPECT_DEATH(call(-1, Op::none, 1, 2, 2), "s.m >= 0");
  EXPECT_DEATH(call(2, Op::none, 0, 2, 2), "s.lda >=");
  EXPECT_DEATH(call(2, Op::transpose, 1, 2, 2), "s.lda >=");
  EXPECT_DEATH(call(2, Op::none, 1, 1, 2), "s.ldb >=");
  EXPECT_DEATH(call(2, Op::none, 1, 2, 1), "s.ldc >=");
}

}  // namespace
}  // namespace tangram
