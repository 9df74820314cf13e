// What commands say of a run whose answers are vectors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/vector_run.h"

namespace tangram {
namespace {

using testing::HasSubstr;

// Ridge: 1 / 2. Averaging: the mean of (2 + i/8)^2 / 2 over i = 0 ... 4, 2.546875.
TEST(VectorRuns, AreMeasured) {
  const Sandbox box;
  const std::string run = vector_run(box, "v.db", 10);
  const std::string text = box.output({"measure", run});
  EXPECT_THAT(text, HasSubstr("mse_per_d of linear/original"));
  EXPECT_THAT(text, HasSubstr("ridge~averaging"));
  EXPECT_THAT(text, HasSubstr("  5 repeats  2.55 ±"));
  EXPECT_THAT(text, HasSubstr("linear, original: mse_per_d by shots"));
  EXPECT_THAT(box.output({"measure", run, "--metric", "distance_per_d"}),
              HasSubstr("distance_per_d by shots"));
  const Value json = parse_json(box.output({"--json", "measure", run}), {"output", 0, 0});
  EXPECT_EQ(json.table()->find("cells")->array()->size(), 2U);
  EXPECT_EQ(json.table()->find("distances")->array()->size(), 1U);
  const Value ridge = parse_json(box.output({"--json", "measure", run, "--only", "learner=ridge"}),
                                 {"output", 0, 0});
  EXPECT_EQ(ridge.table()->find("cells")->array()->size(), 1U);
  EXPECT_EQ(ridge.table()->find("distances")->array()->size(), 1U);
  EXPECT_THAT(box.fault({"measure", "--only", "learner=rigde", run}),
              HasSubstr("--only learner=rigde: the run has learner = averaging, ridge"));
  EXPECT_THAT(box.fault({"measure", run, "--reading", "per_token"}),
              HasSubstr("readings are of answers in words"));
  EXPECT_THAT(box.fault({"measure", run, "--metric", "auc"}),
              HasSubstr("no metric of vectors is called 'auc'"));
}

TEST(VectorRuns, AreDecidedOn) {
  const Sandbox box;
  EXPECT_THAT(box.output({"verdict", vector_run(box, "v.db", 10)}), HasSubstr("ridge: supported"));
  EXPECT_THAT(box.output({"verdict", vector_run(box, "part.db", 3)}),
              HasSubstr("ridge: not testable"));
}

TEST(VectorRuns, AreShownAndExported) {
  const Sandbox box;
  const std::string run = vector_run(box, "v.db", 10), unit = "linear/original/averaging/1";
  EXPECT_THAT(box.output({"show", run}), HasSubstr("done    " + unit));
  const std::string shown = box.output({"show", run, unit, "--question", "1"});
  EXPECT_THAT(shown, HasSubstr("question 1 of 2: 4 shots, sequence 0"));
  EXPECT_THAT(shown, HasSubstr("answer     1.125"));
  EXPECT_THAT(box.output({"--json", "show", run, unit}), HasSubstr("2.625"));
  EXPECT_THAT(box.fault({"show", run, unit, "--question", "2"}), HasSubstr("has 2 questions"));
  EXPECT_THAT(box.output({"export", run}),
              HasSubstr(",linear,original,averaging,,1,2,4,0,0,-1,1.125\n"));
  EXPECT_THAT(box.output({"export", run, "--canonical"}),
              HasSubstr(R"({"shots":4,"query":0,"truth":[-1],"y":[1.125]})"));
}

// A run that only began: every command answers, none with an empty table.
TEST(VectorRuns, WithoutAnswersSayWhyThereIsNoNumber) {
  const Sandbox box;
  const std::string run = vector_run(box, "none.db", 0);
  EXPECT_THAT(box.output({"measure", run}), HasSubstr("note: no repeat is done"));
  EXPECT_THAT(box.output({"verdict", run}), HasSubstr("no repeat is done"));
  EXPECT_THAT(box.output({"export", run}), HasSubstr("dimension,shots,query,number,truth,y\n"));
}

TEST(VectorRuns, AreReported) {
  const Sandbox box;
  const std::string run = vector_run(box, "v.db", 10), none = vector_run(box, "none.db", 0);
  for (const char* format : {"html", "md", "csv"}) {
    const std::string out = box.path("report").string();
    box.output({"report", run, "--format", format, "--out", out});
    EXPECT_THAT(read_file(out), HasSubstr("averaging")) << format;
    box.output({"report", none, "--format", format, "--out", out});
    EXPECT_THAT(read_file(out), HasSubstr("no repeat is done")) << format;
  }
}

TEST(VectorRuns, AreRefusedByWhatIsMadeOfWords) {
  const Sandbox box;
  const std::string run = vector_run(box, "v.db", 10);
  EXPECT_THAT(box.fault({"report", run, "--format", "card"}),
              HasSubstr("v.db: its answers are vectors"));
  EXPECT_THAT(box.fault({"compare", run, run}), HasSubstr("v.db: its answers are vectors"));
}

}  // namespace
}  // namespace tangram
