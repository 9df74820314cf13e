#include "nets/layer_norm.h"

#include <cmath>

#include "math/vectorise.h"

namespace tangram {
namespace {

Parameters layer_norm_parameters(int width) {
  require(width >= 1, "a layer norm: width is {}, must be at least 1", width);
  return {{"gain", {width}, ParameterKind::gain}, {"bias", {width}, ParameterKind::norm_bias}};
}

/// Leaves mean and 1 / sqrt(variance + 1e-5) in moments.
template <class T>
void normalise(const T* x, T* y, T* moments, const T* gain, std::size_t width) {
  const T* bias = gain + width;
  const T mean = lane_sum<T>(width, [=](std::size_t i) { return x[i]; }) / static_cast<T>(width);
  const T variance = lane_sum<T>(width,
                                 [=](std::size_t i) {
                                   const T off = x[i] - mean;
                                   return off * off;
                                 }) /
                     static_cast<T>(width);
  const T scale = 1 / std::sqrt(variance + T(1e-5));
  for (std::size_t i = 0; i < width; ++i) y[i] = (x[i] - mean) * scale * gain[i] + bias[i];
  moments[0] = mean;
  moments[1] = scale;
}

/// One row of a backward pass.
template <class T>
struct NormRow {
  const T *x, *dy, *gain;
  T *dx, *dgain;
  T mean, scale;
  std::size_t width;
};

/// With z = (x - mean) scale and dz = dy gain: dx = scale (dz - mean(dz) - z mean(dz z)).
template <class T>
void back_through(const NormRow<T>& row) {
  const auto [x, dy, gain, dx, dgain, mean, scale, width] = row;
  T* dbias = dgain + width;
  const T dz_sum = lane_sum<T>(width, [&row](std::size_t i) { return row.dy[i] * row.gain[i]; });
  const T dz_z_sum = lane_sum<T>(width, [&row](std::size_t i) {
    return row.dy[i] * row.gain[i] * ((row.x[i] - row.mean) * row.scale);
  });
  // Two loops: compilers give up on one that writes to three places.
  for (std::size_t i = 0; i < width; ++i) {
    const T z = (x[i] - mean) * scale;
    dx[i] = scale * (dy[i] * gain[i] - (dz_sum + z * dz_z_sum) / static_cast<T>(width));
  }
  for (std::size_t i = 0; i < width; ++i) {
    dgain[i] += dy[i] * ((x[i] - mean) * scale);
    dbias[i] += dy[i];
  }
}

}  // namespace

template <class T>
LayerNorm<T>::LayerNorm(int width)
    : Layer<T>(static_cast<std::size_t>(width), static_cast<std::size_t>(width),
               layer_norm_parameters(width)) {}

template <class T>
std::size_t LayerNorm<T>::n_kept(SequenceShape shape) const {
  return 2 * shape.rows();
}

template <class T>
void LayerNorm<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const T *x = pass.x.data(), *gain = pass.parameters.data();
  T *y = pass.y.data(), *moments = pass.kept.data();
  const std::size_t rows = pass.shape.rows(), width = this->in_width();
  vectorised([=] {
    for (std::size_t r = 0; r < rows; ++r)
      normalise(x + r * width, y + r * width, moments + 2 * r, gain, width);
  });
}

template <class T>
void LayerNorm<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const T *x = pass.x.data(), *dy = pass.dy.data(), *gain = pass.parameters.data();
  const T* moments = pass.kept.data();
  T *dx = pass.dx.data(), *dgain = pass.dparameters.data();
  const std::size_t rows = pass.shape.rows(), width = this->in_width();
  vectorised([=] {
    for (std::size_t r = 0; r < rows; ++r)
      back_through<T>({x + r * width, dy + r * width, gain, dx + r * width, dgain, moments[2 * r],
                       moments[2 * r + 1], width});
  });
}

template class LayerNorm<float>;
template class LayerNorm<double>;

}  // namespace tangram
