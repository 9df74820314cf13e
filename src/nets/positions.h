#pragma once

#include "nets/layer.h"

namespace tangram {

/// Learned absolute positions: token t of a sequence becomes x + P[t]. Parameter: weight,
/// longest x width. Keeps nothing.
template <class T>
class Positions final : public Layer<T> {
 public:
  /// Throws Error unless longest and width are at least 1. A pass throws Error on sequences longer
  /// than `longest`.
  Positions(int longest, int width);

  std::size_t n_kept(SequenceShape shape) const override;

 private:
  void run_forward(const typename Layer<T>::Forward& pass) const override;
  void run_backward(const typename Layer<T>::Backward& pass) const override;
};

}  // namespace tangram
