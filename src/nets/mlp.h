#pragma once

#include "nets/linear.h"

namespace tangram {

/// The multilayer perceptron of a transformer: y = gelu(x W_up + b_up) W_down + b_down, with
/// `hidden` numbers between. Parameters: up.weight, up.bias, down.weight, down.bias.
template <class T>
class Mlp final : public Layer<T> {
 public:
  /// Throws Error unless width and hidden are at least 1.
  Mlp(int width, int hidden, Precision precision = Precision::full);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  explicit Mlp(const LinearOptions& up);
  Mlp(Linear<T> up, Linear<T> down);
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;

  Linear<T> up_;  // without its bias, which is added together with GELU
  Linear<T> down_;
};

}  // namespace tangram
