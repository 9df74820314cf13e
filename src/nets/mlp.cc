#include "nets/mlp.h"

#include "math/vectorise.h"
#include "nets/gelu.h"

namespace tangram {
namespace {

LinearOptions up_options(int width, int hidden, Precision precision) {
  require(width >= 1 && hidden >= 1, "an MLP: width is {}, hidden {}, both must be at least 1",
          width, hidden);
  return {.in = width, .out = hidden, .bias = false, .precision = precision};
}

Parameters mlp_parameters(const Parameters& up, const Parameters& down) {
  Parameters out;
  append(out, "up", up);
  out.push_back({"up.bias", {up.at(0).shape.at(1)}, ParameterKind::bias});
  append(out, "down", down);
  return out;
}

/// hidden = gelu(hidden + bias), with the slopes there.
template <class T>
void add_bias_and_gelu(std::span<T> hidden, std::span<const T> bias, std::span<T> slopes) {
  T *values = hidden.data(), *slope = slopes.data();
  const T* add = bias.data();
  const std::size_t n = hidden.size(), width = bias.size();
  vectorised([=] {
    for (std::size_t start = 0; start < n; start += width)
      for (std::size_t i = 0; i < width; ++i) {
        const auto [value, at] = gelu(values[start + i] + add[i]);
        values[start + i] = value;
        slope[start + i] = at;
      }
  });
}

/// values = values slopes; sums[j] += the sum of their column j. Both at once, as a pass over the
/// hidden layer costs more for its memory than for its sums.
template <class T>
void back_through_gelu(std::span<T> values, std::span<const T> slopes, std::span<T> sums) {
  T *value = values.data(), *sum = sums.data();
  const T* slope = slopes.data();
  const std::size_t n = values.size(), width = sums.size();
  vectorised([=] {
    for (std::size_t start = 0; start < n; start += width)
      for (std::size_t i = 0; i < width; ++i) {
        const T product = value[start + i] * slope[start + i];
        value[start + i] = product;
        sum[i] += product;
      }
  });
}

}  // namespace

template <class T>
Mlp<T>::Mlp(int width, int hidden, Precision precision)
    : Mlp(up_options(width, hidden, precision)) {}

template <class T>
Mlp<T>::Mlp(const LinearOptions& up)
    : Mlp(Linear<T>(up), Linear<T>({.in = up.out,
                                    .out = up.in,
                                    .weight_kind = ParameterKind::residual_weight,
                                    .precision = up.precision})) {}

template <class T>
Mlp<T>::Mlp(Linear<T> up, Linear<T> down)
    : Layer<T>(up.in_width(), up.in_width(), mlp_parameters(up.parameters(), down.parameters())),
      up_(std::move(up)),
      down_(std::move(down)) {}

// Activated and slopes, rows x hidden each.
template <class T>
std::size_t Mlp<T>::n_kept(SequenceShape shape) const {
  return 2 * shape.rows() * up_.out_width();
}

template <class T>
void Mlp<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const std::size_t n = pass.kept.size() / 2;
  const std::span<T> hidden = pass.kept.first(n), slopes = pass.kept.last(n);
  const auto weight = pass.parameters.first(up_.n_parameters());
  const auto bias = pass.parameters.subspan(weight.size(), up_.out_width());
  up_.forward(weight, pass.x, hidden, {}, pass.shape);
  add_bias_and_gelu<T>(hidden, bias, slopes);
  down_.forward(pass.parameters.last(down_.n_parameters()), hidden, pass.y, {}, pass.shape);
}

template <class T>
void Mlp<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const std::size_t n = pass.kept.size() / 2, n_up = up_.n_parameters(),
                    n_down = down_.n_parameters();
  const std::span<T> hidden = pass.kept.first(n), slopes = pass.kept.last(n);
  down_.backward(pass.parameters.last(n_down), hidden, {}, pass.dy, hidden,
                 pass.dparameters.last(n_down), pass.shape);
  back_through_gelu<T>(hidden, slopes, pass.dparameters.subspan(n_up, up_.out_width()));
  up_.backward(pass.parameters.first(n_up), pass.x, {}, hidden, pass.dx,
               pass.dparameters.first(n_up), pass.shape);
}

template class Mlp<float>;
template class Mlp<double>;

}  // namespace tangram
