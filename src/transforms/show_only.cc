#include "transforms/show_only.h"

#include <memory>
#include <vector>

#include "base/check.h"

namespace tangram {

std::string ShowOnly::id() const { return fmt::format("show_only({})", options_text(options_)); }

Episode<Text> ShowOnly::apply(Episode<Text> episode, const Rng&, int) const {
  const auto none = std::make_shared<const std::vector<std::string>>(1);
  for (auto& example : episode.problem.demonstration) {
    if (options_.part == "labels") {
      example.x = std::string();
      continue;
    }
    example.candidates = none;
    example.y = 0;
  }
  return episode;
}

}  // namespace tangram
