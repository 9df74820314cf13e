#include "nets/residual.h"

#include "math/vectorise.h"
#include "nets/named.h"
#include "nets/span_taker.h"

namespace tangram {
namespace {

constexpr Named<Skip, 2> kSkips = {{{"input", Skip::input}, {"normed", Skip::normed}}};

Parameters residual_parameters(const Parameters& norm, const Parameters& layer) {
  Parameters out;
  append(out, "norm", norm);
  out.insert(out.end(), layer.begin(), layer.end());
  return out;
}

template <class T>
const Layer<T>& checked(const Layer<T>& layer) {
  require(layer.in_width() == layer.out_width(),
          "a residual layer: what is {} wide cannot be added to what is {} wide", layer.out_width(),
          layer.in_width());
  return layer;
}

}  // namespace

std::vector<std::string_view> skip_names() { return names_of(kSkips); }

std::string_view name_of(Skip skip) { return name_of(kSkips, skip); }

Skip skip_of(std::string_view name) { return named(kSkips, "skip", name); }

/// The workspace of a pass: norm(x) and the gradient at it, then what norm and layer keep.
template <class T>
struct Residual<T>::Kept {
  std::span<T> normed, gradient, norm, layer;
};

template <class T>
Residual<T>::Residual(std::shared_ptr<const Layer<T>> layer, Skip skip)
    : Layer<T>(checked(*layer).in_width(), layer->out_width(),
               residual_parameters(LayerNorm<T>(static_cast<int>(layer->in_width())).parameters(),
                                   layer->parameters())),
      norm_(static_cast<int>(layer->in_width())),
      layer_(std::move(layer)),
      skip_(skip) {}

template <class T>
std::size_t Residual<T>::n_kept(SequenceShape shape) const {
  return 2 * shape.rows() * this->in_width() + norm_.n_kept(shape) + layer_->n_kept(shape);
}

template <class T>
typename Residual<T>::Kept Residual<T>::divide(std::span<T> kept, SequenceShape shape) const {
  const std::size_t n = shape.rows() * this->in_width();
  SpanTaker<T> take(kept);
  // Braces are evaluated from left to right.
  return {take(n), take(n), take(norm_.n_kept(shape)), take(layer_->n_kept(shape))};
}

template <class T>
void Residual<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const Kept kept = divide(pass.kept, pass.shape);
  const std::size_t n_norm = norm_.n_parameters();
  norm_.forward(pass.parameters.first(n_norm), pass.x, kept.normed, kept.norm, pass.shape);
  layer_->forward(pass.parameters.subspan(n_norm), kept.normed, pass.y, kept.layer, pass.shape);
  add_to<T>(pass.y, skip_ == Skip::input ? pass.x : kept.normed);
}

template <class T>
void Residual<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const Kept kept = divide(pass.kept, pass.shape);
  const std::size_t n_norm = norm_.n_parameters();
  layer_->backward(pass.parameters.subspan(n_norm), kept.normed, kept.layer, pass.dy, kept.gradient,
                   pass.dparameters.subspan(n_norm), pass.shape);
  if (skip_ == Skip::normed) add_to<T>(kept.gradient, pass.dy);
  norm_.backward(pass.parameters.first(n_norm), pass.x, kept.norm, kept.gradient, pass.dx,
                 pass.dparameters.first(n_norm), pass.shape);
  if (skip_ == Skip::input) add_to<T>(pass.dx, pass.dy);
}

template class Residual<float>;
template class Residual<double>;

}  // namespace tangram
