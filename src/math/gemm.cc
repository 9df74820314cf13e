#include "math/gemm.h"

#include <Eigen/Dense>
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "math/bfloat16_product.h"

#ifndef TANGRAM_BLAS
#include <oneapi/dnnl/dnnl.h>

#include "math/one_thread.h"
#else
// Of the Fortran interface, which every BLAS has, whatever its header is called.
extern "C" void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n,
                       const int* k, const float* alpha, const float* a, const int* lda,
                       const float* b, const int* ldb, const float* beta, float* c, const int* ldc);
#endif

namespace tangram {
namespace {

struct Sizes {
  std::int64_t m, n, k, lda, ldb, ldc;
};

char letter(Op op) { return op == Op::none ? 'N' : 'T'; }

void check_sizes(Op op_a, Op op_b, const Sizes& s) {
  TANGRAM_CHECK(s.m >= 0 && s.n >= 0 && s.k >= 0);
  TANGRAM_CHECK(s.lda >= std::max<std::int64_t>(1, op_a == Op::none ? s.k : s.m));
  TANGRAM_CHECK(s.ldb >= std::max<std::int64_t>(1, op_b == Op::none ? s.n : s.k));
  TANGRAM_CHECK(s.ldc >= std::max<std::int64_t>(1, s.n));
}

/// C = beta C, where 0 makes zeros of NaN, too.
template <class T>
void scale(T beta, T* c, const Sizes& s) {
  for (std::int64_t i = 0; i < s.m; ++i)
    for (T* value = c + i * s.ldc; value < c + i * s.ldc + s.n; ++value)
      *value = beta == 0 ? 0 : beta * *value;
}

struct FloatProduct {
  Op op_a, op_b;
  float alpha;
  const float *a, *b;
  float beta;
  float* c;
};

#ifdef TANGRAM_BLAS

int as_int(std::int64_t size) {
  TANGRAM_CHECK(size <= std::numeric_limits<int>::max());
  return static_cast<int>(size);
}

/// BLAS stores by columns: to it our C is C transposed, the product of B and A transposed.
void multiply(const FloatProduct& p, const Sizes& s) {
  const char op_a = letter(p.op_a), op_b = letter(p.op_b);
  const int m = as_int(s.m), n = as_int(s.n), k = as_int(s.k);
  const int lda = as_int(s.lda), ldb = as_int(s.ldb), ldc = as_int(s.ldc);
  sgemm_(&op_b, &op_a, &n, &m, &k, &p.alpha, p.b, &ldb, p.a, &lda, &p.beta, p.c, &ldc);
}

#else

void multiply(const FloatProduct& p, const Sizes& s) {
  const OneThread one_thread;
  const dnnl_status_t status = dnnl_sgemm(letter(p.op_a), letter(p.op_b), s.m, s.n, s.k, p.alpha,
                                          p.a, s.lda, p.b, s.ldb, p.beta, p.c, s.ldc);
  TANGRAM_CHECK(status == dnnl_success);
}

#endif

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Stride = Eigen::OuterStride<>;

/// Calls use(op(A)) with A, stored with leading dimension ld, seen as op(A): rows x columns.
template <class Use>
void with(Op op, const double* data, std::int64_t rows, std::int64_t columns, std::int64_t ld,
          const Use& use) {
  if (op == Op::none)
    use(Eigen::Map<const Matrix, 0, Stride>(data, rows, columns, Stride(ld)));
  else
    use(Eigen::Map<const Matrix, 0, Stride>(data, columns, rows, Stride(ld)).transpose());
}

/// A as it is stored, without gaps between its rows, each number rounded to bfloat16.
template <class T>
struct Rounded {
  std::vector<T> values;
  std::int64_t ld;

  Rounded(Op op, std::int64_t rows, std::int64_t columns, const T* from, std::int64_t from_ld) {
    if (op == Op::transpose) std::swap(rows, columns);
    ld = std::max<std::int64_t>(1, columns);
    values.reserve(static_cast<std::size_t>(rows * columns));
    for (std::int64_t i = 0; i < rows; ++i)
      for (const T* value = from + i * from_ld; value < from + i * from_ld + columns; ++value)
        values.push_back(static_cast<T>(Eigen::bfloat16(static_cast<float>(*value))));
  }
};

template <class T>
void multiply_rounded(Op op_a, Op op_b, const Sizes& s, T alpha, const T* a, const T* b, T beta,
                      T* c) {
  const Rounded<T> left(op_a, s.m, s.k, a, s.lda), right(op_b, s.k, s.n, b, s.ldb);
  gemm(op_a, op_b, s.m, s.n, s.k, alpha, left.values.data(), left.ld, right.values.data(), right.ld,
       beta, c, s.ldc);
}

}  // namespace

void gemm(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
          const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta, float* c,
          std::int64_t ldc) {
  const Sizes sizes{m, n, k, lda, ldb, ldc};
  check_sizes(op_a, op_b, sizes);
  if (m == 0 || n == 0) return;
  if (k == 0) return scale(beta, c, sizes);
  multiply({op_a, op_b, alpha, a, b, beta, c}, sizes);
}

void gemm(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, double alpha,
          const double* a, std::int64_t lda, const double* b, std::int64_t ldb, double beta,
          double* c, std::int64_t ldc) {
  const Sizes sizes{m, n, k, lda, ldb, ldc};
  check_sizes(op_a, op_b, sizes);
  if (m == 0 || n == 0) return;
  scale(beta, c, sizes);
  if (k == 0) return;
  Eigen::Map<Matrix, 0, Stride> out(c, m, n, Stride(ldc));
  with(op_a, a, m, k, lda, [&](const auto& left) {
    with(op_b, b, k, n, ldb, [&](const auto& right) { out.noalias() += alpha * left * right; });
  });
}

void gemm_bfloat16(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
                   const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta,
                   float* c, std::int64_t ldc) {
  const Sizes sizes{m, n, k, lda, ldb, ldc};
  check_sizes(op_a, op_b, sizes);
  if (m > 0 && n > 0 && k > 0 && multiplies_bfloat16())
    multiply_bfloat16({op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc});
  else
    multiply_rounded(op_a, op_b, sizes, alpha, a, b, beta, c);
}

void gemm_bfloat16(Op op_a, Op op_b, std::int64_t m, std::int64_t n, std::int64_t k, double alpha,
                   const double* a, std::int64_t lda, const double* b, std::int64_t ldb,
                   double beta, double* c, std::int64_t ldc) {
  const Sizes sizes{m, n, k, lda, ldb, ldc};
  check_sizes(op_a, op_b, sizes);
  multiply_rounded(op_a, op_b, sizes, alpha, a, b, beta, c);
}

}  // namespace tangram
