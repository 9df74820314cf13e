#pragma once

#include "nets/layer.h"

namespace tangram {

struct LinearOptions {
  int in = 1, out = 1;
  bool bias = true;
  ParameterKind weight_kind = ParameterKind::weight;
  ParameterKind bias_kind = ParameterKind::bias;
};

/// y = x W + b, row by row: W is in x out. Parameters: weight, then bias where there is one. Keeps
/// nothing. In backward dx may be x, as where what is between the maps of an attention or an MLP is
/// written over. 2 in out operations a row forward, twice that backward.
template <class T>
class Linear final : public Layer<T> {
 public:
  /// Throws Error unless in and out are at least 1.
  explicit Linear(const LinearOptions& options);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;

  bool bias_;
};

}  // namespace tangram
