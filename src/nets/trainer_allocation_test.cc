#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <ostream>
#include <span>
#include <utility>
#include <vector>

#include "nets/trainer.h"
#include "nets/trainer_testing.h"
#include "tasks/linear_regression_batches.h"

namespace {

std::atomic<long> n_new = 0, n_malloc = 0;

}  // namespace

// Counts what this program allocates through `new`. Not inlined: compilers would warn of malloc and
// delete meeting.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++n_new;
  if (void* out = std::malloc(size == 0 ? 1 : size)) return out;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

// And through malloc, as Eigen does, where no sanitizer has it for its own.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr bool kSeesMalloc = true;
extern "C" void* __libc_malloc(std::size_t size) noexcept;  // NOLINT(bugprone-reserved-identifier)
extern "C" void* malloc(std::size_t size) noexcept {
  ++n_malloc;
  return __libc_malloc(size);
}
#else
constexpr bool kSeesMalloc = false;
#endif

namespace tangram {
namespace {

struct Allocations {
  long by_new, by_malloc;
  bool operator==(const Allocations&) const = default;
};
void PrintTo(const Allocations& n, std::ostream* out) {
  *out << n.by_new << " by new, " << n.by_malloc << " by malloc";
}
constexpr Allocations kNone{0, 0};

template <class Act>
Allocations allocations_of(const Act& act) {
  const Allocations before{n_new, n_malloc};
  act();
  return {n_new - before.by_new, n_malloc - before.by_malloc};
}

struct Ignore final : TrainingSink {
  void stepped(const TrainingStep&) override {}
};

/// Through new alone: malloc is where gemm() takes what it works in.
template <class T>
long allocations_of_steps(const TrainerOptions& options, const BatchSource& source) {
  const Gpt2<T> net(small_net());
  Trainer<T> trainer(net, source, options, Rng(7));
  Ignore sink;
  trainer.run(2, sink, {});
  return allocations_of([&] { trainer.run(7, sink, {}); }).by_new;
}

/// Of two coordinates and at most three points, as small_net() reads them.
LinearRegressionBatches real_batches(std::shared_ptr<const TaskPool> pool,
                                     std::optional<double> alpha = {},
                                     const RegressionCurriculum& curriculum = {}) {
  return {LinearRegression({.dimension = 2, .points = 3, .alpha = alpha}, std::move(pool)), 6,
          Rng(3), curriculum};
}

/// Sources of each way to make a batch; the growing ones grow at steps 3 and 6.
std::vector<std::unique_ptr<const BatchSource>> sources() {
  const auto pool = std::make_shared<const TaskPool>(drawn_pool(2, 4, {}, Rng(9)));
  const Curriculum points({1, 1, 3}, 3), dimension({1, 1, 3}, 2);
  std::vector<std::unique_ptr<const BatchSource>> out;
  out.push_back(std::make_unique<OneTask>(six_sequences()));
  out.push_back(std::make_unique<GrowingTask>());
  out.push_back(std::make_unique<LinearRegressionBatches>(real_batches(nullptr)));
  out.push_back(std::make_unique<LinearRegressionBatches>(real_batches(pool)));
  out.push_back(std::make_unique<LinearRegressionBatches>(real_batches(pool, 0.25)));
  out.push_back(std::make_unique<LinearRegressionBatches>(
      real_batches(nullptr, {}, {.dimension = dimension, .points = points})));
  return out;
}

TEST(TrainerAllocation, AStepHasNone) {
  TrainerOptions in_passes = small_training(2), clipped = small_training(2);
  in_passes.sequences_a_pass = 2;
  clipped.adam = {.decay = 0.1, .clip_entries = 0.01, .clip_norm = 0.01};
  for (const TrainerOptions& options : {small_training(1), small_training(2), in_passes, clipped})
    for (const auto& source : sources()) {
      EXPECT_EQ(allocations_of_steps<float>(options, *source), 0) << source->id();
      EXPECT_EQ(allocations_of_steps<double>(options, *source), 0) << source->id();
    }
}

TEST(TrainerAllocation, ABatchHasNone) {
  for (const auto& source : sources()) {
    std::vector<double> x(6 * 3 * 2), y(6 * 3), work(source->n_work());
    EXPECT_EQ(allocations_of([&] {
                for (const std::int64_t step : {0, 3, 6}) {
                  const std::size_t points = source->shape_at(step).points;
                  source->fill({step, 0, std::span(x).first(6 * points * 2),
                                std::span(y).first(6 * points), work});
                }
              }),
              kNone)
        << source->id();
  }
}

TEST(TrainerAllocation, IsSeenWhereThereIsOne) {
  std::unique_ptr<std::vector<int>> kept;
  EXPECT_EQ(allocations_of([&] { kept = std::make_unique<std::vector<int>>(100); }).by_new, 2)
      << kept->size();
  Eigen::VectorXd numbers;
  EXPECT_EQ(allocations_of([&] { numbers.resize(100); }), (Allocations{0, kSeesMalloc ? 1 : 0}));
}

}  // namespace
}  // namespace tangram
