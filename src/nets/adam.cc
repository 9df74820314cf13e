#include "nets/adam.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/check.h"
#include "math/vectorise.h"

namespace tangram {
namespace {

void check(const AdamOptions& options) {
  for (const double beta : {options.beta1, options.beta2})
    require(0 <= beta && beta < 1, "adam: a beta is {}, must be at least 0 and below 1", beta);
  require(std::isfinite(options.epsilon) && options.epsilon > 0, "adam: epsilon is {}, must be > 0",
          options.epsilon);
  require(std::isfinite(options.decay) && options.decay >= 0,
          "adam: decay is {}, must be at least 0; 0 is none", options.decay);
  for (const double clip : {options.clip_entries, options.clip_norm})
    require(std::isfinite(clip) && clip >= 0, "adam: a clip is {}, must be at least 0; 0 is none",
            clip);
}

/// In double: the square of a float neither overflows nor loses what is not finite.
template <class T>
double squared_norm(std::span<const T> gradient) {
  const T* g = gradient.data();
  double out = 0;
  vectorised([g, n = gradient.size(), &out] {
    out = lane_sum<double>(
        n, [g](std::size_t i) { return static_cast<double>(g[i]) * static_cast<double>(g[i]); });
  });
  return out;
}

/// The factors of one update, all that hangs on t taken out of the loop.
template <class T>
struct AdamStep {
  T beta1, new1, beta2, new2;  // new = 1 - beta, taken in double
  T rate;                      // rate / (1 - beta1^t)
  T root;                      // 1 / sqrt(1 - beta2^t)
  T epsilon;
  T shrink;  // rate decay

  void operator()(T* theta, const T* g, T* m, T* v, std::size_t n) const {
    const AdamStep s = *this;
    vectorised([=] {
      for (std::size_t i = 0; i < n; ++i) {
        m[i] = s.beta1 * m[i] + s.new1 * g[i];
        v[i] = s.beta2 * v[i] + s.new2 * g[i] * g[i];
        theta[i] -= s.rate * m[i] / (std::sqrt(v[i]) * s.root + s.epsilon) + s.shrink * theta[i];
      }
    });
  }
};

}  // namespace

std::string AdamOptions::id() const {
  check(*this);
  std::string kinds;
  if (decay > 0)
    for (const ParameterKind kind : decayed)
      kinds += fmt::format("{}{}", kinds.empty() ? ", decayed=" : "+", name_of(kind));
  return fmt::format(
      "adam(beta1={}, beta2={}, epsilon={}, decay={}{}, clip_entries={}, clip_norm={})", beta1,
      beta2, epsilon, decay, kinds, clip_entries, clip_norm);
}

template <class T>
Adam<T>::Adam(AdamOptions options, const Parameters& parameters)
    : options_(std::move(options)), parameters_(parameters) {
  check(options_);
  state_.mean.resize(total_size(parameters));
  state_.square.resize(total_size(parameters));
}

template <class T>
void Adam<T>::restore(State state) {
  TANGRAM_CHECK(state.mean.size() == state_.mean.size());
  TANGRAM_CHECK(state.square.size() == state_.square.size() && state.updates >= 0);
  state_ = std::move(state);
}

template <class T>
void Adam<T>::fail_on(std::span<const T> gradient) const {
  auto at = gradient.begin();
  for (const Parameter& parameter : parameters_) {
    const auto end = at + static_cast<std::ptrdiff_t>(parameter.size());
    const auto bad = std::find_if(at, end, [](T value) { return !std::isfinite(value); });
    if (bad != end)
      fail(
          "adam: the gradient of {} is {} at update {}: training has diverged; give a lower rate, "
          "or clip_norm",
          parameter.name, *bad, state_.updates + 1);
    at = end;
  }
  fail("adam: the gradient's norm overflows at update {}: training has diverged; give a lower rate",
       state_.updates + 1);
}

template <class T>
void Adam<T>::clip(std::span<T> gradient, double squared) const {
  if (options_.clip_entries > 0) {
    const T most = static_cast<T>(options_.clip_entries);
    for (T& value : gradient) value = std::clamp(value, -most, most);
  }
  if (options_.clip_norm > 0) {
    const double norm = std::sqrt(options_.clip_entries > 0 ? squared_norm<T>(gradient) : squared);
    if (norm > options_.clip_norm) {
      const T factor = static_cast<T>(options_.clip_norm / norm);
      for (T& value : gradient) value *= factor;
    }
  }
}

template <class T>
void Adam<T>::update(std::span<T> parameters, std::span<T> gradient, double rate) {
  TANGRAM_CHECK(parameters.size() == state_.mean.size());
  TANGRAM_CHECK(gradient.size() == state_.mean.size());
  const double squared = squared_norm<T>(gradient);
  if (!std::isfinite(squared)) fail_on(gradient);
  clip(gradient, squared);
  const double t = static_cast<double>(++state_.updates);
  AdamStep<T> step{static_cast<T>(options_.beta1),
                   static_cast<T>(1 - options_.beta1),
                   static_cast<T>(options_.beta2),
                   static_cast<T>(1 - options_.beta2),
                   static_cast<T>(rate / (1 - std::pow(options_.beta1, t))),
                   static_cast<T>(1 / std::sqrt(1 - std::pow(options_.beta2, t))),
                   static_cast<T>(options_.epsilon),
                   0};
  std::size_t at = 0;
  for (const Parameter& parameter : parameters_) {
    const bool decays =
        std::count(options_.decayed.begin(), options_.decayed.end(), parameter.kind) > 0;
    step.shrink = static_cast<T>(decays ? rate * options_.decay : 0);
    step(&parameters[at], &gradient[at], &state_.mean[at], &state_.square[at], parameter.size());
    at += parameter.size();
  }
}

template class Adam<float>;
template class Adam<double>;

}  // namespace tangram
