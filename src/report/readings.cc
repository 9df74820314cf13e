#include "report/readings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "verdict/effect_of.h"

namespace tangram {
namespace {

Estimate score_of(const Arm& arm, const char* metric) {
  const WeightedArm term{1, &arm};
  return estimate_of(effect_of({&term, 1}, 0, find_metric(metric)));
}

/// Accuracy under a reading less that under sum, over the draws that have both.
EffectResult gain_of(const Arm& arm, const Arm& sum) {
  const std::array<WeightedArm, 2> terms{{{1, &arm}, {-1, &sum}}};
  return effect_of(terms, 0, find_metric("accuracy"));
}

/// The effect as a number with its interval at that level.
Estimate estimate_at(const EffectResult& effect, double level) {
  Estimate estimate = estimate_of(effect);
  if (!effect.effect) return estimate;
  if (effect.effect->standard_error <= kRoundingOfSpread) return without_interval(estimate);
  const Bounds bounds = t_bounds(*effect.effect, level);
  estimate.low = bounds.low;
  estimate.high = bounds.high;
  return estimate;
}

std::string sentence_of(const ArmReadings& arm) {
  if (arm.scores.size() == 1) return "no reading but sum has values";
  if (arm.best == "sum") return "no reading has a higher accuracy than sum";
  const std::string over =
      arm.n_compared == 1 ? "" : fmt::format(" over {} readings", arm.n_compared);
  const std::string interval =
      arm.gain.low && arm.gain.high
          ? fmt::format("95 %{}: {:.3f} to {:.3f}", over, *arm.gain.low, *arm.gain.high)
          : arm.gain.note;
  return fmt::format("{} has the highest accuracy, {:.3f} above sum ({})", arm.best,
                     *arm.gain.value, interval);
}

/// `readings`: one arm at one number of shots, sum first.
ArmReadings compare(const std::vector<const Arm*>& readings) {
  const Arm& sum = *readings.front();
  ArmReadings out{.block = sum.block,
                  .task = sum.task,
                  .condition = sum.condition,
                  .learner = sum.learner,
                  .axes = sum.axes,
                  .shots = sum.shots,
                  .scores = {},
                  .n_compared = 0,
                  .best = "sum",
                  .gain = {},
                  .sentence = {}};
  EffectResult best;
  for (const Arm* arm : readings) {
    if (arm->draws.empty()) continue;
    out.scores.push_back({arm->reading, score_of(*arm, "accuracy"), score_of(*arm, "auc"),
                          score_of(*arm, "label_bias")});
    if (arm == &sum) continue;
    ++out.n_compared;
    EffectResult gain = gain_of(*arm, sum);
    if (gain.value.value_or(0) <= best.value.value_or(0) + kRoundingOfSpread) continue;
    out.best = arm->reading;
    best = std::move(gain);
  }
  if (best.value) out.gain = estimate_at(best, 1 - (1 - kShownLevel) / out.n_compared);
  out.sentence = sentence_of(out);
  return out;
}

}  // namespace

bool asks_for_readings(const Study& study) {
  return readings_of(study).size() > 1 ||
         std::any_of(study.blocks.begin(), study.blocks.end(),
                     [](const Block& block) { return block.references != ReferencesSpec{}; });
}

std::vector<ArmReadings> compare_readings(const std::vector<Arm>& arms) {
  std::map<CellKey, int> largest;
  for (const Arm& arm : arms)
    if (!arm.draws.empty()) {
      int& shots = largest[cell_key(arm)];
      shots = std::max(shots, arm.shots);
    }
  std::vector<std::vector<const Arm*>> groups;
  std::map<CellKey, std::size_t> index;
  for (const Arm& arm : arms) {
    const auto most = largest.find(cell_key(arm));
    if (most == largest.end() || most->second != arm.shots) continue;
    const auto [at, is_new] = index.try_emplace(cell_key(arm), groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(&arm);
  }
  std::vector<ArmReadings> out;
  out.reserve(groups.size());
  for (const auto& group : groups) out.push_back(compare(group));
  return out;
}

}  // namespace tangram
