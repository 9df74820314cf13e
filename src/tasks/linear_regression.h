#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/options.h"
#include "base/rng.h"
#include "core/resources.h"
#include "core/task.h"
#include "core/task_pool.h"

namespace tangram {

struct LinearRegressionOptions {
  int dimension = 8, points = 16;
  double noise_sd = 0.5;
  TaskPrior prior = {};  // of w, where there is no pool

  /// Where it is given, w lies between two tasks w_i != w_j of the pool, drawn anew each time: the
  /// direction of alpha w_i + (1 - alpha) w_j, its length the mean of theirs (Raventos et al. 2023,
  /// section 4.2). 0 <= alpha <= 1.
  std::optional<double> alpha = {};

  void visit(FieldVisitor& v);
};

/// Room for one sequence, or the beginning of one, the inputs one after another. `truth` may be y
/// itself, which is then written over.
struct RegressionRoom {
  std::span<double> x, truth, y;  // points x dimension, points, points
  std::span<double> w;            // dimension
  int in_use = 0;                 // coordinates of x, before y is made; the others become 0. 0: all
};

/// Noisy linear regression, y = w . x + noise with x ~ N(0, I), the w of a draw one of a pool's,
/// each as likely, or drawn anew from the prior, or one between two of a pool (Raventos et al.
/// 2023, section 2). A sequence of `points` examples; question k asks for y at the input of example
/// k after the k before it. The truth is w . x, without noise: what an oracle would say.
///
/// shape.shots lists the k that are asked (empty: every one). A sequence has no queries beside
/// itself: shape.queries is 0, or where the design is per_query the number of sequences of a
/// repeat. Each question's query is the index of its sequence.
class LinearRegression final : public Task<Vector> {
 public:
  /// `pool` null: w is drawn anew each time. Throws Error unless points >= 1 and noise_sd >= 0,
  /// where the pool has another dimension, and where alpha is given to fewer than two tasks.
  LinearRegression(LinearRegressionOptions options, std::shared_ptr<const TaskPool> pool);

  std::string id() const override;
  [[nodiscard]] const LinearRegressionOptions& options() const { return options_; }

  /// Examples from rng.at("demo").at(index): a draw is the same whatever is asked of it, and its
  /// inputs and noise are the same for every pool. O(points d). Throws Error on a k that is not
  /// below `points`.
  Episode<Vector> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override;

  /// The sequence of that draw, to the bit, without an allocation, or as much of it as there is
  /// room for. Aborts on other sizes.
  void draw_sequence(const Rng& rng, std::uint64_t index, const RegressionRoom& room) const;

 private:
  void draw_task(Rng rng, std::span<double> w) const;

  LinearRegressionOptions options_;
  std::shared_ptr<const TaskPool> pool_;
};

/// What a net is trained on, and what a study asks about.
struct RegressionSourceOptions {
  LinearRegressionOptions data;
  PoolOptions pool;

  void visit(FieldVisitor& v);
};

/// Throws Error as make_pool() and LinearRegression do.
LinearRegression make_regression_source(const RegressionSourceOptions& options);

struct RegressionTaskOptions {
  RegressionSourceOptions source;
  std::string eval_on = "pool";
  double alpha = 0.5;

  void visit(FieldVisitor& v);
};
std::unique_ptr<Task<Vector>> make_linear_regression(const Value& options, const Resources&);

}  // namespace tangram
