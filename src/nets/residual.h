#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "nets/layer_norm.h"

namespace tangram {

/// What a residual layer adds to.
enum class Skip {
  input,   // y = x + layer(norm(x)): GPT-2's blocks (Radford et al. 2019)
  normed,  // u = norm(x), y = u + layer(u): as the released code of Akyurek et al. 2023 has it
};

/// "input", "normed".
std::vector<std::string_view> skip_names();
std::string_view name_of(Skip skip);
/// Throws Error on another name.
Skip skip_of(std::string_view name);

/// A layer with the layer norm before it and the residual stream around it; two of them, around
/// attention and an MLP, are a block of a transformer. Parameters: norm.gain, norm.bias, then the
/// layer's own.
template <class T>
class Residual final : public Layer<T> {
 public:
  /// Throws Error unless the layer is as wide out as in.
  explicit Residual(std::shared_ptr<const Layer<T>> layer, Skip skip = Skip::input);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  struct Kept;

  Kept divide(std::span<T> kept, SequenceShape shape) const;
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;

  LayerNorm<T> norm_;
  std::shared_ptr<const Layer<T>> layer_;
  Skip skip_;
};

}  // namespace tangram
