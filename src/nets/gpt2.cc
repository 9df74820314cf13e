#include "nets/gpt2.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "nets/attention.h"
#include "nets/mlp.h"
#include "nets/span_taker.h"

namespace tangram {
namespace {

struct Size {
  const char* name;
  int size, most;  // far above those of any net that fits a memory, far below what overflows
};

const Gpt2Options& checked(const Gpt2Options& options) {
  const std::array<Size, 5> sizes = {{{"layers", options.layers, 10'000},
                                      {"width", options.width, 100'000},
                                      {"heads", options.heads, 100'000},
                                      {"token_width", options.token_width, 100'000},
                                      {"longest", options.longest, 100'000}}};
  for (const auto& [name, size, most] : sizes) {
    require(size >= 1, "gpt2: {} is {}, must be at least 1", name, size);
    require(size <= most, "gpt2: {} is {}, must be at most {}", name, size, most);
  }
  require(options.width % options.heads == 0,
          "gpt2: {} heads do not divide a width of {}; give a width that is a multiple",
          options.heads, options.width);
  const std::int64_t heads = options.heads, squared = heads * heads;
  require(!options.narrow_attention || options.width % squared == 0,
          "gpt2: narrow attention of {0} heads divides a width of {1} by {0} twice; give a width "
          "that is a multiple of {2}",
          heads, options.width, squared);
  return options;
}

/// Numbers of all heads' queries together.
int queries_of(const Gpt2Options& options) {
  return options.narrow_attention ? options.width / options.heads : options.width;
}

LinearOptions read(int in, int out, bool bias, ParameterKind kind) {
  return {.in = in, .out = out, .bias = bias, .weight_kind = kind, .bias_kind = kind};
}

SequenceShape x_tokens(SequenceShape shape) { return {shape.sequences, (shape.length + 1) / 2}; }

/// Rows of the x tokens, tokens 0, 2, 4, ... of each sequence, as rows of their own.
template <class T>
void gather_x_tokens(std::span<const T> rows, std::span<T> at_x, SequenceShape shape,
                     std::size_t width) {
  T* to = at_x.data();
  for (std::size_t sequence = 0; sequence < shape.sequences; ++sequence)
    for (std::size_t t = 0; t < shape.length; t += 2, to += width)
      std::copy_n(rows.data() + (sequence * shape.length + t) * width, width, to);
}

/// The other way: rows of y tokens become 0.
template <class T>
void scatter_x_tokens(std::span<const T> at_x, std::span<T> rows, SequenceShape shape,
                      std::size_t width) {
  std::fill(rows.begin(), rows.end(), T(0));
  const T* from = at_x.data();
  for (std::size_t sequence = 0; sequence < shape.sequences; ++sequence)
    for (std::size_t t = 0; t < shape.length; t += 2, from += width)
      std::copy_n(from, width, rows.data() + (sequence * shape.length + t) * width);
}

}  // namespace

double training_operations(const Gpt2Options& net, SequenceShape shape) {
  const double layers = net.layers, width = net.width, queries = queries_of(net),
               tokens = static_cast<double>(shape.length);
  return static_cast<double>(shape.rows()) *
         (24 * layers * width * (queries + 2 * width) + 12 * layers * tokens * queries);
}

/// The workspace of a pass. Layers 0, ..., 2 layers - 2 of the blocks see all tokens, the last MLP
/// and what follows x tokens alone.
template <class T>
struct Gpt2<T>::Workspace {
  SequenceShape shape, x_shape;
  std::span<T> read;                      // rows x width: the read-in's output
  std::span<T> hidden;                    // 2 layers of rows x width: what goes into each
  std::span<T> kept;                      // what those layers keep
  std::span<T> at_x, out, normed;         // x rows x width: before and after the last MLP, normed
  std::span<T> kept_mlp, kept_norm;       // what these keep
  std::span<T> predictions;               // x rows
  std::span<T> dhidden, dbelow, dtokens;  // gradients: rows x width twice, rows x token width
  std::span<T> dat_x, dout;               // x rows x width
};

template <class T>
Gpt2<T>::Gpt2(const Gpt2Options& options)
    : options_(checked(options)),
      read_in_(read(options.token_width, options.width, options.read_bias, ParameterKind::read_in)),
      positions_(options.longest, options.width),
      attention_(std::make_shared<Attention<T>>(AttentionOptions{
                     options.width, options.heads, queries_of(options), options.precision}),
                 options.skip),
      mlp_(std::make_shared<Mlp<T>>(options.width, 4 * options.width, options.precision),
           options.skip),
      read_out_(read(options.width, 1, options.read_bias, ParameterKind::read_out)) {
  if (options.final_norm) final_norm_.emplace(options.width);
  append(parameters_, "read_in", read_in_.parameters());
  append(parameters_, "positions", positions_.parameters());
  for (int i = 0; i < options.layers; ++i) {
    append(parameters_, fmt::format("block{}.attention", i), attention_.parameters());
    append(parameters_, fmt::format("block{}.mlp", i), mlp_.parameters());
  }
  if (final_norm_) append(parameters_, "final_norm", final_norm_->parameters());
  append(parameters_, "read_out", read_out_.parameters());
  n_parameters_ = total_size(parameters_);
}

template <class T>
std::string Gpt2<T>::id() const {
  return fmt::format(
      "gpt2(version=1, layers={}, width={}, heads={}, token_width={}, longest={}, read_bias={}, "
      "final_norm={}{}{}{})",
      options_.layers, options_.width, options_.heads, options_.token_width, options_.longest,
      options_.read_bias, options_.final_norm,
      options_.skip == Skip::input ? "" : fmt::format(", skip={}", name_of(options_.skip)),
      options_.narrow_attention ? ", narrow_attention=true" : "",
      options_.precision == Precision::full
          ? ""
          : fmt::format(", precision={}", name_of(options_.precision)));
}

template <class T>
std::vector<T> Gpt2<T>::initial_parameters(const Rng& rng) const {
  return initial_values<T>(
      parameters_,
      {.read = options_.read_init, .body = options_.body_init, .layers = options_.layers}, rng);
}

template <class T>
std::size_t Gpt2<T>::n_workspace(SequenceShape shape) const {
  const SequenceShape x_shape = x_tokens(shape);
  const auto layers = static_cast<std::size_t>(options_.layers);
  const std::size_t width = read_in_.out_width();
  return (2 * layers + 3) * shape.rows() * width + layers * attention_.n_kept(shape) +
         (layers - 1) * mlp_.n_kept(shape) + mlp_.n_kept(x_shape) +
         (final_norm_ ? final_norm_->n_kept(x_shape) : 0) + shape.rows() * read_in_.in_width() +
         x_shape.rows() * (5 * width + 1);
}

template <class T>
typename Gpt2<T>::Workspace Gpt2<T>::divide(std::span<T> workspace, SequenceShape shape) const {
  TANGRAM_CHECK(workspace.size() == n_workspace(shape));
  const SequenceShape x_shape = x_tokens(shape);
  const auto layers = static_cast<std::size_t>(options_.layers);
  const std::size_t n = shape.rows() * read_in_.out_width();
  const std::size_t n_x = x_shape.rows() * read_in_.out_width();
  SpanTaker<T> take(workspace);
  Workspace out;
  out.shape = shape;
  out.x_shape = x_shape;
  out.read = take(n);
  out.hidden = take(2 * layers * n);
  out.kept = take(layers * attention_.n_kept(shape) + (layers - 1) * mlp_.n_kept(shape));
  out.at_x = take(n_x);
  out.out = take(n_x);
  out.normed = take(n_x);
  out.kept_mlp = take(mlp_.n_kept(x_shape));
  out.kept_norm = take(final_norm_ ? final_norm_->n_kept(x_shape) : 0);
  out.predictions = take(x_shape.rows());
  out.dhidden = take(n);
  out.dbelow = take(n);
  out.dtokens = take(shape.rows() * read_in_.in_width());
  out.dat_x = take(n_x);
  out.dout = take(n_x);
  return out;
}

template <class T>
void Gpt2<T>::forward(std::span<const T> parameters, std::span<const T> tokens,
                      const Workspace& work) const {
  TANGRAM_CHECK(parameters.size() == n_parameters_);
  const std::size_t n = work.read.size();
  SpanTaker<const T> next(parameters);
  SpanTaker<T> kept(work.kept), hidden(work.hidden);
  const auto run = [&next](const Layer<T>& layer, std::span<const T> x, std::span<T> y,
                           std::span<T> keep, SequenceShape shape) {
    layer.forward(next(layer.n_parameters()), x, y, keep, shape);
  };
  run(read_in_, tokens, work.read, {}, work.shape);
  std::span<T> in = hidden(n);
  run(positions_, work.read, in, {}, work.shape);
  for (std::size_t i = 0; i + 1 < 2 * static_cast<std::size_t>(options_.layers); ++i) {
    const std::span<T> out = hidden(n);
    run(layer(i), in, out, kept(layer(i).n_kept(work.shape)), work.shape);
    in = out;
  }
  gather_x_tokens<T>(in, work.at_x, work.shape, read_in_.out_width());
  run(mlp_, work.at_x, work.out, work.kept_mlp, work.x_shape);
  if (final_norm_) run(*final_norm_, work.out, work.normed, work.kept_norm, work.x_shape);
  run(read_out_, final_norm_ ? work.normed : work.out, work.predictions, {}, work.x_shape);
}

/// The gradient of the loss at the predictions lies in work.predictions.
template <class T>
void Gpt2<T>::backward(std::span<const T> parameters, std::span<const T> tokens,
                       const Workspace& work, std::span<T> gradient) const {
  const std::size_t n = work.read.size();
  SpanTaker<const T> from(parameters);
  SpanTaker<T> to(gradient), kept(work.kept), hidden(work.hidden);
  const auto run = [&](const Layer<T>& layer, std::span<const T> x, std::span<T> keep,
                       std::span<const T> dy, std::span<T> dx, SequenceShape shape) {
    layer.backward(from.from_the_back(layer.n_parameters()), x, keep, dy, dx,
                   to.from_the_back(layer.n_parameters()), shape);
  };
  if (final_norm_) {
    // The gradient at normed takes the place of that at at_x, which comes later.
    run(read_out_, work.normed, {}, work.predictions, work.dat_x, work.x_shape);
    run(*final_norm_, work.out, work.kept_norm, work.dat_x, work.dout, work.x_shape);
  } else {
    run(read_out_, work.out, {}, work.predictions, work.dout, work.x_shape);
  }
  run(mlp_, work.at_x, work.kept_mlp, work.dout, work.dat_x, work.x_shape);
  std::span<T> dy = work.dhidden, dx = work.dbelow;
  scatter_x_tokens<T>(work.dat_x, dy, work.shape, read_in_.out_width());
  hidden.from_the_back(n);
  for (std::size_t i = 2 * static_cast<std::size_t>(options_.layers) - 1; i-- > 0;) {
    run(layer(i), hidden.from_the_back(n), kept.from_the_back(layer(i).n_kept(work.shape)), dy, dx,
        work.shape);
    std::swap(dy, dx);
  }
  run(positions_, work.read, {}, dy, dx, work.shape);
  run(read_in_, tokens, {}, dx, work.dtokens, work.shape);
}

template <class T>
void Gpt2<T>::predict(std::span<const T> parameters, std::span<const T> tokens,
                      std::span<T> predictions, std::span<T> workspace, SequenceShape shape) const {
  const Workspace work = divide(workspace, shape);
  TANGRAM_CHECK(predictions.size() == work.predictions.size());
  forward(parameters, tokens, work);
  std::copy(work.predictions.begin(), work.predictions.end(), predictions.begin());
}

/// Leaves the gradient of the loss at the predictions in work.predictions.
template <class T>
double Gpt2<T>::loss(std::span<const T> parameters, const RegressionBatch<T>& batch,
                     const Workspace& work) const {
  TANGRAM_CHECK(batch.targets.size() == work.predictions.size() && !batch.targets.empty());
  forward(parameters, batch.tokens, work);
  double squares = 0;
  const std::size_t of_sequences =
      batch.of_sequences == 0 ? batch.shape.sequences : batch.of_sequences;
  TANGRAM_CHECK(of_sequences >= batch.shape.sequences);
  const double n = static_cast<double>(x_tokens({of_sequences, batch.shape.length}).rows());
  for (std::size_t i = 0; i < batch.targets.size(); ++i) {
    const double error =
        static_cast<double>(work.predictions[i]) - static_cast<double>(batch.targets[i]);
    squares += error * error;
    work.predictions[i] = static_cast<T>(2 * error / n);
  }
  return squares / n;
}

template <class T>
double Gpt2<T>::loss(std::span<const T> parameters, const RegressionBatch<T>& batch,
                     std::span<T> workspace) const {
  return loss(parameters, batch, divide(workspace, batch.shape));
}

template <class T>
double Gpt2<T>::loss_and_gradient(std::span<const T> parameters, const RegressionBatch<T>& batch,
                                  std::span<T> workspace, std::span<T> gradient) const {
  TANGRAM_CHECK(gradient.size() == n_parameters_);
  const Workspace work = divide(workspace, batch.shape);
  const double out = loss(parameters, batch, work);
  backward(parameters, batch.tokens, work, gradient);
  return out;
}

template class Gpt2<float>;
template class Gpt2<double>;

}  // namespace tangram
