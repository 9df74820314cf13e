#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/claiming_run.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(VerdictCommand, DecidesAndFailsWhereARequirementIsNotMet) {
  const Sandbox box;
  const std::string run = run_of(box, "a.db");
  const std::string text = box.output({"verdict", run});
  EXPECT_THAT(text, HasSubstr("learns: supported, adjusted p"));
  EXPECT_THAT(text, HasSubstr("perfect: refuted"));
  EXPECT_EQ(box.run({"verdict", run, "--require", "learns"}).exit_code, 0);
  EXPECT_EQ(box.run({"verdict", run, "--require", "perfect=refuted"}).exit_code, 0);
  EXPECT_EQ(box.run({"verdict", run, "--require", "perfect"}).exit_code, 1);
  EXPECT_THAT(box.fault({"verdict", run, "--require", "learn"}),
              HasSubstr("did you mean 'learns'"));
  EXPECT_THAT(box.fault({"verdict", run, "--require", "learns=true"}),
              HasSubstr("no verdict to require"));
  const Value json = parse_json(box.output({"--json", "verdict", run}), {"output", 0, 0});
  EXPECT_EQ(canonical_text(*json.table()->find("provisional")), "false");
}

TEST(PlanCommand, GivesTheProbabilityOfEachVerdictFromAPilot) {
  const Sandbox box;
  const std::string run = run_of(box, "a.db");
  const std::string text =
      box.output({"plan", claiming_study(box), "--set", "condition.ra=[]", "--pilot", run});
  EXPECT_THAT(text, HasSubstr("learns       supported"));
  EXPECT_THAT(text, HasSubstr("95 % interval ±"));
}

TEST(PlanCommand, GivesTheProbabilityOfEachVerdictFromStatedScores) {
  const Sandbox box;
  const std::string file =
      box.write("assumed.toml",
                "spread = { draw = 0.05, residual = 0.3 }\n"
                "auc = { \"original/ngram\" = 0.9, \"original/guess\" = 0.5 }\n")
          .string();
  const std::vector<std::string> plan{"plan", claiming_study(box), "--set", "condition.ra=[]",
                                      "--assume"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), plan.begin(), plan.end());
    return more;
  };
  const std::string text = box.output(with({file}));
  EXPECT_THAT(text, HasSubstr("simulations from " + file));
  EXPECT_THAT(text, HasSubstr("learns       supported"));
  EXPECT_THAT(box.fault(with({file, "--pilot", "a.db"})), HasSubstr("--pilot"));
  EXPECT_THAT(box.fault(with({box.path("none.toml").string()})), HasSubstr("none.toml"));
}

TEST(CompareCommand, PairsRunsOfTheSameDrawsAndNoOthers) {
  const Sandbox box;
  const std::string a = run_of(box, "a.db"), b = run_of(box, "b.db");
  const std::string same = box.output({"compare", a, b});
  EXPECT_THAT(same,
              HasSubstr("0.964 ±0.059   0.964 ±0.059   0.000          the same in every draw"));
  const std::string other = box.output({"compare", a, run_of(box, "c.db", "seed=4")});
  EXPECT_THAT(other, StartsWith("override.set: "));
  EXPECT_THAT(other, HasSubstr("seed: 3 | 4"));
  EXPECT_THAT(other, HasSubstr("not paired"));
}

TEST(FreezeCommand, ARunKeepsToWhatWasFrozenAndNamesWhatChanged) {
  const Sandbox box;
  const std::string study = claiming_study(box), file = box.path("f.json").string();
  const std::vector<std::string> base{"--quiet", "run", study, "--frozen", file};
  box.output({"freeze", study, "--set", "condition.ra=[]", "--date", "2026-01-31", "--out", file});
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), base.begin(), base.end());
    more.insert(more.end(), {"--set", "condition.ra=[]"});
    return more;
  };
  box.output(with({"--out", box.path("a.db").string()}));
  EXPECT_THAT(box.fault(with({"--set", "draws=7"})),
              HasSubstr("not what was frozen on 2026-01-31: study.blocks.draws was 8 and is 7"));
  box.write("reviews.jsonl",
            read_file(box.data()) + "{\"text\": \"so new\", \"label\": \"positive\"}\n");
  EXPECT_THAT(box.fault(with({})), HasSubstr("components.tasks.reviews was"));
  EXPECT_THAT(box.fault({"freeze", study, "--set", "condition.ra=[]", "--date", "2026-01-31",
                         "--out", file}),
              HasSubstr("a registration is not overwritten"));
  EXPECT_THAT(box.fault({"freeze", study, "--date", "31.1.26"}), HasSubstr("YYYY-MM-DD"));
  const std::string infinite = box.path("inf.json").string();
  box.output({"freeze", "raventos2023_task_diversity", "--profile", "smoke", "--date", "2026-01-31",
              "--out", infinite});
  EXPECT_THAT(read_file(infinite), HasSubstr("\"inf\""));
  EXPECT_THAT(box.fault({"run", study, "--set", "condition.ra=[]", "--frozen", study}),
              HasSubstr("claims.toml"));
}

}  // namespace
}  // namespace tangram
