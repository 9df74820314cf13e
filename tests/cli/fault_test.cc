#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "base/files.h"
#include "base/json.h"
#include "base/rng.h"
#include "tests/cli/tangram.h"

namespace tangram {
namespace {

using testing::HasSubstr;

std::vector<std::string> run_args(const Sandbox& box, const std::string& store) {
  return {"--quiet", "run",   box.study().string(),    "--model", box.model().string(), "--threads",
          "1",       "--out", box.path(store).string()};
}

std::string canonical(const Sandbox& box, const std::string& store) {
  return box.output({"export", box.path(store).string(), "--canonical"});
}

std::vector<std::string> fault_at(const char* kind, std::uint64_t n) {
  return {"LD_PRELOAD=" TANGRAM_FAULT_SHIM, fmt::format("TANGRAM_TEST_FAULT={}:{}", kind, n)};
}

/// Writes that an undisturbed run makes: the first n at which no fault comes any more.
std::uint64_t n_writes(const Sandbox& box) {
  std::uint64_t low = 1, high = 4096;
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    std::filesystem::remove(box.path("probe.db"));
    const int code = box.run(run_args(box, "probe.db"), fault_at("full", middle)).exit_code;
    if (code == 0)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

// The run is killed 20 times, each time at another write of the store, drawn from a seed, and
// then run again: the canonical export must be that of a run that nobody disturbed.
TEST(Faults, ARunKilledAtAnyWriteAndRunAgainEndsWithTheSameBytes) {
  const Sandbox box;
  box.output(run_args(box, "whole.db"));
  const std::string expected = canonical(box, "whole.db");
  const std::uint64_t writes = n_writes(box);
  ASSERT_GT(writes, 20U);
  Rng rng = Rng(20261122).at("kill");
  for (int i = 0; i < 20; ++i) {
    const std::string store = fmt::format("killed{}.db", i);
    const std::uint64_t n = 1 + rng.below(writes - 1);
    const ProcessResult killed = box.run(run_args(box, store), fault_at("kill", n));
    EXPECT_EQ(killed.exit_code, 128 + 9) << "write " << n << killed.error_tail;
    const ProcessResult again = box.run(run_args(box, store));
    EXPECT_EQ(again.exit_code, 0) << "write " << n << again.error_tail;
    EXPECT_EQ(canonical(box, store), expected) << "killed at write " << n << " of " << writes;
  }
}

TEST(Faults, AFullDiskIsOneClearErrorAndLosesNothing) {
  const Sandbox box;
  box.output(run_args(box, "whole.db"));
  const std::string expected = canonical(box, "whole.db");
  const std::uint64_t writes = n_writes(box);
  Rng rng = Rng(20261122).at("full");
  for (int i = 0; i < 5; ++i) {
    const std::string store = fmt::format("full{}.db", i);
    const ProcessResult full =
        box.run(run_args(box, store), fault_at("full", 1 + rng.below(writes - 1)));
    EXPECT_EQ(full.exit_code, 2) << full.error_tail;
    EXPECT_THAT(full.error_tail, HasSubstr(store));
    EXPECT_EQ(box.run(run_args(box, store)).exit_code, 0);
    EXPECT_EQ(canonical(box, store), expected);
  }
}

/// A study of one net whose state is kept six times, with these options beside.
std::string training_study(const Sandbox& box, const std::string& options) {
  return box
      .write("net.toml",
             "[study]\nformat = 1\nid = 'net'\ndomain = 'vector'\nseed = 1\ndraws = 1\n"
             "shots = 'all'\n[task.t]\nuse = 'linear_regression'\ndimension = 2\npoints = 4\n"
             "[learner.net]\nuse = 'trained'\nlayers = 1\nwidth = 16\nsteps = 30\nbatch = 8\n"
             "checkpoint_every = 5\ndimension = 2\npoints = 4\n" +
                 options)
      .string();
}

/// What lies of a net beside its last state, the best one too, by name.
std::map<std::string, std::string> files_of_net(const std::filesystem::path& last) {
  std::map<std::string, std::string> out;
  for (const char* ending : {".safetensors", "-best.safetensors", ".jsonl"}) {
    const std::filesystem::path file =
        last.parent_path() / (last.stem().string() + std::string(ending));
    if (std::filesystem::exists(file)) out[ending] = read_file(file);
  }
  return out;
}

/// Trains the net with a fault at each of its writes in turn, and again without one, until no fault
/// comes any more; what the process ended with is `code`. How many writes there are.
int train_with_faults(const char* kind, int code, const std::string& options = "") {
  const Sandbox box;
  const std::vector<std::string> train{"--json", "train", training_study(box, options)};
  const Value nets = parse_json(box.output(train), {"train", 0, 0});
  const std::filesystem::path file =
      *nets.table()->find("nets")->array()->front().table()->find("file")->string();
  const auto expected = files_of_net(file);
  EXPECT_EQ(expected.size(), options.empty() ? 2U : 3U);
  for (int n = 1;; ++n) {
    std::filesystem::remove_all(file.parent_path());
    const ProcessResult faulty = box.run(train, fault_at(kind, static_cast<std::uint64_t>(n)));
    if (faulty.exit_code == 0) return n - 1;
    EXPECT_EQ(faulty.exit_code, code) << "write " << n << faulty.error_tail;
    EXPECT_EQ(box.run(train).exit_code, 0) << "write " << n;
    EXPECT_EQ(files_of_net(file), expected) << "write " << n;
  }
}

// Losses and state, file and folder, six times: 24 writes.
TEST(Faults, ATrainingKilledAtAnyWriteAndBegunAgainEndsWithTheSameBytes) {
  EXPECT_EQ(train_with_faults("kill", 128 + 9), 24);
}

TEST(Faults, ATrainingOnAFullDiskIsAnErrorAndLosesNothing) {
  EXPECT_EQ(train_with_faults("full", 2), 24);
}

constexpr char kImpatient[] =
    "rate = 0.1\nschedule = 'constant'\nvalidate_every = 2\nvalidation_sequences = 32\n"
    "patience = 3\n";

// It ends after 14 steps. Losses and state after 5 and 10, at the end these and the best: 14
// writes.
TEST(Faults, ATrainingThatEndsEarlyKilledAtAnyWriteEndsWithTheSameBytesAndTheSameBestNet) {
  EXPECT_EQ(train_with_faults("kill", 128 + 9, kImpatient), 14);
}

TEST(Faults, ATrainingThatEndsEarlyOnAFullDiskLosesNothing) {
  EXPECT_EQ(train_with_faults("full", 2, kImpatient), 14);
}

// The card is flushed, then its folder, then the study and its folder: whichever fails, the next
// call finds nothing in its way.
TEST(Faults, InitOnAFullDiskLeavesNothingBehind) {
  const Sandbox box;
  const std::string data = box.data().string(), out = box.path("new").string();
  for (std::uint64_t n = 1; n <= 4; ++n) {
    const ProcessResult full = box.run({"init", data, "--out", out}, fault_at("full", n));
    EXPECT_EQ(full.exit_code, 2) << n << full.error_tail;
    EXPECT_TRUE(std::filesystem::is_empty(out)) << n;
  }
  box.output({"init", data, "--out", out});
}

}  // namespace
}  // namespace tangram
