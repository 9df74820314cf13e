#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/analyses_run.h"
#include "tests/cli/claiming_run.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MatrixInMeasure, StandsBehindTheCurvesAndInTheJson) {
  const Sandbox box;
  const std::string run = analyses_run(box);
  const std::string text = box.output({"measure", run});
  EXPECT_THAT(text, HasSubstr("matrix pairs: AUC (Hand-Till, within draw) of llm at 10 shots\n"));
  EXPECT_THAT(text, HasSubstr("residuals of mean + task + map"));
  EXPECT_THAT(text, HasSubstr("of 8 pairs are above chance"));
  const Value json = parse_json(box.output({"--json", "measure", run}), {"output", 0, 0});
  const Value* matrices = json.table()->find("matrices");
  ASSERT_NE(matrices, nullptr);
  ASSERT_EQ(matrices->array()->size(), 1u);
  const Table& matrix = *matrices->array()->front().table();
  EXPECT_EQ(matrix.find("cells")->array()->size(), 8u);
  EXPECT_FALSE(matrix.find("additive")->is_null());
}

TEST(MatrixInReports, StandsInEachForm) {
  const Sandbox box;
  const std::string run = analyses_run(box);
  box.output({"report", run});
  box.output({"report", run, "--format", "md"});
  box.output({"report", run, "--format", "csv"});
  EXPECT_THAT(read_file(box.path("analyses.html")), HasSubstr("\"matrices\":[{\"id\":\"pairs\""));
  EXPECT_THAT(read_file(box.path("analyses.md")), HasSubstr("## Which pairs compose"));
  EXPECT_THAT(read_file(box.path("analyses.md")), HasSubstr("| residual | polarity | stars |"));
  const std::string csv = read_file(box.path("analyses.csv"));
  EXPECT_THAT(csv, HasSubstr(",stars,uppercase,llm,,10,6,6,60,5,pairs:residual,"));
}

TEST(TrendInMeasure, StandsThereWithItsPointsAndSlopes) {
  const Sandbox box;
  const std::string run = analyses_run(box);
  const std::string text = box.output({"measure", run});
  EXPECT_THAT(text, HasSubstr("trend distance on stars: AUC (Hand-Till, within draw) at 10 shots "
                              "against the distance from the <label>\n"));
  EXPECT_THAT(text, HasSubstr("covariate: log-loss (nats) at 10 shots"));
  const Value json = parse_json(box.output({"--json", "measure", run}), {"output", 0, 0});
  const Value* trends = json.table()->find("trends");
  ASSERT_NE(trends, nullptr);
  ASSERT_EQ(trends->array()->size(), 2u) << "one a task";
  const Table& trend = *trends->array()->front().table();
  EXPECT_EQ(trend.find("points")->array()->size(), 3u);
  EXPECT_FALSE(trend.find("slope_given_covariate")->table()->find("low")->is_null());
}

TEST(RatioAndSpreadInMeasure, StandThereWithTheirParts) {
  const Sandbox box;
  const std::string run = analyses_run(box);
  const std::string text = box.output({"measure", run});
  EXPECT_THAT(text, HasSubstr("ratio lost on all tasks: AUC (Hand-Till, within draw): share that "
                              "new <words> lose\n"));
  EXPECT_THAT(text, HasSubstr("original/llm at 10 shots - flip/llm at 10 shots\n"));
  EXPECT_THAT(text, HasSubstr("spread lapse on stars: AUC (Hand-Till, within draw) at 10 shots of "
                              "lapses:original/llm over lapse\n"));
  const Value json = parse_json(box.output({"--json", "measure", run}), {"output", 0, 0});
  const Value* ratios = json.table()->find("ratios");
  const Value* spreads = json.table()->find("spreads");
  ASSERT_TRUE(ratios != nullptr && spreads != nullptr);
  EXPECT_EQ(ratios->array()->size(), 3u) << "one a task, and one over both";
  ASSERT_EQ(spreads->array()->size(), 2u);
  const Table& spread = *spreads->array()->front().table();
  EXPECT_FALSE(spread.find("within")->table()->find("value")->is_null());
  EXPECT_FALSE(spread.find("range")->table()->find("value")->is_null());
}

TEST(AnalysesInReports, StandInTheMarkdown) {
  const Sandbox box;
  const std::string run = analyses_run(box);
  box.output({"report", run, "--format", "md"});
  const std::string md = read_file(box.path("analyses.md"));
  EXPECT_THAT(md, HasSubstr("### distance on polarity"));
  EXPECT_THAT(md, HasSubstr("| 3 | symbols/llm |"));
  EXPECT_THAT(md, HasSubstr("### ease on stars"));
  EXPECT_THAT(md, HasSubstr("### lost on all tasks"));
  EXPECT_THAT(md, HasSubstr("| sd over lapse within a draw | "));
}

TEST(AnalysesInReports, AreNowhereWhereTheStudyAsksForNone) {
  const Sandbox box;
  const std::string run = run_of(box, "a.db");
  EXPECT_THAT(box.output({"measure", run}), Not(HasSubstr("matrix")));
  const std::string json = box.output({"--json", "measure", run});
  for (const char* key : {"matrices", "trends", "ratios", "spreads", "correlations"})
    EXPECT_THAT(json, Not(HasSubstr(key)));
  box.output({"report", run, "--format", "md"});
  EXPECT_THAT(read_file(box.path("a.md")), Not(HasSubstr("compose")));
}

}  // namespace
}  // namespace tangram
