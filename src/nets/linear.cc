#include "nets/linear.h"

#include <algorithm>

#include "math/gemm.h"
#include "math/vectorise.h"
#include "nets/named.h"

namespace tangram {
namespace {

constexpr Named<Precision, 2> kPrecisions = {
    {{"float32", Precision::full}, {"bfloat16", Precision::bfloat16}}};

Parameters linear_parameters(const LinearOptions& options) {
  require(options.in >= 1 && options.out >= 1,
          "a linear layer: maps {} numbers to {}, both must be at least 1", options.in,
          options.out);
  Parameters out = {{"weight", {options.in, options.out}, options.weight_kind}};
  if (options.bias) out.push_back({"bias", {options.out}, options.bias_kind});
  return out;
}

template <class... Arguments>
void multiply(Precision precision, Arguments... arguments) {
  if (precision == Precision::full)
    gemm(arguments...);
  else
    gemm_bfloat16(arguments...);
}

}  // namespace

std::vector<std::string_view> precision_names() { return names_of(kPrecisions); }
std::string_view name_of(Precision precision) { return name_of(kPrecisions, precision); }
Precision precision_of(std::string_view name) { return named(kPrecisions, "precision", name); }

template <class T>
Linear<T>::Linear(const LinearOptions& options)
    : Layer<T>(static_cast<std::size_t>(options.in), static_cast<std::size_t>(options.out),
               linear_parameters(options)),
      bias_(options.bias),
      precision_(options.precision) {}

template <class T>
std::size_t Linear<T>::n_kept(SequenceShape /*shape*/) const {
  return 0;
}

template <class T>
void Linear<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const auto rows = static_cast<std::int64_t>(pass.shape.rows());
  const auto in = static_cast<std::int64_t>(this->in_width());
  const auto out = static_cast<std::int64_t>(this->out_width());
  const T* weight = pass.parameters.data();
  if (bias_)
    for (T* row = pass.y.data(); row != pass.y.data() + pass.y.size(); row += out)
      std::copy_n(weight + in * out, out, row);
  multiply(precision_, Op::none, Op::none, rows, out, in, T(1), pass.x.data(), in, weight, out,
           T(bias_ ? 1 : 0), pass.y.data(), out);
}

template <class T>
void Linear<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const auto rows = static_cast<std::int64_t>(pass.shape.rows());
  const auto in = static_cast<std::int64_t>(this->in_width());
  const auto out = static_cast<std::int64_t>(this->out_width());
  // The weight's gradient first: it is the last that wants x.
  multiply(precision_, Op::transpose, Op::none, in, out, rows, T(1), pass.x.data(), in,
           pass.dy.data(), out, T(1), pass.dparameters.data(), out);
  if (bias_) add_column_sums(pass.dy, pass.dparameters.subspan(static_cast<std::size_t>(in * out)));
  multiply(precision_, Op::none, Op::transpose, rows, in, out, T(1), pass.dy.data(), out,
           pass.parameters.data(), out, T(0), pass.dx.data(), in);
}

template class Linear<float>;
template class Linear<double>;

}  // namespace tangram
