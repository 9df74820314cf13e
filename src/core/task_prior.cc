#include "core/task_prior.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "base/check.h"

namespace tangram {

double laplace_of(double u) {
  const bool lower = u < 0.5;
  const double size = -std::log1p(lower ? -2 * u : 1 - 2 * u) / std::numbers::sqrt2;
  return lower ? size : -size;
}

void TaskPrior::visit(FieldVisitor& v) {
  v({.name = "task_sd", .help = "Standard deviation of each number of a task w"}, sd);
  std::string name = law == TaskLaw::gaussian ? "gaussian" : "laplace";
  v({.name = "task_law",
     .help = "The law of each number of a task w",
     .choices = {"gaussian", "laplace"}},
    name);
  law = name == "gaussian" ? TaskLaw::gaussian : TaskLaw::laplace;
}

void TaskPrior::check(std::string_view owner) const {
  require(std::isfinite(sd) && sd > 0, "{}: task_sd is {}, must be > 0", owner, sd);
}

std::string TaskPrior::id() const {
  return fmt::format("task_sd={}{}", sd, law == TaskLaw::gaussian ? "" : ", task_law=laplace");
}

void TaskPrior::draw(Rng rng, std::span<double> w) const {
  for (double& value : w)
    value = sd * (law == TaskLaw::gaussian ? rng.normal() : laplace_of(rng.uniform()));
}

}  // namespace tangram
