#pragma once

#include <cstddef>

namespace tangram {

/// Softmax attention of one head over one sequence, causal: out_t = sum_{s <= t} p_ts v_s with
/// p_t = softmax_s(q_t . k_s / sqrt(width)). The queries of a sequence are rows, `stride` numbers
/// apart, and so are the others.
///
/// Sequences of in-context regression are short (tens of tokens): the head copies its slices into
/// scratch that fits the nearest cache, padded by zeros to whole vectors, and works there. Work
/// above the diagonal is left out, by blocks: beside it are products with 0, so what is not finite
/// at a token may be NaN at those shortly before it, too. O(length^2 width).
template <class T>
class AttentionHead {
 public:
  /// Both at least 1.
  AttentionHead(std::size_t length, std::size_t width);

  [[nodiscard]] std::size_t width() const { return width_; }

  /// How many numbers forward leaves for backward; how many both need to work in.
  [[nodiscard]] std::size_t n_probabilities() const { return rows_ * rows_; }
  [[nodiscard]] std::size_t n_scratch() const { return 6 * rows_ * columns_ + rows_ * rows_; }

  /// Where the workspace lies: n_probabilities() and n_scratch() numbers.
  struct Workspace {
    T *probabilities, *scratch;
  };

  /// q, k, v lie `width_of_all` (the width of all heads) apart in a row; out has rows of that
  /// length.
  struct Slices {
    std::size_t width_of_all;
    T* qkv;  // at the query of the first token; rows of 3 width_of_all
    T* out;  // at the first token; rows of width_of_all
  };
  void forward(const Slices& slices, const Workspace& workspace) const;

  /// slices.out holds the gradient at the output; the gradients at q, k, v are written over them.
  void backward(const Slices& slices, const Workspace& workspace) const;

 private:
  void gather(const T* from, std::size_t stride, T factor, T* to) const;
  void scatter(const T* from, T factor, T* to, std::size_t stride) const;
  void transpose(const T* from, T* to) const;
  void mask(T* row, std::size_t t, T value) const;
  void softmax(T* scores) const;
  void back_through_softmax(const T* probabilities, T* gradient) const;

  std::size_t length_, width_;  // as asked
  std::size_t rows_, columns_;  // padded
  T scale_;                     // of the queries: 1 / sqrt(width)
};

}  // namespace tangram
