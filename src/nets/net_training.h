#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/resources.h"
#include "core/trainable.h"
#include "nets/trained_options.h"
#include "nets/validation.h"
#include "tasks/linear_regression_batches.h"

namespace tangram {

/// A net's training up to a step, kept in the cache's folder nets/, where NAME is the beginning of
/// the SHA-256 of all that can change a bit of it:
///
///   NAME.safetensors       the state after the last step, NAME-STEP.safetensors that after another
///   NAME-best.safetensors  of a training that is validated and at its end, the best state
///   *.partial.safetensors  the state of a training to there that is interrupted, or runs; removed
///                          when the state there is kept
///   NAME.jsonl             losses (nets/loss_log.h)
///   NAME.lock              who trains
///
/// A training goes on from its own partial state, or from that kept for good after an earlier step
/// where this is later; partial states of trainings to other steps it does not look at. So nets
/// that differ in the step alone are one training, if they are asked for in its order, or if those
/// on the way are snapshots. A state on the way holds the best until then, so that one file is all
/// that a training goes on from.
class NetTraining final : public Trainable {
 public:
  /// Throws Error where the options do not make a training.
  NetTraining(const TrainedOptions& options, const Resources& resources);
  NetTraining(const NetTraining&) = delete;
  NetTraining& operator=(const NetTraining&) = delete;

  /// With all that can change a bit of the state after a step, on one kind of processor.
  [[nodiscard]] std::string training() const override { return id_; }
  /// Which of its states this is of: "500", "best".
  [[nodiscard]] std::string state() const;
  [[nodiscard]] const Gpt2<float>& net() const { return net_; }

  [[nodiscard]] std::filesystem::path file() const override;
  [[nodiscard]] std::int64_t step() const override { return step_; }
  [[nodiscard]] bool is_trained() const override;
  /// At most, where the training may end early.
  [[nodiscard]] double operations_left_from(std::int64_t begun) const override;
  bool prepare(const std::stop_token& stop) override;

  /// Those of the state; empty before prepare().
  [[nodiscard]] const std::vector<float>& parameters() const { return parameters_; }

 private:
  using State = Checkpoint<float>;

  [[nodiscard]] std::filesystem::path path_at(std::int64_t step, const char* ending) const;
  [[nodiscard]] State read(const std::filesystem::path& path, std::int64_t least,
                           std::int64_t most) const;
  [[nodiscard]] std::optional<State> partial() const;
  [[nodiscard]] std::int64_t latest_kept() const;
  [[nodiscard]] std::optional<State> latest() const;
  [[nodiscard]] double operations(std::int64_t begun, std::int64_t done) const;
  [[nodiscard]] std::int64_t next_stop(std::int64_t step) const;
  [[nodiscard]] bool is_snapshot(std::int64_t step) const;
  [[nodiscard]] bool is_kept(std::int64_t step) const;
  [[nodiscard]] bool train(const std::stop_token& stop) const;
  [[nodiscard]] std::optional<State> read_or_train(const std::stop_token& stop) const;
  void keep(const std::filesystem::path& path, State state) const;
  void keep_for_good(std::int64_t step, State state) const;
  void keep_on_the_way(State state) const;
  void keep_last(State state) const;

  Gpt2<float> net_;
  LinearRegressionBatches source_;
  TrainerOptions options_;
  Rng start_;
  std::int64_t steps_, step_, checkpoint_every_;
  bool best_;                            // is the best state asked for?
  std::int64_t least_;                   // the state asked for may be of a step of [least_, step_]
  std::vector<std::int64_t> snapshots_;  // between steps, ascending
  std::optional<LinearRegressionBatches> validation_source_;  // where it is validated
  std::optional<Validation> validation_;
  std::string training_, id_;  // of the trainer, and with what changes bits alone
  std::filesystem::path stem_;
  TrainingObserver* observer_;
  std::vector<float> parameters_;
};

}  // namespace tangram
