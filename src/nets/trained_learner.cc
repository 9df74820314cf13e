#include "nets/trained_learner.h"

#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

constexpr char kOwner[] = "learner trained";

}  // namespace

TrainedLearner::TrainedLearner(const TrainedOptions& options, const Resources& resources)
    : training_(options, resources.cache_dir / "nets", resources.training),
      reader_(training_.net(), options.trainer.layout, options.data.data.dimension) {
  TANGRAM_CHECK(!resources.cache_dir.empty());
}

std::string TrainedLearner::id() const {
  return fmt::format("trained@1({}, at_step={})", training_.id(), training_.state());
}

bool TrainedLearner::is_trained() const { return std::filesystem::exists(file()); }

bool TrainedLearner::prepare(const std::stop_token& stop) {
  if (parameters_.empty()) parameters_ = training_.parameters(stop).value_or(std::vector<float>());
  return !parameters_.empty();
}

std::vector<std::vector<Prediction>> TrainedLearner::answer(
    std::span<const Problem<Vector>> problems, std::stop_token stop) {
  for (const Problem<Vector>& problem : problems) reader_.check(problem, kOwner);
  std::vector<std::vector<Prediction>> out;
  if (!prepare(stop)) return out;
  for (const Problem<Vector>& problem : problems) {
    if (stop.stop_requested()) break;
    out.push_back(reader_.answer(parameters_, problem));
  }
  return out;
}

std::unique_ptr<Learner<Vector>> make_trained(const Value& options, const Resources& resources) {
  const TrainedOptions read = parse_trained_options(options, kOwner);
  try {
    return std::make_unique<TrainedLearner>(read, resources);
  } catch (const Error& error) {
    fail("{}: {}: {}", options.place.str(), kOwner, error.what());
  }
}

}  // namespace tangram
