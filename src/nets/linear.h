#pragma once

#include <string_view>
#include <vector>

#include "nets/layer.h"

namespace tangram {

/// What the factors of a layer's products are rounded to, forward and backward.
enum class Precision {
  full,      // nothing: they are of the layer's scalar
  bfloat16,  // numbers of 8 significant bits (math/gemm.h), where processors are faster
};

/// "float32", "bfloat16".
std::vector<std::string_view> precision_names();
std::string_view name_of(Precision precision);
/// Throws Error on another name.
Precision precision_of(std::string_view name);

struct LinearOptions {
  int in = 1, out = 1;
  bool bias = true;
  ParameterKind weight_kind = ParameterKind::weight;
  ParameterKind bias_kind = ParameterKind::bias;
  Precision precision = Precision::full;
};

/// y = x W + b, row by row: W is in x out. Parameters: weight, then bias where there is one. Keeps
/// nothing. A bias and its gradient are of full precision, and sums of T, whatever the precision.
/// In backward dx may be x, as where what is between the maps of an attention or an MLP is written
/// over. 2 in out operations a row forward, twice that backward.
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
  Precision precision_;
};

}  // namespace tangram
