#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tangram {

enum class ScheduleShape {
  constant,
  triangle,         // 0 -> rate in `warmup` updates, then -> 0 at `updates`
  warmup_cosine,    // 0 -> rate in `warmup` updates, then half a cosine -> 0 at `updates`
  warmup_constant,  // 0 -> rate in `warmup` updates, then rate
};

/// "constant", "triangle", "warmup_cosine", "warmup_constant".
std::vector<std::string_view> schedule_names();
std::string_view name_of(ScheduleShape shape);
/// Throws Error on another name.
ScheduleShape schedule_shape(std::string_view name);

struct ScheduleOptions {
  ScheduleShape shape = ScheduleShape::constant;
  double rate = 1e-3;        // the largest
  std::int64_t updates = 1;  // of the whole run; beyond it triangle and cosine stay at 0
  std::int64_t warmup = 0;   // constant has none
};

/// The learning rate as a pure function of the update u = 0, 1, ...: so a run that goes on has the
/// rates that it would have had. The first update of a warm-up has rate 0 exactly, as in Raventos
/// et al. 2023 (triangle, warm-up half of the run) and Akyurek et al. 2023 (cosine, a fifth).
class Schedule {
 public:
  /// Throws Error unless rate > 0, updates >= 1 and 0 <= warmup <= updates.
  explicit Schedule(const ScheduleOptions& options);

  /// With every parameter, those too that the shape does not look at, as of a constant rate updates
  /// and warmup: nets have been named by them.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] double rate(std::int64_t update) const;

 private:
  ScheduleOptions options_;
};

}  // namespace tangram
