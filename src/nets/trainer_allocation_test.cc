#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "nets/trainer.h"
#include "nets/trainer_testing.h"

namespace {

std::atomic<long> n_allocations = 0;

}  // namespace

// Counts what this program allocates through `new`, which is all but what gemm() takes. Not
// inlined: compilers would warn of malloc and delete meeting.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++n_allocations;
  if (void* out = std::malloc(size == 0 ? 1 : size)) return out;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace tangram {
namespace {

struct Ignore final : TrainingSink {
  void stepped(const TrainingStep&) override {}
};

template <class T>
long allocations_of_a_step(const TrainerOptions& options, const BatchSource& source) {
  const Gpt2<T> net(small_net());
  Trainer<T> trainer(net, source, options, Rng(7));
  Ignore sink;
  trainer.run(2, sink, {});
  const long before = n_allocations;
  trainer.run(7, sink, {});
  return n_allocations - before;
}

TEST(TrainerAllocation, AStepHasNone) {
  TrainerOptions in_passes = small_training(2);
  in_passes.sequences_a_pass = 2;
  const GrowingTask growing;  // at steps 3 and 6
  const std::vector<const BatchSource*> sources{&six_sequences(), &growing};
  for (const TrainerOptions& options : {small_training(1), small_training(2), in_passes})
    for (const BatchSource* source : sources) {
      EXPECT_EQ(allocations_of_a_step<float>(options, *source), 0);
      EXPECT_EQ(allocations_of_a_step<double>(options, *source), 0);
    }
}

TEST(TrainerAllocation, IsSeenWhereThereIsOne) {
  const long before = n_allocations;
  const auto kept = std::make_unique<std::vector<int>>(100);
  EXPECT_EQ(n_allocations - before, 2) << kept->size();
}

}  // namespace
}  // namespace tangram
