#include "tasks/linear_regression_batches.h"

#include <utility>

#include "base/check.h"

namespace tangram {

LinearRegressionBatches::LinearRegressionBatches(LinearRegression task, int sequences,
                                                 const Rng& stream,
                                                 const RegressionCurriculum& curriculum)
    : task_(std::move(task)), stream_(stream), curriculum_(curriculum) {
  require(sequences >= 1, "batches of linear_regression: a batch has {} sequences, must be >= 1",
          sequences);
  shape_ = {static_cast<std::size_t>(sequences), static_cast<std::size_t>(task_.options().points),
            static_cast<std::size_t>(task_.options().dimension)};
}

std::string LinearRegressionBatches::id() const {
  Rng named = stream_;
  const auto text = [](const char* of, const std::optional<Curriculum>& curriculum) {
    return curriculum ? fmt::format(", {}={}", of, curriculum->id()) : "";
  };
  return fmt::format("batches(sequences={}, stream={:016x}, {}{}{})", shape_.sequences,
                     named.next(), task_.id(), text("dimension", curriculum_.dimension),
                     text("points", curriculum_.points));
}

BatchShape LinearRegressionBatches::shape_at(std::int64_t step) const {
  BatchShape out = shape_;
  if (curriculum_.points) out.points = static_cast<std::size_t>(curriculum_.points->value(step));
  return out;
}

void LinearRegressionBatches::fill(const BatchShare& share) const {
  TANGRAM_CHECK(share.step >= 0);
  const std::size_t points = shape_at(share.step).points, per_x = points * shape_.dimension;
  const std::size_t n = share.y.size() / points;
  TANGRAM_CHECK(share.first + n <= shape_.sequences);
  TANGRAM_CHECK(share.y.size() == n * points && share.x.size() == n * per_x);
  const int in_use =
      curriculum_.dimension ? static_cast<int>(curriculum_.dimension->value(share.step)) : 0;
  const std::uint64_t first =
      static_cast<std::uint64_t>(share.step) * shape_.sequences + share.first;
  for (std::size_t i = 0; i < n; ++i) {
    const auto y = share.y.subspan(i * points, points);
    task_.draw_sequence(stream_, first + i,
                        {share.x.subspan(i * per_x, per_x), y, y, share.work, in_use});
  }
}

}  // namespace tangram
