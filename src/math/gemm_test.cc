#include "math/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>
#include <vector>

#include "base/rng.h"

#ifndef TANGRAM_BLAS
#include <omp.h>
#endif

namespace tangram {
namespace {

/// gemm(), which uses the numbers of factors as they are.
template <class T>
struct Exact {
  using Scalar = T;
  template <class... Arguments>
  static void multiply(Arguments... arguments) {
    gemm(arguments...);
  }
  static double factor(T value) { return static_cast<double>(value); }
};

/// gemm_bfloat16(), which rounds them.
template <class T>
struct Rounding {
  using Scalar = T;
  template <class... Arguments>
  static void multiply(Arguments... arguments) {
    gemm_bfloat16(arguments...);
  }
  /// To the nearest multiple of the last of 8 bits, ties to even.
  static double factor(T value) {
    int exponent = 0;
    const double mantissa = std::frexp(static_cast<double>(static_cast<float>(value)), &exponent);
    return std::ldexp(std::nearbyint(std::ldexp(mantissa, 8)), exponent - 8);
  }
};

/// What holds of both; numbers by hand have at most 8 bits.
template <class P>
class Gemm : public testing::Test {};
using Products = testing::Types<Exact<float>, Exact<double>, Rounding<float>, Rounding<double>>;
TYPED_TEST_SUITE(Gemm, Products);

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
  using T = typename TypeParam::Scalar;
  const std::vector<T> a{1, 2, 3, 4}, b{5, 6, 7, 8};
  std::vector<T> c{1, 1, 1, 1};
  TypeParam::multiply(Op::none, Op::none, 2, 2, 2, T(2), a.data(), 2, b.data(), 2, T(10), c.data(),
                      2);
  EXPECT_EQ(c, (std::vector<T>{48, 54, 96, 110}));
}

// A row times a matrix of which the third column is not looked at: (1 2) (3 5; 4 6) = (11 17).
TYPED_TEST(Gemm, LeadingDimensionsSkipWhatLiesBetweenRows) {
  using T = typename TypeParam::Scalar;
  const T nan = not_a_number<T>;
  const std::vector<T> a{1, 2, nan}, b{3, 5, nan, 4, 6, nan};
  std::vector<T> c{0, 0, 7};
  TypeParam::multiply(Op::none, Op::none, 1, 2, 2, T(1), a.data(), 3, b.data(), 3, T(0), c.data(),
                      3);
  EXPECT_EQ(c, (std::vector<T>{11, 17, 7}));
}

/// A stored matrix seen through op, as products of kind P see it.
template <class P>
struct Seen {
  using T = typename P::Scalar;
  Op op;
  std::vector<T> values;
  std::int64_t ld;

