#pragma once

#include "nets/attention.h"
#include "nets/layer_norm.h"
#include "nets/mlp.h"

namespace tangram {

/// The block of GPT-2 (Radford et al. 2019), layer norms before: u = x + attention(norm1(x)),
/// y = u + mlp(norm2(u)), with 4 width hidden numbers. Parameters: norm1.*, attention.*, norm2.*,
/// mlp.*; 12 width^2 + 13 width in all.
template <class T>
class Block final : public Layer<T> {
 public:
  /// Throws Error unless width and heads are at least 1 and heads divides width.
  Block(int width, int heads);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  struct Kept;

  Block(Attention<T> attention, LayerNorm<T> norm, Mlp<T> mlp);
  Kept divide(std::span<T> kept, SequenceShape shape) const;
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;

  Attention<T> attention_;
  LayerNorm<T> norm_;  // both: they differ by their parameters
  Mlp<T> mlp_;
};

}  // namespace tangram
