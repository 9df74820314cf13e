#include "tasks/curriculum.h"

#include <algorithm>

#include "base/check.h"

namespace tangram {

Curriculum::Curriculum(const CurriculumOptions& options, std::int64_t end)
    : options_(options), end_(end) {
  require(options.start >= 1 && options.increment >= 1 && options.interval >= 1,
          "curriculum: start is {}, increment {}, interval {}, must all be at least 1",
          options.start, options.increment, options.interval);
  require(end >= 1, "curriculum: ends at {}, must be at least 1", end);
}

std::string Curriculum::id() const {
  return fmt::format("curriculum(start={}, increment={}, interval={})", options_.start,
                     options_.increment, options_.interval);
}

std::int64_t Curriculum::value(std::int64_t step) const {
  TANGRAM_CHECK(step >= 0);
  const std::int64_t start = std::min(options_.start, end_), times = step / options_.interval;
  // Compared before it is multiplied: a large increment would overflow.
  if (times > (end_ - start) / options_.increment) return end_;
  return start + times * options_.increment;
}

}  // namespace tangram
