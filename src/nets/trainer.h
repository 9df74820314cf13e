#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/rng.h"
#include "core/batch_source.h"
#include "core/training_sink.h"
#include "nets/adam.h"
#include "nets/checkpoint.h"
#include "nets/gpt2.h"
#include "nets/regression_tokens.h"
#include "nets/schedule.h"
#include "nets/thread_team.h"

namespace tangram {

struct TrainerOptions {
  TokenLayout layout = TokenLayout::separate;
  AdamOptions adam = {};
  ScheduleOptions schedule = {};
  int threads = 1;
  int sequences_a_pass = 0;  // at most, of a thread's share: bounds memory. 0: all of them
};

/// Names a training by all that can change a number, the number of threads and sequences a pass
/// aside. Throws Error where net and source do not fit each other, where there are more threads
/// than sequences, and as Adam and Schedule do.
template <class T>
std::string training_id(const Gpt2<T>& net, const BatchSource& source,
                        const TrainerOptions& options, const Rng& start);

/// Trains a net on a source of batches: step s draws batch s, and updates parameters at rate
/// schedule.rate(s) by the gradient of the mean squared error over all its predictions. Where the
/// batch has fewer points than later ones, the pass is the shorter, and costs the less.
///
/// Data parallel: thread i draws and passes the i-th share of the sequences, of sizes that differ
/// by at most one, into a gradient of its own; the gradients are added in the order of the threads.
/// So the same start and number of threads give the same bits on the same processor; other numbers
/// of threads, or sequences a pass, differ by the rounding of sums. Nothing is allocated in a step,
/// but what gemm() takes to work in.
///
/// Net and source outlive the trainer. To be used by one thread at a time.
template <class T>
class Trainer {
 public:
  /// The parameters begin as net.initial_parameters(start). Throws Error as training_id() does, and
  /// where a pass takes more than the machine's memory.
  Trainer(const Gpt2<T>& net, const BatchSource& source, const TrainerOptions& options,
          const Rng& start);

  /// As training_id() says.
  std::string id() const { return id_; }

  /// Steps made so far, counted from the start of the training, not of this process.
  [[nodiscard]] std::int64_t step() const { return adam_.state().updates; }
  [[nodiscard]] std::span<const T> parameters() const { return parameters_; }

  /// Makes steps until step() is `until`, or `stop` is asked for, which is looked at between steps.
  /// Throws Error where the loss or the gradient is not finite: it names the update, counted from
  /// 1, and what to do. That step changes nothing.
  void run(std::int64_t until, TrainingSink& sink, const std::stop_token& stop);

  /// The mean squared error of the net as it is over batch 0 of another source, of as many points
  /// and dimensions, shared among the threads as a step's batch is. No step hangs on it.
  double loss_on(const BatchSource& other);

  [[nodiscard]] Checkpoint<T> checkpoint() const;

  /// Goes on from there, to the bit. Throws Error where it is one of another training.
  void restore(Checkpoint<T> checkpoint);

 private:
  /// What a thread works in.
  struct Member {
    std::size_t index = 0;
    std::vector<double> x, y;  // of a pass
    std::vector<double> work;  // of the source
    std::vector<T> tokens, targets, workspace, gradient;
    double loss = 0, data_seconds = 0;  // of the last step
  };

  /// Of what a member works in, where it passes so many sequences at once.
  struct Sizes {
    std::size_t x, y, work;                            // in double
    std::size_t tokens, targets, workspace, gradient;  // in T
  };

  /// Sequences [first, first + n) of the batch of a step.
  struct Pass {
    std::int64_t step;
    std::size_t first, n;
  };

  [[nodiscard]] std::size_t sequences_a_pass(std::size_t share) const;
  [[nodiscard]] Sizes sizes(std::size_t sequences) const;
  void check_memory() const;
  Member member(std::size_t i) const;
  TrainingStep make_step();
  template <class Use>
  void for_each_pass(Member& member, const BatchSource& source, std::int64_t step,
                     const Use& use) const;
  RegressionBatch<T> draw(Member& member, const BatchSource& source, const Pass& pass) const;
  void add_gradients(std::size_t member);

  const Gpt2<T>& net_;
  const BatchSource& source_;
  TrainerOptions options_;
  std::string id_;
  BatchShape batch_;
  Schedule schedule_;
  ThreadTeam team_;
  Adam<T> adam_;
  std::vector<T> parameters_;
  std::vector<Member> members_;
};

}  // namespace tangram
