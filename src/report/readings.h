#pragma once

#include <string>
#include <vector>

#include "spec/study.h"
#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// What an arm's answers come to under one reading.
struct ReadScores {
  std::string reading;  // a name of reading_names()
  Estimate accuracy, auc, label_bias;
};

/// An arm under each reading that has values, and what its accuracy gains by the best one. That one
/// is chosen after its gain was seen: the interval is simultaneous (Bonferroni) over the readings
/// that are compared with sum. Descriptive.
struct ArmReadings {
  std::string block, task, condition, learner, axes;
  int shots = 0;
  std::vector<ReadScores> scores;  // in the order of the enum; sum first
  int n_compared = 0;              // readings beside sum
  std::string best;                // the reading with the highest accuracy; "sum": none is higher
  Estimate gain;                   // its accuracy less that under sum, paired by draw
  std::string sentence;            // "contextual has the highest accuracy, 0.100 above sum ..."
};

/// The study asks reference questions or names a reading in a claim or analysis: whether a report
/// has a section for them.
bool asks_for_readings(const Study& study);

/// Of each arm at its largest number of shots, in the order of `arms`, which has each under several
/// readings, sum among them. Arms without answers are left out.
std::vector<ArmReadings> compare_readings(const std::vector<Arm>& arms);

}  // namespace tangram
