#include "nets/trained_learner.h"

#include "base/check.h"

namespace tangram {
namespace {

constexpr char kOwner[] = "learner trained";

}  // namespace

TrainedLearner::TrainedLearner(const TrainedOptions& options, const Resources& resources)
    : net_(options, resources),
      reader_(net_.net(), options.trainer.layout, options.data.data.dimension) {}

std::string TrainedLearner::id() const {
  return fmt::format("trained@1({}, at_step={})", net_.training(), net_.state());
}

std::vector<std::vector<Prediction>> TrainedLearner::answer(
    std::span<const Problem<Vector>> problems, std::stop_token stop) {
  reader_.check(problems, kOwner);
  if (!net_.prepare(stop)) return {};
  return reader_.answer(net_.parameters(), problems, stop);
}

std::unique_ptr<Learner<Vector>> make_trained(const Value& options, const Resources& resources) {
  const auto read = parse_trained_options<TrainedOptions>(options, kOwner);
  return made_of(
      options, [&] { return std::make_unique<TrainedLearner>(read, resources); }, kOwner);
}

}  // namespace tangram
