#pragma once

#include "nets/layer.h"

namespace tangram {

/// Layer normalisation (Ba et al. 2016): of each row, y = (x - mean) / sqrt(variance + 1e-5) * gain
/// + bias, with the biased variance (sum of squares over the width). Parameters: gain, bias.
///
/// The variance is taken around the mean, in a second pass over the row: of a nearly constant row
/// with a large mean, the mean of squares less the square of the mean would leave rounding only.
template <class T>
class LayerNorm final : public Layer<T> {
 public:
  /// Throws Error unless width is at least 1.
  explicit LayerNorm(int width);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;
};

}  // namespace tangram