  Seen(Op through, std::int64_t rows, std::int64_t columns, const Rng& rng)
      : op(through),
        values(normals<T>(
            rng, (op == Op::none ? rows : columns) * ((op == Op::none ? columns : rows) + 2))),
        ld((op == Op::none ? columns : rows) + 2) {}
  double operator()(std::int64_t i, std::int64_t j) const {
    return P::factor(values[static_cast<std::size_t>(op == Op::none ? i * ld + j : j * ld + i)]);
  }
};

/// C = 0.5 op(A) op(B) - 2 C against a triple loop in double; what lies between rows stays.
template <class P>
void expect_triple_loop(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k) {
  using T = typename P::Scalar;
  const Seen<P> a(op_a, m, k, Rng(1)), b(op_b, k, n, Rng(2));
  const std::int64_t ldc = n + 3;
  const auto before = normals<T>(Rng(3), m * ldc);
  auto c = before;
  P::multiply(op_a, op_b, m, n, k, T(0.5), a.values.data(), a.ld, b.values.data(), b.ld, T(-2),
              c.data(), ldc);
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
  using T = typename TypeParam::Scalar;
  const T unused = 0;
  std::vector<T> c{2, 4};
  TypeParam::multiply(Op::none, Op::none, 1, 2, 0, T(1), &unused, 1, &unused, 2, T(3), c.data(), 2);
  EXPECT_EQ(c, (std::vector<T>{6, 12}));
}

TYPED_TEST(Gemm, OfNoRowsOrNoColumnsTouchesNothing) {
  using T = typename TypeParam::Scalar;
  const std::vector<T> a{1, 2}, b{3, 4};
  std::vector<T> c{5};
  TypeParam::multiply(Op::none, Op::none, 0, 1, 2, T(1), a.data(), 2, b.data(), 1, T(0), c.data(),
                      1);
  TypeParam::multiply(Op::none, Op::none, 1, 0, 2, T(1), a.data(), 2, b.data(), 1, T(0), c.data(),
                      1);
  EXPECT_EQ(c, (std::vector<T>{5}));
}

// 0 * NaN is NaN: beta = 0 does not read C, with terms (1 * 3 + 2 * 4) and without.
TYPED_TEST(Gemm, WithBetaZeroOverwritesWhatIsNotANumber) {
  using T = typename TypeParam::Scalar;
  const std::vector<T> a{1, 2}, b{3, 4};
  std::vector<T> c{not_a_number<T>};
  TypeParam::multiply(Op::none, Op::none, 1, 1, 2, T(1), a.data(), 2, b.data(), 1, T(0), c.data(),
                      1);
  EXPECT_EQ(c[0], 11);
  c[0] = not_a_number<T>;
  TypeParam::multiply(Op::none, Op::none, 1, 1, 0, T(1), a.data(), 2, b.data(), 1, T(0), c.data(),
                      1);
  EXPECT_EQ(c[0], 0);
}

TYPED_TEST(Gemm, PassesOnWhatIsNotANumberInAFactor) {
  using T = typename TypeParam::Scalar;
  const std::vector<T> a{1, not_a_number<T>}, b{3, 0};
  std::vector<T> c{0};
  TypeParam::multiply(Op::none, Op::none, 1, 1, 2, T(1), a.data(), 2, b.data(), 1, T(0), c.data(),
                      1);
  EXPECT_TRUE(std::isnan(c[0]));
}

#ifndef TANGRAM_BLAS
TYPED_TEST(Gemm, TakesOneThreadAndGivesTheOthersBack) {
  using T = typename TypeParam::Scalar;
  omp_set_num_threads(3);
  const T a = 2, b = 3;
  T c = 0;
  TypeParam::multiply(Op::none, Op::none, 1, 1, 1, T(1), &a, 1, &b, 1, T(0), &c, 1);
  EXPECT_EQ(omp_get_max_threads(), 3);
}
#endif

TYPED_TEST(Gemm, AbortsOnSizesThatCannotBe) {
  using T = typename TypeParam::Scalar;
  const std::vector<T> a(4), b(4);
  std::vector<T> c(4);
  const auto call = [&](std::int64_t m, Op op_a, std::int64_t lda, std::int64_t ldb,
                        std::int64_t ldc) {
    TypeParam::multiply(op_a, Op::none, m, 2, 1, T(1), a.data(), lda, b.data(), ldb, T(0), c.data(),
                        ldc);
  };
  EXPECT_DEATH(call(-1, Op::none, 1, 2, 2), "s.m >= 0");
  EXPECT_DEATH(call(2, Op::none, 0, 2, 2), "s.lda >=");
  EXPECT_DEATH(call(2, Op::transpose, 1, 2, 2), "s.lda >=");
  EXPECT_DEATH(call(2, Op::none, 1, 1, 2), "s.ldb >=");
  EXPECT_DEATH(call(2, Op::none, 1, 2, 1), "s.ldc >=");
}

template <class T>
class GemmBFloat16 : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(GemmBFloat16, Scalars);

/// What a number is multiplied as.
template <class T>
T multiplied_as(T value) {
  const T one = 1;
  T out = 0;
  gemm_bfloat16(Op::none, Op::none, 1, 1, 1, T(1), &value, 1, &one, 1, T(0), &out, 1);
  return out;
}

// Between 1 and 2 they are multiples of 2^-7. 1 + 2^-8 and 1 + 3 2^-8 lie between two: to the even.
TYPED_TEST(GemmBFloat16, RoundsToTheNearestAndTiesToEven) {
  const auto of = [](double value) { return multiplied_as(static_cast<TypeParam>(value)); };
  const double step = std::ldexp(1, -7);
  EXPECT_EQ(of(1 + step), 1 + step);
  EXPECT_EQ(of(1 + step / 2), 1);
  EXPECT_EQ(of(1 + step / 2 + step / 64), 1 + step);
  EXPECT_EQ(of(1 + 3 * step / 2), 1 + 2 * step);
  EXPECT_EQ(of(-(1 + 3 * step / 2)), -(1 + 2 * step));
  EXPECT_EQ(of(0), 0);
}

// 1,000 ones: a sum kept to 8 bits would stay at 256.
TYPED_TEST(GemmBFloat16, SumsAreOfTheScalar) {
  const std::vector<TypeParam> ones(1000, 1);
  TypeParam sum = 0;
  gemm_bfloat16(Op::none, Op::none, 1, 1, 1000, TypeParam(1), ones.data(), 1000, ones.data(), 1,
                TypeParam(0), &sum, 1);
  EXPECT_EQ(sum, 1000);
}

/// The sums of the columns of m x 1 ones, 1 to `most` rows: each m, in products of 1 x m and m x 1.
void expect_counts(std::int64_t most) {
  const std::vector<float> ones(static_cast<std::size_t>(most), 1);
  for (std::int64_t m = 1; m <= most; ++m) {
    float count = 0;
    gemm_bfloat16(Op::none, Op::none, 1, 1, m, 1.0F, ones.data(), m, ones.data(), 1, 0.0F, &count,
                  1);
    ASSERT_EQ(count, static_cast<float>(m));
  }
}

TEST(GemmBFloat16OfFloat, OfMoreSizesThanAreKeptIsRight) {
  expect_counts(300);
  expect_counts(10);
}

TEST(GemmBFloat16OfFloat, ManyThreadsMayCallAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { expect_counts(40); });
}

}  // namespace
}  // namespace tangram
