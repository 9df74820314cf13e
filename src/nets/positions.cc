#include "nets/positions.h"

namespace tangram {
namespace {

Parameters position_parameters(int longest, int width) {
  require(longest >= 1 && width >= 1, "learned positions: {} of width {}, both must be at least 1",
          longest, width);
  return {{"weight", {longest, width}, ParameterKind::position}};
}

}  // namespace

template <class T>
Positions<T>::Positions(int longest, int width)
    : Layer<T>(static_cast<std::size_t>(width), static_cast<std::size_t>(width),
               position_parameters(longest, width)) {}

template <class T>
std::size_t Positions<T>::n_kept(SequenceShape /*shape*/) const {
  return 0;
}

template <class T>
void Positions<T>::run_forward(const typename Layer<T>::Forward& pass) const {
  const std::size_t n = pass.shape.length * this->in_width();
  require(n <= pass.parameters.size(),
          "learned positions: a sequence of {0} tokens, but there are {1} positions; give longest "
          "= {0}",
          pass.shape.length, pass.parameters.size() / this->in_width());
  for (std::size_t start = 0; start < pass.x.size(); start += n)
    for (std::size_t i = 0; i < n; ++i) pass.y[start + i] = pass.x[start + i] + pass.parameters[i];
}

template <class T>
void Positions<T>::run_backward(const typename Layer<T>::Backward& pass) const {
  const std::size_t n = pass.shape.length * this->in_width();
  for (std::size_t start = 0; start < pass.x.size(); start += n)
    for (std::size_t i = 0; i < n; ++i) {
      pass.dx[start + i] = pass.dy[start + i];
      pass.dparameters[i] += pass.dy[start + i];
    }
}

template class Positions<float>;
template class Positions<double>;

}  // namespace tangram
