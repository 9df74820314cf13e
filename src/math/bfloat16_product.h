#pragma once

#include <cstdint>

#include "math/gemm.h"

namespace tangram {

/// Has this processor instructions for products of bfloat16 numbers (AVX512-BF16), and this build a
/// library that uses them?
bool multiplies_bfloat16();

/// A product for multiply_bfloat16(): as of gemm(), but no size is 0.
struct BFloat16Product {
  Op op_a, op_b;
  std::int64_t m, n, k;
  float alpha;
  const float* a;
  std::int64_t lda;
  const float* b;
  std::int64_t ldb;
  float beta;
  float* c;
  std::int64_t ldc;
};

/// As gemm_bfloat16() says, through oneDNN. Aborts where multiplies_bfloat16() is false. Each
/// thread that calls keeps, until it ends, room for its largest factors (2 bytes a number) and for
/// what oneDNN works in, and oneDNN's code for up to 256 sizes: the same sizes again find it made.
void multiply_bfloat16(const BFloat16Product& product);

}  // namespace tangram
