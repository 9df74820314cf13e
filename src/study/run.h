#pragma once

#include <cstddef>
#include <stop_token>

#include "core/language_model.h"
#include "store/store.h"
#include "study/laboratory.h"

namespace tangram {

/// Told of each unit as it is committed: progress bars, tests that kill at the n-th commit.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void committed(const WorkUnit& unit, const UnitCost& cost, std::size_t n_done) = 0;
};

/// Answers and commits every unit of the laboratory that the store does not hold yet, in
/// order; nets that their learners need are trained first. `model` may be null where no learner
/// reads one; `tokenizer` likewise. Throws Error if the store was made with other tasks,
/// conditions, learners, data or versions of them: its units differ. stopped: what is committed
/// stays, and the next run goes on from it.
Outcome run_units(Laboratory& laboratory, Store& store, const Resources& resources,
                  RunObserver& observer, std::stop_token stop);

}  // namespace tangram
