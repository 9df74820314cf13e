#pragma once

#include "nets/linear.h"

namespace tangram {

struct AttentionOptions {
  int width = 1, heads = 1;
  int total = 0;  // numbers of all heads' queries together, as of keys and values; 0: width
  Precision precision = Precision::full;  // of the projections; heads are of the scalar's
};

/// Causal multi-head softmax attention: one projection gives q | k | v (`total` numbers each, heads
/// as contiguous slices), each head attends (nets/attention_head.h), one projection of the heads
/// side by side gives the output. A token sees itself and those before it. Parameters: qkv.weight,
/// qkv.bias, out.weight, out.bias.
template <class T>
class Attention final : public Layer<T> {
 public:
  /// Throws Error unless width and heads are at least 1 and heads divide the total.
  explicit Attention(const AttentionOptions& options);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  Attention(const LinearOptions& qkv, int heads);  // the options, checked
  Attention(Linear<T> qkv, Linear<T> out, int heads);
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;

  Linear<T> qkv_, out_;
  std::size_t heads_;
};

}  // namespace tangram
