#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nets/parameter.h"
#include "nets/thread_team.h"

namespace tangram {

struct AdamOptions {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  /// AdamW: each update also takes rate * decay * parameter off, of these kinds. 0: plain Adam.
  double decay = 0;
  std::vector<ParameterKind> decayed = {ParameterKind::weight, ParameterKind::residual_weight};

  /// Each entry of the gradient is cut to [-clip_entries, clip_entries], then the whole is scaled
  /// down to a Euclidean norm of clip_norm where it is longer. 0: left as it is.
  double clip_entries = 0, clip_norm = 0;

  /// With every option that can change an update. Throws Error unless betas are in [0, 1) and
  /// epsilon > 0, as floats, too, and decay and clips at least 0.
  [[nodiscard]] std::string id() const;
};

/// Adam (Kingma and Ba 2015), or AdamW (Loshchilov and Hutter 2019) where decay > 0. With gradient
/// g at update t = 1, 2, ...: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
///
///     parameter -= rate (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay
///     parameter)
///
/// Each thread of the team updates a share of the parameters. Their number changes an update only
/// by the rounding of the norm that clip_norm looks at.
template <class T>
class Adam {
 public:
  /// What a run that goes on must have again.
  struct State {
    std::vector<T> mean, square;  // m and v
    std::int64_t updates = 0;
  };

  /// Throws Error as AdamOptions::id() does. The team outlives it.
  Adam(AdamOptions options, const Parameters& parameters, ThreadTeam& team);

  /// One update, which allocates nothing. The gradient is clipped in place. Throws Error that names
  /// the parameter where the gradient is not finite; parameters and moments are unchanged then.
  /// Aborts on spans of another size.
  void update(std::span<T> parameters, std::span<T> gradient, double rate);

  [[nodiscard]] const State& state() const { return state_; }
  /// Aborts on a state of another size.
  void restore(State state);

 private:
  struct Update;

  double clip_entries(std::span<T> gradient) const;
  void apply(const Update& update, std::size_t member);
  [[noreturn]] void fail_on(std::span<const T> gradient) const;

  AdamOptions options_;
  Parameters parameters_;
  State state_;
  ThreadTeam& team_;
  std::vector<double> squares_;  // of each member's share of the gradient
};

}  // namespace tangram
