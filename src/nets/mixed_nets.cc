#include "nets/mixed_nets.h"

#include <algorithm>

#include "base/check.h"

namespace tangram {
namespace {

constexpr char kMixedOwner[] = "learner mixed_nets";

/// The net of the other pool, in which alone it differs from the first, which could be made.
NetTraining other_net(const MixedNetsOptions& options, const Resources& resources) {
  try {
    return NetTraining(options.other(), resources);
  } catch (const Error& error) {
    fail("the net of other_pool_size: {}", error.what());
  }
}

}  // namespace

void MixedNetsOptions::visit(FieldVisitor& v) {
  TrainedOptions::visit(v);
  v({.name = "other_pool_size",
     .help = "pool_size of the other net's training, in all else the same"},
    other_pool_size);
  v({.name = "mix",
     .help = "The share of the other net in the parameters, from 0 to 1",
     .min = 0,
     .max = 1},
    mix);
}

TrainedOptions MixedNetsOptions::other() const {
  TrainedOptions out = *this;
  out.data.pool.pool_size = other_pool_size;
  return out;
}

MixedNets::MixedNets(const MixedNetsOptions& options, const Resources& resources)
    : first_(options, resources),
      other_(other_net(options, resources)),
      mix_(options.mix),
      reader_(first_.net(), options.trainer.layout, options.data.data.dimension) {
  require(0 <= mix_ && mix_ <= 1, "mix is {}, must lie in [0, 1]", mix_);
}

std::string MixedNets::id() const {
  return fmt::format("mixed_nets@1(mix={}, at_step={}, {}, {})", mix_, first_.state(),
                     first_.training(), other_.training());
}

std::vector<float> MixedNets::mixed() const {
  std::vector<float> out(first_.parameters().size());
  // In double, so that where both are the same number it is that.
  std::transform(first_.parameters().begin(), first_.parameters().end(),
                 other_.parameters().begin(), out.begin(), [this](double a, double b) {
                   return static_cast<float>((1 - mix_) * a + mix_ * b);
                 });
  return out;
}

std::vector<std::vector<Prediction>> MixedNets::answer(std::span<const Problem<Vector>> problems,
                                                       std::stop_token stop) {
  reader_.check(problems, kMixedOwner);
  if (!first_.prepare(stop) || !other_.prepare(stop)) return {};
  if (parameters_.empty()) parameters_ = mixed();
  return reader_.answer(parameters_, problems, stop);
}

std::unique_ptr<Learner<Vector>> make_mixed_nets(const Value& options, const Resources& resources) {
  const auto read = parse_trained_options<MixedNetsOptions>(options, kMixedOwner);
  return made_of(
      options, [&] { return std::make_unique<MixedNets>(read, resources); }, kMixedOwner);
}

}  // namespace tangram
