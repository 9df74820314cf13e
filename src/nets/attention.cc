#include "nets/attention.h"

#include <limits>

#include "nets/attention_head.h"
#include "nets/span_taker.h"

namespace tangram {
namespace {

LinearOptions qkv_options(const AttentionOptions& options) {
  const auto& [width, heads, given, precision] = options;
  require(width >= 1 && heads >= 1 && given >= 0,
          "attention: width is {}, heads {}, total {}, must be at least 1, 1 and 0", width, heads,
          given);
  const int total = given == 0 ? width : given;
  require(total % heads == 0,
          "attention: {} heads do not divide a width of {}; give a width that is a multiple", heads,
          total);
  constexpr int kMost = std::numeric_limits<int>::max() / 3;
  require(total <= kMost, "attention: queries of {} numbers, must be at most {}", total, kMost);
  return {.in = width, .out = 3 * total, .precision = precision};
}

Parameters attention_parameters(const Parameters& qkv, const Parameters& projection) {
  Parameters all;
  append(all, "qkv", qkv);
  for (Parameter& parameter : all) parameter.maps = 3;
  append(all, "out", projection);
  return all;
}

/// The workspace of a pass, in this order.
template <class T>
struct AttentionKept {
  std::span<T> qkv;      // rows x 3 total
  std::span<T> context;  // rows x total: the heads' outputs
  std::span<T> probabilities, scratch;
};

template <class T>
AttentionKept<T> divide(std::span<T> kept, std::size_t n_context, const AttentionHead<T>& head) {
  const std::size_t n = kept.size() - 4 * n_context - head.n_scratch();
  SpanTaker<T> take(kept);
  // Braces are evaluated from left to right.
  return {take(3 * n_context), take(n_context), take(n), take(head.n_scratch())};
}

/// use(slices, workspace) for each head of each sequence.
template <class T, class Use>
void for_each_head(const AttentionKept<T>& kept, const AttentionHead<T>& head, SequenceShape shape,
                   std::size_t heads, const Use& use) {
  const std::size_t total = heads * head.width();
  T* probabilities = kept.probabilities.data();
  for (std::size_t sequence = 0; sequence < shape.sequences; ++sequence)
    for (std::size_t h = 0; h < heads; ++h) {
      const std::size_t row = sequence * shape.length, column = h * head.width();
      use(typename AttentionHead<T>::Slices{total, kept.qkv.data() + row * 3 * total + column,
                                            kept.context.data() + row * total + column},
          typename AttentionHead<T>::Workspace{probabilities, kept.scratch.data()});
      probabilities += head.n_probabilities();
    }
}

}  // namespace

template <class T>
Attention<T>::Attention(const AttentionOptions& options)
    : Attention(qkv_options(options), options.heads) {}

template <class T>
Attention<T>::Attention(const LinearOptions& qkv, int heads)
    : Attention(Linear<T>(qkv),
                Linear<T>({.in = qkv.out / 3,
                           .out = qkv.in,
                           .weight_kind = ParameterKind::residual_weight,
                           .precision = qkv.precision}),
                heads) {}

template <class T>
Attention<T>::Attention(Linear<T> qkv, Linear<T> out, int heads)
    : Layer<T>(qkv.in_width(), out.out_width(),
               attention_parameters(qkv.parameters(), out.parameters())),
      qkv_(std::move(qkv)),
      out_(std::move(out)),
      heads_(static_cast<std::size_t>(heads)) {}

template <class T>
std::size_t Attention<T>::n_kept(SequenceShape shape) const {
  const AttentionHead<T> head(shape.length, out_.in_width() / heads_);
  return 4 * shape.rows() * out_.in_width() + shape.sequences * heads_ * head.n_probabilities() +
         head.n_scratch();
}

template <class T>
void Attention<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const AttentionHead<T> head(pass.shape.length, out_.in_width() / heads_);
  const auto kept = divide<T>(pass.kept, pass.shape.rows() * out_.in_width(), head);
  qkv_.forward(pass.parameters.first(qkv_.n_parameters()), pass.x, kept.qkv, {}, pass.shape);
  for_each_head<T>(kept, head, pass.shape, heads_, [&](const auto& slices, const auto& workspace) {
    head.forward(slices, workspace);
  });
  out_.forward(pass.parameters.last(out_.n_parameters()), kept.context, pass.y, {}, pass.shape);
}

template <class T>
void Attention<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const AttentionHead<T> head(pass.shape.length, out_.in_width() / heads_);
  const auto kept = divide<T>(pass.kept, pass.shape.rows() * out_.in_width(), head);
  out_.backward(pass.parameters.last(out_.n_parameters()), kept.context, {}, pass.dy, kept.context,
                pass.dparameters.last(out_.n_parameters()), pass.shape);
  for_each_head<T>(kept, head, pass.shape, heads_, [&](const auto& slices, const auto& workspace) {
    head.backward(slices, workspace);
  });
  qkv_.backward(pass.parameters.first(qkv_.n_parameters()), pass.x, {}, kept.qkv, pass.dx,
                pass.dparameters.first(qkv_.n_parameters()), pass.shape);
}

template class Attention<float>;
template class Attention<double>;

}  // namespace tangram
