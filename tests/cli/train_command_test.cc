#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/tangram.h"

// A study of two nets, trained before it is run.
namespace tangram {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string study_of(const Sandbox& box) {
  return box
      .write("nets.toml",
             "[study]\nformat = 1\nid = 'nets'\ndomain = 'vector'\nseed = 1\ndraws = 2\n"
             "queries = 4\ndesign = 'per_query'\nshots = 'all'\n"
             "[task.t]\nuse = 'linear_regression'\n"
             "[learner.ridge]\nuse = 'ridge'\npenalty = 0.25\n"
             "[learner.net]\nuse = 'trained'\nlayers = 1\nwidth = 16\nsteps = 30\nbatch = 8\n"
             "[grid]\ndimension = [2]\npoints = [4]\nat_step = [10, 0]\n")
      .string();
}

/// What became of the nets, in order.
std::vector<std::string> states(const std::string& json) {
  std::vector<std::string> out;
  const Value value = parse_json(json, {"output", 0, 0});
  for (const Value& net : *value.table()->find("nets")->array())
    out.push_back(*net.table()->find("state")->string());
  return out;
}

// One step: 8 sequences of 7 tokens, 72 * 16^2 + 12 * 7 * 16 = 19,776 operations each. The step at
// 10 lies on the way to 30.
TEST(TrainCommand, TrainsWhatAStudyAsksForAndTheRunReadsIt) {
  const Sandbox box;
  const std::string study = study_of(box), out = box.path("nets.db").string();
  EXPECT_THAT(box.output({"plan", study}),
              HasSubstr("still cost 3.3e+07 floating-point operations"));
  EXPECT_EQ(states(box.output({"--json", "train", study})),
            (std::vector<std::string>{"trained", "trained"}));
  EXPECT_EQ(states(box.output({"--json", "train", study})),
            (std::vector<std::string>{"was there", "was there"}));
  EXPECT_THAT(box.output({"train", study}), HasSubstr("was there  "));
  EXPECT_EQ(box.output({"plan", study}).find("floating-point"), std::string::npos);
  const ProcessResult run = box.run({"run", study, "--out", out});
  EXPECT_EQ(run.exit_code, 0) << run.error_tail;
  EXPECT_EQ(run.error_tail.find("step 30/30"), std::string::npos) << run.error_tail;
}

// Mixes of a net of 4 tasks and one of all: two trainings, which `trained` shares, whatever the
// mix.
TEST(TrainCommand, TrainsEachNetOfALearnerOfTwo) {
  const Sandbox box;
  const std::string net = "layers = 1\nwidth = 16\nsteps = 30\nbatch = 8\n";
  const std::string study =
      box.write("mixed.toml",
                "[study]\nformat = 1\nid = 'mixed'\ndomain = 'vector'\nseed = 1\ndraws = 2\n"
                "queries = 4\ndesign = 'per_query'\nshots = 'all'\n"
                "[task.t]\nuse = 'linear_regression'\neval_on = 'prior'\n"
                "[learner.net]\nuse = 'trained'\n" +
                    net + "[learner.mixed]\nuse = 'mixed_nets'\n" + net +
                    "[grid]\ndimension = [2]\npoints = [4]\npool_size = [4]\nmix = [0, 0.5, 1]\n")
          .string();
  EXPECT_THAT(box.output({"plan", study}),
              HasSubstr("still cost 6.6e+07 floating-point operations"));
  EXPECT_EQ(states(box.output({"--json", "train", study})),
            (std::vector<std::string>{"trained", "trained"}));
  const std::string run = box.path("mixed.db").string();
  box.output({"--quiet", "run", study, "--out", run});
  const std::string text = box.output({"measure", run});
  EXPECT_THAT(text, testing::ContainsRegex(
                        "net~mixed/dimension=2,points=4,pool_size=4,mix=0 +2 repeats +0 "));
}

TEST(TrainCommand, OfARunIsItsFirstPart) {
  const Sandbox box;
  const ProcessResult run = box.run({"run", study_of(box), "--out", box.path("nets.db").string()});
  EXPECT_EQ(run.exit_code, 0) << run.error_tail;
  EXPECT_THAT(run.error_tail, HasSubstr("step 30/30, 100 %, loss "));
  EXPECT_EQ(states(box.output({"--json", "train", study_of(box)})),
            (std::vector<std::string>{"was there", "was there"}));
}

// 30 steps; 4 validations of 16 sequences, which pass the net without a gradient, a third of what
// 16 * 7 * 19,776 operations of training are: 2,953,216 beside 33,223,680.
TEST(TrainCommand, ShowsTheLossOfValidations) {
  const Sandbox box;
  std::string text = read_file(study_of(box));
  const std::string option = "steps = 30\n";
  text.replace(text.find(option), option.size(),
               option + "validate_every = 8\nvalidation_sequences = 16\nanswer_from = 'best'\n");
  text.replace(text.find("at_step = [10, 0]"), 17, "");
  const std::string study = box.write("validated.toml", text).string();
  EXPECT_THAT(box.output({"plan", study}),
              HasSubstr("still cost 3.6e+07 floating-point operations"));
  const ProcessResult trained = box.run({"train", study});
  EXPECT_EQ(trained.exit_code, 0) << trained.error_tail;
  EXPECT_THAT(trained.error_tail, HasSubstr(", validation "));
  EXPECT_EQ(states(box.output({"--json", "train", study})),
            (std::vector<std::string>{"was there"}));
}

TEST(TrainCommand, OfAStudyWithoutNetsSaysSo) {
  const Sandbox box;
  const std::string study =
      box.write("plain.toml",
                "[study]\nformat = 1\nid = 'plain'\ndomain = 'vector'\nseed = 1\ndraws = 2\n"
                "queries = 4\ndesign = 'per_query'\nshots = 'all'\n"
                "[task.t]\nuse = 'linear_regression'\n[learner.ridge]\nuse = 'ridge'\npenalty = "
                "0.25\n")
          .string();
  EXPECT_EQ(box.output({"train", study}), study + ": no learner of this study is trained\n");
}

TEST(TrainCommand, OfADamagedNetIsAFaultThatNamesIt) {
  const Sandbox box;
  const std::string study = study_of(box);
  const Value value = parse_json(box.output({"--json", "train", study}), {"output", 0, 0});
  const std::string file =
      *value.table()->find("nets")->array()->back().table()->find("file")->string();
  write_file(file, read_file(file).substr(0, 1000));
  EXPECT_THAT(box.fault({"train", study}),
              HasSubstr(file + ": is not the net that is asked for; delete it"));
  fs::remove(file);
  EXPECT_EQ(states(box.output({"--json", "train", study})),
            (std::vector<std::string>{"was there", "trained"}));
}

}  // namespace
}  // namespace tangram
