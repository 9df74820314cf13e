#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/claiming_run.h"

// Approved texts: what changes them is either a fault, or goes with a new version of the
// component that made it. TANGRAM_APPROVE=1 (tools/approve) writes them anew.
namespace tangram {
namespace {

void expect_approved(const std::string& name, const std::string& text) {
  const std::string path = std::string(TANGRAM_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("TANGRAM_APPROVE") != nullptr) write_file(path, text);
  EXPECT_EQ(text, read_file(path)) << "look at the difference; tools/approve accepts it";
}

std::string text_at(const Value& object, const char* key) {
  return *object.table()->find(key)->string();
}

/// Prompt and candidates of one question of each condition: no score, which a machine may
/// round otherwise.
std::string prompts(const Sandbox& box, const std::string& store) {
  std::string out;
  for (const char* condition : {"original", "ra", "ra_shuffled", "flip", "pa", "pa_shuffled",
                                "pa_fresh", "tau_random", "tau_synonym"}) {
    const std::string unit = std::string("reviews/") + condition + "/llm/1";
    // Questions are ordered by shots; the last has the longest demonstration.
    const std::string question = std::string(condition).starts_with("tau") ? "5" : "11";
    const Value shown = parse_json(
        box.output({"--json", "show", store, unit, "--question", question}), {"show", 0, 0});
    out += fmt::format("==== {}, question {}\n{}|\n", unit, question, text_at(shown, "prompt"));
    for (const Value& candidate : *shown.table()->find("candidates")->array())
      out += "  candidate '" + text_at(candidate, "word") + "'\n";
  }
  return out;
}

TEST(Golden, ThePromptsOfEachConditionAreTheApprovedOnes) {
  const Sandbox box;
  const std::string store = box.path("g.db").string();
  box.output({"--quiet", "run", "li2024_structured_task", "--profile", "smoke", "--model",
              box.model().string(), "--data", box.data().string(), "--threads", "1", "--set",
              "grid.learner=['llm']", "--out", store});
  expect_approved("prompts.txt", prompts(box, store));
}

TEST(Golden, ThePlanCountsTheApprovedTokens) {
  const Sandbox box;
  const Value plan = parse_json(
      box.output({"--json", "plan", "li2024_structured_task", "--profile", "smoke", "--model",
                  box.model().string(), "--data", box.data().string(), "--threads", "1"}),
      {"plan", 0, 0});
  expect_approved("plan.json", to_json(*plan.table()->find("rows"), 1) + "\n");
}

// Learners of counts alone: a model's scores a machine may round otherwise.
TEST(Golden, TheReportOfARunIsTheApprovedOne) {
  const Sandbox box;
  box.output({"report", run_of(box, "a.db"), "--format", "md"});
  const std::string page = read_file(box.path("a.md"));
  const std::size_t begin = page.find("## Verdicts");  // the notes before it speak of the build
  ASSERT_NE(begin, std::string::npos);
  expect_approved("report.md", page.substr(begin));
}

}  // namespace
}  // namespace tangram
