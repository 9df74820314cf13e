#pragma once

#include "math/exponential.h"

namespace tangram {

template <class T>
struct ValueAndSlope {
  T value, slope;
};

/// GELU in its tanh form (Hendrycks and Gimpel 2016) and its derivative: x (1 + tanh u) / 2 with
/// u = sqrt(2 / pi) (x + 0.044715 x^3). Written as x s with s = 1 / (1 + exp(-2u)), which is the
/// same and asks for one exponential; 1 - s is taken as exp(-2u) s, as near 1 the difference would
/// cancel. float: absolute error below 1e-6 max(1, |x|).
template <class T>
ValueAndSlope<T> gelu(T x) {
  constexpr T kTwice = T(1.5957691216057308);  // 2 sqrt(2 / pi)
  const T square = x * x;
  const T e = exponential(-kTwice * x * (1 + T(0.044715) * square));
  const T s = 1 / (1 + e);
  return {x * s, s + x * s * (e * s) * (kTwice * (1 + T(0.134145) * square))};
}

}  // namespace tangram
