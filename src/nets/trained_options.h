#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.h"
#include "nets/gpt2_preset.h"
#include "nets/trainer.h"
#include "nets/validation.h"
#include "tasks/linear_regression_batches.h"

namespace tangram {

/// How a preset's net is trained. Throws Error as gpt2_preset() does.
TrainerOptions preset_trainer(std::string_view preset);

/// A net, what it is trained on, and how.
struct TrainedOptions {
  std::string preset = "raventos2023_small";
  Gpt2Options net = gpt2_preset(preset);
  TrainerOptions trainer = preset_trainer(preset);
  RegressionSourceOptions data = {};
  std::vector<std::int64_t> curriculum_dimension = {}, curriculum_points = {};  // empty: none
  std::int64_t steps = 0;
  int batch = 64;                                       // sequences
  double warmup = gpt2_preset_training(preset).warmup;  // of the steps
  int train_seed = 0;                                   // of the start and the batches
  std::int64_t checkpoint_every = 500;
  std::vector<std::int64_t> snapshots = {};
  std::int64_t at_step = 0;
  ValidationOptions validation = {};
  std::string answer_from = "at_step";  // or "best"

  void visit(FieldVisitor& v);

  /// The step to which is trained for answers: at_step, or the last. Throws Error where there is no
  /// such step, or no answer from there.
  [[nodiscard]] std::int64_t answering_step() const;
  [[nodiscard]] bool answers_from_best() const { return answer_from == "best"; }

  /// Throws Error unless these are start, increment and interval.
  [[nodiscard]] RegressionCurriculum curriculum() const;

  /// The net, its tokens and positions those of the data. Throws Error on sizes of data that no net
  /// is trained on.
  [[nodiscard]] Gpt2Options sized_net() const;
  /// The trainer, its schedule that of the steps.
  [[nodiscard]] TrainerOptions timed_trainer() const;
};

/// As parse_options() does, but what the table leaves out is the preset's where a preset says it.
template <std::derived_from<TrainedOptions> Options>
Options parse_trained_options(const Value& table, std::string_view owner) {
  Options out;
  static_cast<TrainedOptions&>(out) = {.preset = parse_options<Options>(table, owner).preset};
  FieldParser parser(table, owner);
  out.visit(parser);
  parser.finish();
  return out;
}

}  // namespace tangram
