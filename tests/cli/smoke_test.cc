#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/tangram.h"

// Each study end to end at its smoke size, on generated reviews and a model with random weights.
namespace tangram {
namespace {

TEST(Smoke, StructuredTaskRunsFromStudyToCurves) {
  const Sandbox box;
  const std::string store = box.path("smoke.db").string();
  box.output({"--quiet", "run", "li2024_structured_task", "--profile", "smoke", "--model",
              box.model().string(), "--data", box.data().string(), "--threads", "1", "--out",
              store});
  const std::string text = box.output({"measure", store});
  for (const char* condition :
       {"original", "ra", "ra_shuffled", "flip", "pa", "pa_fresh", "tau_random", "tau_synonym"})
    for (const char* learner : {"llm", "ngram_logistic", "guess"})
      EXPECT_THAT(text, testing::HasSubstr(std::string("reviews/") + condition + "/" + learner));
}

}  // namespace
}  // namespace tangram
