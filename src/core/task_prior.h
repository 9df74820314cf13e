#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/options.h"
#include "base/rng.h"

namespace tangram {

/// The law of each number of a linear task w, by itself, around 0.
enum class TaskLaw { gaussian, laplace };

/// A number z of Laplace's law with variance 1, whose density is exp(-sqrt 2 |z|) / sqrt 2, made of
/// a uniform u: z >= 0 where u < 1/2, else z <= 0, and |z| the quantile of its law at what u is of
/// its half. So every u in [0, 1) gives a finite z; the quantile of the whole law at 0 is infinite.
double laplace_of(double u);

/// How tasks are drawn: w ~ N(0, sd^2 I), or independent numbers of Laplace's law with the same
/// variance, so scale sd / sqrt 2.
struct TaskPrior {
  double sd = 1;
  TaskLaw law = TaskLaw::gaussian;

  void visit(FieldVisitor& v);

  /// Throws Error, in the name of `owner`, unless sd is finite and > 0.
  void check(std::string_view owner) const;

  /// "task_sd=1"; with the law where that is not gaussian: ids that were given before there was
  /// another stay what they were.
  [[nodiscard]] std::string id() const;

  void draw(Rng rng, std::span<double> w) const;
};

}  // namespace tangram
