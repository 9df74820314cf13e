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

TEST(Smoke, LinearMapRunsFromStudyToCurves) {
  const Sandbox box;
  const std::string store = box.path("smoke.db").string();
  box.output({"--quiet", "run", "li2024_linear_map", "--profile", "smoke", "--model",
              box.model().string(), "--threads", "1", "--out", store});
  const std::string text = box.output({"measure", store});
  for (const char* cell : {"held_out/planted/", "held_out/planted_shuffled/",
                           "published_8/pairs_8/published/", "published_32/pairs_32/published/"})
    for (const char* learner : {"llm", "linear_gd", "linear_ridge", "linear_min_norm", "guess"})
      EXPECT_THAT(text, testing::HasSubstr(std::string(cell) + learner));
  EXPECT_THAT(text, testing::HasSubstr("gate/held_out/planted/linear_ridge"));
}

}  // namespace
}  // namespace tangram
