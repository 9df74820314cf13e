#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/rng.h"
#include "nets/layer.h"

// What the tests of layers share.
namespace tangram {

template <class T>
std::vector<T> normal_values(Rng rng, std::size_t n) {
  std::vector<T> out(n);
  for (T& value : out) value = static_cast<T>(rng.normal());
  return out;
}

template <class T>
std::vector<T> output_of(const Layer<T>& layer, const std::vector<T>& parameters,
                         const std::vector<T>& x, SequenceShape shape) {
  std::vector<T> y(shape.rows() * layer.out_width()), kept(layer.n_kept(shape));
  layer.forward(parameters, x, y, kept, shape);
  return y;
}

template <class T>
struct LayerGradients {
  std::vector<T> x, parameters;
};

/// Of sum_i dy_i y_i.
template <class T>
LayerGradients<T> gradients_of(const Layer<T>& layer, const std::vector<T>& parameters,
                               const std::vector<T>& x, const std::vector<T>& dy,
                               SequenceShape shape) {
  std::vector<T> y(dy.size()), kept(layer.n_kept(shape));
  LayerGradients<T> out{std::vector<T>(x.size()), std::vector<T>(parameters.size())};
  layer.forward(parameters, x, y, kept, shape);
  layer.backward(parameters, x, kept, dy, out.x, out.parameters, shape);
  return out;
}

}  // namespace tangram
