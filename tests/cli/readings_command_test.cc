#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/files.h"
#include "base/json.h"
#include "metrics/reading.h"
#include "tests/cli/tangram.h"

// Readings as a user meets them: references in a study, measure --reading, claims that name one.
namespace tangram {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The sandbox's study with two learners of the model, reference questions of two kinds, and a
/// claim that compares readings of one arm. `reading`: the one that the claim names.
std::string readings_study(const Sandbox& box, const std::string& reading) {
  std::string text = read_file(box.study());
  const auto replace = [&](const std::string& what, const std::string& with) {
    ASSERT_NE(text.find(what), std::string::npos) << what;
    text.replace(text.find(what), what.size(), with);
  };
  replace("draws = 2\nqueries = 4",
          "draws = 5\nqueries = 6\nreferences = { content_free = [\"N/A\", \"\"], unconditional = "
          "true }");
  replace("[0, 2, 4]", "[0, 2]");
  replace("[\"original\", \"ra\"]", "[\"original\"]");
  replace("[\"llm\", \"ngram\"]", "[\"llm\", \"channel\"]");
  text +=
      "[learner.channel]\nuse = \"channel\"\n[claims]\nmetric = \"accuracy\"\nshots = 2\n"
      "[[hypothesis]]\nid = \"leans\"\nsays = \"Calibration helps.\"\n"
      "supported = { above = [\"original/llm@" +
      reading + "\", \"original/llm\"] }\n";
  return box.write("readings.toml", text).string();
}

std::string readings_run(const Sandbox& box) {
  std::string store = box.path("readings.db").string();
  box.output({"--quiet", "run", readings_study(box, "contextual"), "--model", box.model().string(),
              "--threads", "1", "--out", store});
  return store;
}

const Value& member_of(const Value& object, const char* key) { return *object.table()->find(key); }

Value measured(const Sandbox& box, const std::string& run, const std::string& reading) {
  return parse_json(box.output({"--json", "measure", run, "--reading", reading}), {"out", 0, 0});
}

/// "learner shots reading" to the cell.
std::map<std::string, const Value*> cells_of(const Value& measured) {
  std::map<std::string, const Value*> out;
  for (const Value& cell : *member_of(measured, "cells").array())
    out[*member_of(cell, "learner").string() + " " + canonical_text(member_of(cell, "shots")) +
        " " + *member_of(cell, "reading").string()] = &cell;
  return out;
}

const Value& metric(const Value& cell, const char* name) {
  return member_of(member_of(cell, "metrics"), name);
}

TEST(MeasureReading, AllIsEveryReadingWithItsValueOrTheReason) {
  const Sandbox box;
  const std::string run = readings_run(box);
  const Value json = measured(box, run, "all");
  const auto cells = cells_of(json);
  EXPECT_EQ(cells.size(), 2 * 2 * reading_names().size());
  for (const std::string& reading : reading_names()) {
    const Value& accuracy = metric(*cells.at("llm 2 " + reading), "accuracy");
    const bool asked = reading != "pool" && reading != "domain_context";
    EXPECT_EQ(member_of(accuracy, "value").is_null(), !asked) << reading;
    EXPECT_THAT(*member_of(accuracy, "note").string(),
                asked ? HasSubstr("") : HasSubstr("references = {"))
        << reading;
    EXPECT_EQ(member_of(metric(*cells.at("llm 2 " + reading), "candidate_mass"), "value").is_null(),
              reading != "sum")
        << reading;
  }
  EXPECT_FALSE(member_of(metric(*cells.at("channel 2 contextual"), "accuracy"), "value").is_null());
}

TEST(MeasureReading, OfSomeCellsAlone) {
  const Sandbox box;
  const std::string run = readings_run(box);
  const Value json = parse_json(box.output({"--json", "measure", run, "--reading", "all", "--only",
                                            "shots=2", "--only", "learner=channel"}),
                                {"out", 0, 0});
  EXPECT_EQ(cells_of(json).size(), reading_names().size());
  const std::string text = box.output({"measure", "--only", "learner=llm", run});
  EXPECT_THAT(text, HasSubstr("original/llm"));
  EXPECT_THAT(text, Not(HasSubstr("original/channel")));
}

TEST(MeasureReading, WithoutTheOptionItIsTheSum) {
  const Sandbox box;
  const std::string run = readings_run(box);
  EXPECT_EQ(box.output({"--json", "measure", run}),
            box.output({"--json", "measure", run, "--reading", "sum"}));
  const std::string text = box.output({"measure", run, "--reading", "pool"});
  EXPECT_THAT(text, HasSubstr("llm@pool"));
  EXPECT_THAT(text, HasSubstr("no value of pool: "));
}

TEST(MeasureReading, ANameThatIsNoneIsAFaultThatListsThem) {
  const Sandbox box;
  const std::string run = readings_run(box);
  const std::string fault = box.fault({"measure", run, "--reading", "contextul"});
  EXPECT_THAT(fault, HasSubstr("contextul"));
  EXPECT_THAT(fault, HasSubstr("contextual"));
  EXPECT_THAT(box.fault({"validate", readings_study(box, "contextul")}),
              HasSubstr("did you mean 'contextual'"));
}

// The claim's effect is the difference of the two means: both readings have all draws.
TEST(ClaimWithAReading, IsDecidedByTheAnswersUnderIt) {
  const Sandbox box;
  const std::string run = readings_run(box);
  const Value verdict = parse_json(box.output({"--json", "verdict", run}), {"out", 0, 0});
  const Value& hypothesis = member_of(verdict, "hypotheses").array()->front();
  const Value& claim = member_of(hypothesis, "supported").array()->front();
  EXPECT_THAT(*member_of(claim, "statement").string(), HasSubstr("original/llm@contextual"));
  const Value json = measured(box, run, "all");
  const auto cells = cells_of(json);
  const auto accuracy = [&](const char* name) {
    return std::get<double>(member_of(metric(*cells.at(name), "accuracy"), "value").data);
  };
  EXPECT_NEAR(std::get<double>(member_of(claim, "value").data),
              accuracy("llm 2 contextual") - accuracy("llm 2 sum"), 1e-12);
}

TEST(ReadingsInReports, StandThereWhereTheStudyAsksForThem) {
  const Sandbox box;
  const std::string run = readings_run(box);
  box.output({"report", run, "--format", "md"});
  const std::string md = read_file(box.path("readings.md"));
  EXPECT_THAT(md, HasSubstr("## Readings\n"));
  EXPECT_THAT(md, HasSubstr("| sum | per_token | per_char | per_byte | first_token | contextual | "
                            "batch | pmi |\n"));
  EXPECT_THAT(md, Not(HasSubstr("domain_context")));
}

}  // namespace
}  // namespace tangram
