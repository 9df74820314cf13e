#pragma once

#include <cstdint>
#include <string>

namespace tangram {

struct CurriculumOptions {
  std::int64_t start = 1;      // the value at step 0
  std::int64_t increment = 1;  // by which it grows
  std::int64_t interval = 1;   // every so many steps
};

/// A size of the training data that grows as training goes on, as a pure function of the step:
/// min(end, start + increment * floor(step / interval)), as Garg et al. 2022 have it (appendix A.2;
/// dimensions 5 to 20 by 1, points 11 to 41 by 2, every 2,000 steps). So a training that goes on
/// has the sizes that it would have had.
class Curriculum {
 public:
  /// Throws Error unless all of them are at least 1. A start past the end is the end.
  Curriculum(const CurriculumOptions& options, std::int64_t end);

  [[nodiscard]] std::string id() const;  // with every parameter that can change a value but the end
  /// Aborts where step < 0.
  [[nodiscard]] std::int64_t value(std::int64_t step) const;

 private:
  CurriculumOptions options_;
  std::int64_t end_;
};

}  // namespace tangram
