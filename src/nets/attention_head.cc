#include "nets/attention_head.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "math/exponential.h"
#include "math/vectorise.h"
#include "nets/small_product.h"

namespace tangram {

template <class T>
AttentionHead<T>::AttentionHead(std::size_t length, std::size_t width)
    : length_(length),
      width_(width),
      rows_(padded(length)),
      columns_(padded(width)),
      scale_(1 / std::sqrt(static_cast<T>(width))) {}

/// factor times length x width, `stride` apart, to rows x columns, padded by zeros.
template <class T>
void AttentionHead<T>::gather(const T* from, std::size_t stride, T factor, T* to) const {
  if (width_ < columns_) std::fill_n(to, length_ * columns_, T(0));
  for (std::size_t t = 0; t < length_; ++t)
    for (std::size_t c = 0; c < width_; ++c) to[t * columns_ + c] = factor * from[t * stride + c];
  std::fill(to + length_ * columns_, to + rows_ * columns_, T(0));
}

template <class T>
void AttentionHead<T>::scatter(const T* from, T factor, T* to, std::size_t stride) const {
  for (std::size_t t = 0; t < length_; ++t)
    for (std::size_t c = 0; c < width_; ++c) to[t * stride + c] = factor * from[t * columns_ + c];
}

/// rows x columns to columns x rows.
template <class T>
void AttentionHead<T>::transpose(const T* from, T* to) const {
  for (std::size_t t = 0; t < rows_; ++t)
    for (std::size_t c = 0; c < columns_; ++c) to[c * rows_ + t] = from[t * columns_ + c];
}

/// Row t in place: exp(score - the largest of s <= t), normalised; 0 for s > t.
template <class T>
void AttentionHead<T>::softmax(T* scores) const {
  const std::size_t n = rows_;
  for (std::size_t t = 0; t < n; ++t) {
    T* row = scores + t * n;
    mask(row, t, -std::numeric_limits<T>::infinity());
    const T largest = lane_max<T>(n, [row](std::size_t s) { return row[s]; });
    for (std::size_t s = 0; s < n; ++s) row[s] = exponential(row[s] - largest);
    mask(row, t, 0);
    const T sum = lane_sum<T>(n, [row](std::size_t s) { return row[s]; });
    for (std::size_t s = 0; s < n; ++s) row[s] /= sum;
  }
}

/// Of row t, what lies above the diagonal.
template <class T>
void AttentionHead<T>::mask(T* row, std::size_t t, T value) const {
  for (std::size_t s = t + 1; s < rows_; ++s) row[s] = value;
}

/// Gradient at p to that at the scores, in place: p_ts (dp_ts - sum_s p_ts dp_ts).
template <class T>
void AttentionHead<T>::back_through_softmax(const T* probabilities, T* gradient) const {
  const std::size_t n = rows_;
  for (std::size_t t = 0; t < n; ++t) {
    const T* p = probabilities + t * n;
    T* dp = gradient + t * n;
    mask(dp, t, 0);  // no tile may have been there
    const T mean = lane_sum<T>(n, [p, dp](std::size_t s) { return p[s] * dp[s]; });
    for (std::size_t s = 0; s < n; ++s) dp[s] = p[s] * (dp[s] - mean);
  }
}

template <class T>
void AttentionHead<T>::forward(const Slices& slices, const Workspace& workspace) const {
  const std::size_t n = rows_ * columns_, stride = 3 * slices.width_of_all;
  T *q = workspace.scratch, *k = q + n, *v = k + n, *k_columns = v + n, *out = k_columns + n;
  T* p = workspace.probabilities;
  vectorised([&] {
    gather(slices.qkv, stride, scale_, q);
    gather(slices.qkv + slices.width_of_all, stride, 1, k);
    gather(slices.qkv + 2 * slices.width_of_all, stride, 1, v);
    transpose(k, k_columns);
    small_product<T>({rows_, columns_, rows_, q, columns_, 1, k_columns, p}, Lower::result);
    softmax(p);
    small_product<T>({rows_, rows_, columns_, p, rows_, 1, v, out}, Lower::left);
    scatter(out, 1, slices.out, slices.width_of_all);
  });
}

template <class T>
void AttentionHead<T>::backward(const Slices& slices, const Workspace& workspace) const {
  const std::size_t n = rows_ * columns_, all = slices.width_of_all;
  T *q = workspace.scratch, *k = q + n, *dout = k + n, *v = dout + n, *v_columns = v + n;
  T *gradient = v_columns + n, *dscores = gradient + n;
  const T* p = workspace.probabilities;
  vectorised([&] {
    gather(slices.qkv, 3 * all, scale_, q);
    gather(slices.qkv + all, 3 * all, 1, k);
    gather(slices.qkv + 2 * all, 3 * all, 1, v);
    gather(slices.out, all, 1, dout);
    transpose(v, v_columns);
    small_product<T>({rows_, columns_, rows_, dout, columns_, 1, v_columns, dscores},
                     Lower::result);
    back_through_softmax(p, dscores);
    small_product<T>({rows_, rows_, columns_, dscores, rows_, 1, k, gradient}, Lower::left);
    scatter(gradient, scale_, slices.qkv, 3 * all);
    small_product<T>({rows_, rows_, columns_, dscores, 1, rows_, q, gradient},
                     Lower::left_transposed);
    scatter(gradient, 1, slices.qkv + all, 3 * all);
    small_product<T>({rows_, rows_, columns_, p, 1, rows_, dout, gradient}, Lower::left_transposed);
    scatter(gradient, 1, slices.qkv + 2 * all, 3 * all);
  });
}

template class AttentionHead<float>;
template class AttentionHead<double>;

}  // namespace tangram
