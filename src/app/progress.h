#pragma once

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/stopwatch.h"
#include "core/training_observer.h"
#include "study/run.h"

namespace tangram {

/// "1:02:03", "4:05", "12 s".
std::string duration_text(double seconds);

/// Progress on standard error: one line that is rewritten on a terminal, a line every ten percent
/// elsewhere.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Is a line due at this share of the work? `always`: whatever was shown before, the first and
  /// the last, say.
  bool due(double share, bool always);
  void show(const std::string& text);

 private:
  bool quiet_, terminal_, shown_ = false;
  int tenth_ = 0;
};

/// Progress of nets that are trained, one after another. The time left is that of the operations to
/// come at the speed of those made since the training was begun or gone on with; of all nets, too.
class TrainingLine final : public TrainingObserver {
 public:
  explicit TrainingLine(bool quiet) : quiet_(quiet) {}
  void expects(double operations) override { of_all_ = operations; }
  void trained(const TrainingProgress& progress) override;

 private:
  std::string left_text(const TrainingProgress& progress) const;

  bool quiet_;
  double of_all_ = 0, of_net_ = 0;    // operations: of the nets that are not at their end, of this
  std::optional<ProgressLine> line_;  // of the net that is trained
  Stopwatch since_begun_, since_shown_;
};

/// Progress of a run. The time left comes from the tokens that the plan expects
/// of the units to come, at the speed of the units done since the start.
class Progress final : public RunObserver {
 public:
  /// unit_tokens: as Plan says, beside `units`; done: the units that the store holds already.
  Progress(const std::vector<WorkUnit>& units, std::vector<double> unit_tokens,
           const std::vector<bool>& done, bool quiet);
  void committed(const WorkUnit& unit, const UnitCost& cost, std::size_t n_done) override;

 private:
  void line(const WorkUnit& unit, std::size_t n_done);

  std::vector<double> left_;  // tokens of the units still to come, in order of running
  std::size_t n_units_, next_ = 0;
  double tokens_left_ = 0, tokens_done_ = 0, seconds_ = 0;
  double model_tokens_ = 0;
  ProgressLine line_;
};

}  // namespace tangram
