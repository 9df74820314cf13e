#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "metrics/scored.h"
#include "stats/components.h"
#include "verdict/arms.h"

namespace tangram {

/// Questions whose largest normalised probability falls into [i / 10, (i + 1) / 10).
struct ReliabilityBin {
  int n = 0;
  double confidence = 0, accuracy = 0;  // means; 0 where n is 0
};

/// How well the probabilities of an arm's answers are meant: of the candidates normalised to
/// 1, over all questions of all draws and variants together. Descriptive: questions of one
/// draw are not independent, so it has no interval.
struct Calibration {
  std::array<ReliabilityBin, 10> bins;
  Score error, log_loss, brier;  // expected calibration error; nats; 0 to 2
  int n_questions = 0;
};
Calibration calibration_of(const Arm& arm);

/// Where the spread of an arm's answers comes from: variances of draw, query and what is left,
/// on the log-odds of the truth, averaged over variants. Where a candidate is impossible (its
/// log-odds are infinite): on right and wrong.
struct VarianceReading {
  std::optional<VarianceComponents> components;
  std::string scale;  // "log-odds of the truth", "accuracy"
  int n_draws = 0, n_queries = 0;
  std::string note;  // why there is none
};
VarianceReading variance_of(const Arm& arm);

/// Both, of one arm.
struct AnswersReading {
  std::string block, task, condition, learner, axes;
  int shots = 0;
  Calibration calibration;
  VarianceReading variance;
};

/// Of each arm at its largest number of shots, in the order of `arms`.
std::vector<AnswersReading> read_answers(const std::vector<Arm>& arms);

}  // namespace tangram
