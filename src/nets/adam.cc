#include "nets/adam.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "math/vectorise.h"

namespace tangram {
namespace {

/// As doubles and as floats, of which updates are made: there what is near to 1 is 1, and what is
/// near to 0 is 0.
void check(const AdamOptions& options) {
  for (const auto& [name, beta] :
       {std::pair("beta1", options.beta1), std::pair("beta2", options.beta2)})
    require(0 <= beta && beta < 1 && static_cast<float>(beta) < 1,
            "adam: {} is {}, must be at least 0 and, as a float, below 1", name, beta);
  require(std::isfinite(options.epsilon) && options.epsilon > 0, "adam: epsilon is {}, must be > 0",
          options.epsilon);
  require(options.epsilon <= std::numeric_limits<float>::max() &&
              static_cast<float>(options.epsilon) > 0,
          "adam: epsilon is {}, which as a float is 0 or inf; give one from 1e-38 to 1e38",
          options.epsilon);
  require(std::isfinite(options.decay) && options.decay >= 0,
          "adam: decay is {}, must be at least 0; 0 is none", options.decay);
  for (const auto& [name, clip] :
       {std::pair("clip_entries", options.clip_entries), std::pair("clip_norm", options.clip_norm)})
    require(std::isfinite(clip) && clip >= 0, "adam: {} is {}, must be at least 0; 0 is none", name,
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
  AdamStep(const AdamOptions& options, double at_rate, double t)
      : beta1(static_cast<T>(options.beta1)),
        new1(static_cast<T>(1 - options.beta1)),
        beta2(static_cast<T>(options.beta2)),
        new2(static_cast<T>(1 - options.beta2)),
        rate(static_cast<T>(at_rate / (1 - std::pow(options.beta1, t)))),
        root(static_cast<T>(1 / std::sqrt(1 - std::pow(options.beta2, t)))),
        epsilon(static_cast<T>(options.epsilon)) {}

  T beta1, new1, beta2, new2;  // new = 1 - beta, taken in double
  T rate;                      // rate / (1 - beta1^t)
  T root;                      // 1 / sqrt(1 - beta2^t)
  T epsilon;
  T shrink = 0;  // rate decay

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

/// Of one call of update(), what all members see.
template <class T>
struct Adam<T>::Update {
  std::span<T> parameters, gradient;
  double rate;
  T factor = 1;  // of the gradient
};

template <class T>
Adam<T>::Adam(AdamOptions options, const Parameters& parameters, ThreadTeam& team)
    : options_(std::move(options)), parameters_(parameters), team_(team), squares_(team.size()) {
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

/// Cuts the entries where they are to be, and all are finite. The sum of their squares.
template <class T>
double Adam<T>::clip_entries(std::span<T> gradient) const {
  const double squared = squared_norm<T>(gradient);
  if (options_.clip_entries == 0 || !std::isfinite(squared)) return squared;
  const T most = static_cast<T>(options_.clip_entries);
  for (T& value : gradient) value = std::clamp(value, -most, most);
  return squared_norm<T>(gradient);
}

template <class T>
void Adam<T>::update(std::span<T> parameters, std::span<T> gradient, double rate) {
  TANGRAM_CHECK(parameters.size() == state_.mean.size());
  TANGRAM_CHECK(gradient.size() == state_.mean.size());
  Update update{parameters, gradient, rate};
  team_.run([this, &update](std::size_t member) {
    const auto [begin, end] = team_.share(update.gradient.size(), member);
    squares_[member] = clip_entries(update.gradient.subspan(begin, end - begin));
  });
  const double norm = std::sqrt(std::accumulate(squares_.begin(), squares_.end(), 0.0));
  if (!std::isfinite(norm)) fail_on(gradient);
  if (options_.clip_norm > 0 && norm > options_.clip_norm)
    update.factor = static_cast<T>(options_.clip_norm / norm);
  ++state_.updates;
  team_.run([this, &update](std::size_t member) { apply(update, member); });
}

/// Updates the member's share of the parameters.
template <class T>
void Adam<T>::apply(const Update& update, std::size_t member) {
  const auto [first, last] = team_.share(update.gradient.size(), member);
  if (update.factor != 1)
    for (T& value : update.gradient.subspan(first, last - first)) value *= update.factor;
  AdamStep<T> step(options_, update.rate, static_cast<double>(state_.updates));
  std::size_t end = 0;
  for (const Parameter& parameter : parameters_) {
    const std::size_t at = std::max(first, end);
    end += parameter.size();
    if (at >= std::min(last, end)) continue;
    const bool decays =
        std::count(options_.decayed.begin(), options_.decayed.end(), parameter.kind) > 0;
    step.shrink = static_cast<T>(decays ? update.rate * options_.decay : 0);
    step(&update.parameters[at], &update.gradient[at], &state_.mean[at], &state_.square[at],
         std::min(last, end) - at);
  }
}

template class Adam<float>;
template class Adam<double>;

}  // namespace tangram
