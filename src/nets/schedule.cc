#include "nets/schedule.h"

#include <cmath>
#include <numbers>
#include <string>

#include "base/check.h"
#include "nets/named.h"

namespace tangram {

namespace {

constexpr Named<ScheduleShape, 4> kShapes = {{{"constant", ScheduleShape::constant},
                                              {"triangle", ScheduleShape::triangle},
                                              {"warmup_cosine", ScheduleShape::warmup_cosine},
                                              {"warmup_constant", ScheduleShape::warmup_constant}}};

}  // namespace

std::vector<std::string_view> schedule_names() { return names_of(kShapes); }

std::string_view name_of(ScheduleShape shape) { return name_of(kShapes, shape); }

ScheduleShape schedule_shape(std::string_view name) { return named(kShapes, "schedule", name); }

Schedule::Schedule(const ScheduleOptions& options) : options_(options) {
  require(std::isfinite(options.rate) && options.rate > 0, "schedule: rate is {}, must be > 0",
          options.rate);
  require(options.updates >= 1, "schedule: updates is {}, must be at least 1", options.updates);
  require(0 <= options.warmup && options.warmup <= options.updates,
          "schedule: warmup is {}, must be at least 0 and at most the run's {} updates",
          options.warmup, options.updates);
}

std::string Schedule::id() const {
  return fmt::format("{}(rate={}, updates={}, warmup={})", name_of(options_.shape), options_.rate,
                     options_.updates, options_.warmup);
}

double Schedule::rate(std::int64_t update) const {
  TANGRAM_CHECK(update >= 0);
  if (options_.shape == ScheduleShape::constant) return options_.rate;
  if (update < options_.warmup)
    return options_.rate * static_cast<double>(update) / static_cast<double>(options_.warmup);
  if (options_.shape == ScheduleShape::warmup_constant) return options_.rate;
  if (update >= options_.updates) return 0;
  const double done = static_cast<double>(update - options_.warmup) /
                      static_cast<double>(options_.updates - options_.warmup);
  return options_.rate * (options_.shape == ScheduleShape::triangle
                              ? 1 - done
                              : (1 + std::cos(std::numbers::pi * done)) / 2);
}

}  // namespace tangram
