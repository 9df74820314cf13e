#include "nets/validation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace tangram {

Validation::Validation(const ValidationOptions& options, const BatchSource& source,
                       std::int64_t steps)
    : options_(options), source_(source), steps_(steps) {
  require(options.every >= 1, "validation: it is due every {} steps, must be at least 1",
          options.every);
  require(options.patience >= 0, "validation: patience is {}, must be at least 0; 0 is any",
          options.patience);
}

std::string Validation::id() const {
  return fmt::format("validation(version=1, every={}, patience={}, {})", options_.every,
                     options_.patience, source_.id());
}

bool Validation::is_due(std::int64_t step) const {
  return step > 0 && (step % options_.every == 0 || step == steps_);
}

std::int64_t Validation::next(std::int64_t step) const {
  TANGRAM_CHECK(step < steps_);
  return std::min((step / options_.every + 1) * options_.every, steps_);
}

std::int64_t Validation::count(std::int64_t begun, std::int64_t done) const {
  const auto until = [this](std::int64_t step) {
    return step / options_.every + (step == steps_ && step % options_.every != 0 ? 1 : 0);
  };
  return until(done) - until(begun);
}

double Validation::score(Trainer<float>& trainer, std::optional<BestState<float>>& best) const {
  const double loss = trainer.loss_on(source_);
  require(std::isfinite(loss),
          "train: the validation loss is {} after step {}: training has diverged; give a lower "
          "rate, or clip_norm: another training, from its start",
          loss, trainer.step());
  if (!best || loss < best->loss) {
    Checkpoint<float> state = trainer.checkpoint();
    best = {loss, std::move(state.parameters), std::move(state.optimiser)};
  }
  return loss;
}

bool Validation::ends(std::int64_t step, const BestState<float>& best) const {
  return step == steps_ ||
         (options_.patience > 0 && count(best.optimiser.updates, step) >= options_.patience);
}

}  // namespace tangram
