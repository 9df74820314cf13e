#pragma once

#include <algorithm>
#include <cstddef>

#include "math/vectorise.h"

namespace tangram {

/// Blocks of small_product: C is made by tiles of kTileRows x kTileColumns, and sizes are multiples
/// of kTileColumns.
constexpr std::size_t kTileRows = 4, kTileColumns = 16;

/// n, rounded up to whole tiles.
constexpr std::size_t padded(std::size_t n) {
  return (n + kTileColumns - 1) / kTileColumns * kTileColumns;
}

/// Which factor of a product has nothing above its diagonal: what need not be looked at.
enum class Lower {
  result,           // only the tiles of C that touch the diagonal or lie below are written
  left,             // A: terms up to the row
  left_transposed,  // A is the transpose of one: terms from the row on
};

/// C (rows x columns) = A (rows x terms) B (terms x columns), B and C row-major, sizes multiples of
/// kTileColumns. A's element (i, j) is at i * row_step + j * term_step.
template <class T>
struct SmallProduct {
  std::size_t rows, terms, columns;
  const T* a;
  std::size_t row_step, term_step;
  const T* b;
  T* c;
};

/// Terms [begin, end) of the tile of C at row i, column j.
template <class T>
void multiply_tile(const SmallProduct<T>& p, std::size_t i, std::size_t j, std::size_t begin,
                   std::size_t end) {
  using Vector = typename Lanes<T>::type;
  constexpr std::size_t kVectors = kTileColumns / Lanes<T>::kCount;
  Vector tile[kTileRows][kVectors] = {};
  for (std::size_t term = begin; term < end; ++term) {
    const auto* b = reinterpret_cast<const Vector*>(p.b + term * p.columns + j);
    const T* a = p.a + i * p.row_step + term * p.term_step;
    for (std::size_t r = 0; r < kTileRows; ++r)
      for (std::size_t v = 0; v < kVectors; ++v) tile[r][v] += a[r * p.row_step] * b[v];
  }
  for (std::size_t r = 0; r < kTileRows; ++r) {
    auto* c = reinterpret_cast<Vector*>(p.c + (i + r) * p.columns + j);
    for (std::size_t v = 0; v < kVectors; ++v) c[v] = tile[r][v];
  }
}

/// For products of matrices that fit the nearest cache, where a call to gemm would cost more than
/// the product. To be called within vectorised().
template <class T>
void small_product(const SmallProduct<T>& p, Lower lower) {
  for (std::size_t i = 0; i < p.rows; i += kTileRows) {
    const std::size_t past = i + kTileRows;
    const std::size_t columns = lower == Lower::result ? std::min(past, p.columns) : p.columns;
    const std::size_t begin = lower == Lower::left_transposed ? i : 0;
    const std::size_t end = lower == Lower::left ? std::min(past, p.terms) : p.terms;
    for (std::size_t j = 0; j < columns; j += kTileColumns) multiply_tile(p, i, j, begin, end);
  }
}

}  // namespace tangram
