#include "nets/block.h"

#include "nets/span_taker.h"
#include "nets/vectorise.h"

namespace tangram {
namespace {

Parameters block_parameters(const Parameters& attention, const Parameters& norm,
                            const Parameters& mlp) {
  Parameters out;
  append(out, "norm1", norm);
  append(out, "attention", attention);
  append(out, "norm2", norm);
  append(out, "mlp", mlp);
  return out;
}

/// A block's array of parameters, or of their gradients, by layer.
template <class T>
struct BlockSlices {
  std::span<T> norm1, attention, norm2, mlp;

  BlockSlices(std::span<T> all, std::size_t n_norm, std::size_t n_attention) {
    SpanTaker<T> take(all);
    norm1 = take(n_norm);
    attention = take(n_attention);
    norm2 = take(n_norm);
    mlp = take(all.size() - 2 * n_norm - n_attention);
  }
};

}  // namespace

/// The workspace of a pass: rows x width each, then what the layers keep.
template <class T>
struct Block<T>::Kept {
  std::span<T> normed1;  // norm1(x)
  std::span<T> middle;   // u
  std::span<T> normed2;  // norm2(u)
  std::span<T> gradient;
  std::span<T> norm1, norm2, attention, mlp;
};

template <class T>
Block<T>::Block(int width, int heads)
    : Block(Attention<T>(width, heads), LayerNorm<T>(width), Mlp<T>(width, 4 * width)) {}

template <class T>
Block<T>::Block(Attention<T> attention, LayerNorm<T> norm, Mlp<T> mlp)
    : Layer<T>(norm.in_width(), norm.out_width(),
               block_parameters(attention.parameters(), norm.parameters(), mlp.parameters())),
      attention_(std::move(attention)),
      norm_(std::move(norm)),
      mlp_(std::move(mlp)) {}

template <class T>
std::size_t Block<T>::n_kept(SequenceShape shape) const {
  return 4 * shape.rows() * this->in_width() + 2 * norm_.n_kept(shape) + attention_.n_kept(shape) +
         mlp_.n_kept(shape);
}

template <class T>
typename Block<T>::Kept Block<T>::divide(std::span<T> kept, SequenceShape shape) const {
  SpanTaker<T> take(kept);
  const std::size_t n = shape.rows() * this->in_width();
  // Braces are evaluated from left to right.
  return {take(n),
          take(n),
          take(n),
          take(n),
          take(norm_.n_kept(shape)),
          take(norm_.n_kept(shape)),
          take(attention_.n_kept(shape)),
          take(mlp_.n_kept(shape))};
}

template <class T>
void Block<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const BlockSlices of(pass.parameters, norm_.n_parameters(), attention_.n_parameters());
  const Kept kept = divide(pass.kept, pass.shape);
  norm_.forward(of.norm1, pass.x, kept.normed1, kept.norm1, pass.shape);
  attention_.forward(of.attention, kept.normed1, kept.middle, kept.attention, pass.shape);
  add_to<T>(kept.middle, pass.x);
  norm_.forward(of.norm2, kept.middle, kept.normed2, kept.norm2, pass.shape);
  mlp_.forward(of.mlp, kept.normed2, pass.y, kept.mlp, pass.shape);
  add_to<T>(pass.y, kept.middle);
}

template <class T>
void Block<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const BlockSlices of(pass.parameters, norm_.n_parameters(), attention_.n_parameters());
  const BlockSlices to(pass.dparameters, norm_.n_parameters(), attention_.n_parameters());
  const Kept kept = divide(pass.kept, pass.shape);
  mlp_.backward(of.mlp, kept.normed2, kept.mlp, pass.dy, kept.gradient, to.mlp, pass.shape);
  norm_.backward(of.norm2, kept.middle, kept.norm2, kept.gradient, pass.dx, to.norm2, pass.shape);
  add_to<T>(pass.dx, pass.dy);  // the gradient at u
  attention_.backward(of.attention, kept.normed1, kept.attention, pass.dx, kept.gradient,
                      to.attention, pass.shape);
  norm_.backward(of.norm1, pass.x, kept.norm1, kept.gradient, kept.normed2, to.norm1, pass.shape);
  add_to<T>(pass.dx, kept.normed2);
}

template class Block<float>;
template class Block<double>;

}  // namespace tangram
