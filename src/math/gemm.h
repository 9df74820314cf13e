#pragma once

#include <cstdint>

namespace tangram {

/// op(A) in a product of matrices: A as it is stored, or its transpose.
enum class Op { none, transpose };

/// C = alpha op(A) op(B) + beta C, the one door to products of matrices. BLAS's arguments in BLAS's
/// order, but row-major: op(A) is m x k, op(B) is k x n, C is m x n; element (i, j) of a stored
/// matrix is at i * ld + j. C overlaps neither A nor B.
///
/// Products of nothing are right: k = 0 leaves beta C, m = 0 or n = 0 nothing. beta = 0 overwrites
/// C whatever it holds, NaN included. Aborts where a size is negative or a leading dimension below
/// the length of a row.
///
/// Checked against a triple loop for all transpositions. O(m n k), on the calling thread alone: who
/// wants more threads divides the work among them. The bits hang on sizes and processor, not on the
/// day: the same call gives the same. Any number of threads may call at once.
///
/// float: oneDNN's sgemm, or with the CMake option TANGRAM_BLAS that of the BLAS that CMake finds,
/// whose threads are then its own affair and whose sizes are ints. double (gradient checks, tests):
/// Eigen.
void gemm(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
          const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta, float* c,
          std::int64_t ldc);
void gemm(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, double alpha,
          const double* a, std::int64_t lda, const double* b, std::int64_t ldb, double beta,
          double* c, std::int64_t ldc);

/// As gemm(), of factors whose numbers are each rounded to bfloat16: to the nearest with 8
/// significant bits, ties to even. Products of two are exact in float, and sums are of T, so an
/// entry is off by at most about 2^-7 of the sum of its terms' sizes, mostly by far less, as errors
/// have either sign.
///
/// float: where the processor has instructions for it (multiplies_bfloat16(), math/
/// bfloat16_product.h), almost twice as fast as gemm(). Elsewhere, and in double, numbers are
/// rounded and multiplied by gemm(), which is slower than it alone: the same but for the rounding
/// of sums. Numbers below 1.2e-38 may count as 0.
void gemm_bfloat16(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
                   const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta,
                   float* c, std::int64_t ldc);
void gemm_bfloat16(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, double alpha,
                   const double* a, std::int64_t lda, const double* b, std::int64_t ldb,
                   double beta, double* c, std::int64_t ldc);

}  // namespace tangram
