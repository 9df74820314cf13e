// Two whole studies, a text study and one on vectors, that must always be accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;

constexpr std::string_view kText = R"([study]
format   = 1
id       = "li2024-structured-task"
source   = "Li et al. 2024, arXiv:2406.04216"
question = "Does ICL select a task, learn one, or compose learned ones?"
domain   = "text"
seed     = 20240604
design   = "crossed"
draws    = 24                         # demonstration draws: the unit of replication
queries  = 48

[grid]
task      = ["sst2", "cr", "ag_news"]
shots     = [0, 4, 8, 16, 32]         # nested: one prefill
condition = ["original", "ra", "ra_shuffled", "pa", "pa_fresh", "tau_random", "tau_synonym"]
learner   = ["llm", "ngram_logistic", "guess"]

[condition]                           # a list of transformations, applied in order
original    = []
ra          = [{ use = "map_outputs", g = "random_tokens" }]
ra_shuffled = [{ use = "map_outputs", g = "random_tokens" }, { use = "shuffle_outputs", scope = "demonstration" }]
pa          = [{ use = "permute_input_tokens" }]
pa_fresh    = [{ use = "fresh_input_tokens" }]          # each occurrence an independent token: the arm with no text
tau_random  = [{ use = "output_as_input" }, { use = "map_outputs", g = "random_tokens" }]
tau_synonym = [{ use = "output_as_input" }, { use = "map_outputs", g = "synonyms" }]

[learner]
llm            = { use = "prompt", model = "default" }
ngram_logistic = { use = "ngram_logistic", select = "cv_on_demonstration" }
guess          = { use = "uniform_guess" }

[[hypothesis]]                        # one-sided, on the primary metric, against the arm with shuffled labels
id      = "selection"
says    = "ICL only selects a pre-training task, so a response-altered task teaches it nothing."
needs   = [{ above = ["original/llm", 0.60] }]
refuted = { above = ["ra/llm", "ra_shuffled/llm"], by = 0.05, metric = "auc", shots = 32 }
)";

constexpr std::string_view kVector = R"([study]
format   = 1
id       = "raventos2023-task-diversity"
source   = "Raventós et al. 2023, arXiv:2306.15063"
question = "With more pre-training tasks, does ICL leave the pool's Bayesian for ridge?"
domain   = "vector"
seed     = 20230626
draws    = 2048
shots    = "all"

[task]
linear = { use = "linear_regression", d = 4, points = 8, noise_sd = 0.354 }

[grid]
eval_on    = ["pool", "prior"]
pool_size  = [4, 8, 64, 512, inf]
train_seed = [1, 2, 3, 4, 5, 6]
learner    = ["transformer", "dmmse", "ridge"]

[learner.transformer]
use   = "trained"
arch  = { kind = "gpt2", layers = 4, width = 64, heads = 2 }
train = { steps = 8_000, batch = 64, lr = 2e-3, schedule = "warmup_cosine" }

[profile.smoke]
grid.pool_size = [4, 64]
learner.transformer = { layers = 2, width = 32, steps = 300 }

[[hypothesis]]
id    = "few-tasks-bayes"
says  = "With few tasks the net, asked about new tasks, still answers as the pool's Bayesian."
supported = { above = ["transformer~ridge", "transformer~dmmse"], by = 0.0, metric = "distance_per_d", pool_size = 8, eval_on = "prior", unit = "train_seed" }
)";

TEST(StudyExamples, TheTextStudyIsRead) {
  const Study study = parsed(std::string(kText));
  EXPECT_EQ(study.id, "li2024-structured-task");
  EXPECT_EQ(study.source, "Li et al. 2024, arXiv:2406.04216");
  EXPECT_EQ(study.domain, "text");
  EXPECT_EQ(study.seed, 20240604U);
  EXPECT_EQ(study.text, kText);
  ASSERT_EQ(study.blocks.size(), 1U);
  const Block& block = study.blocks[0];
  EXPECT_EQ(block.id, "");
  EXPECT_EQ(block.design, "crossed");
  EXPECT_EQ(block.draws, 24);
  EXPECT_EQ(block.queries, 48);
  EXPECT_THAT(block.shots, ElementsAre(0, 4, 8, 16, 32));
  ASSERT_EQ(block.tasks.size(), 3U);
  EXPECT_EQ(block.tasks[2].name, "ag_news");
  EXPECT_EQ(canonical_text(block.tasks[2].spec.options), R"({"data":"ag_news","use":"text_set"})");
  ASSERT_EQ(block.conditions.size(), 7U);
  EXPECT_TRUE(block.conditions[0].transformations.empty());
  ASSERT_EQ(block.conditions[2].transformations.size(), 2U);
  EXPECT_EQ(block.conditions[2].transformations[1].use, "shuffle_outputs");
  EXPECT_EQ(block.conditions[2].place.line, 21);
  ASSERT_EQ(block.learners.size(), 3U);
  EXPECT_EQ(block.learners[0].name, "llm");
  EXPECT_EQ(block.learners[0].spec.use, "prompt");
  EXPECT_TRUE(block.axes.empty());
  ASSERT_EQ(study.claims.hypotheses.size(), 1U);
  const HypothesisSpec& selection = study.claims.hypotheses[0];
  EXPECT_EQ(selection.id, "selection");
  ASSERT_EQ(selection.refuted.size(), 1U);
  EXPECT_EQ(selection.refuted[0].text, "ra/llm - ra_shuffled/llm > 0.05 (auc, 32 shots)");
  ASSERT_EQ(selection.needs.size(), 1U);  // inherits metric and shots
  EXPECT_EQ(selection.needs[0].text, "original/llm - 0.6 > 0 (auc, 32 shots)");
}

TEST(StudyExamples, TheVectorStudyIsRead) {
  const Study study = parsed(std::string(kVector));
  ASSERT_EQ(study.blocks.size(), 1U);
  const Block& block = study.blocks[0];
  EXPECT_TRUE(block.shots.empty());  // "all"
  EXPECT_EQ(block.draws, 2048);
  EXPECT_EQ(block.queries, 0);
  ASSERT_EQ(block.tasks.size(), 1U);
  EXPECT_EQ(block.tasks[0].name, "linear");
  ASSERT_EQ(block.conditions.size(), 1U);
  EXPECT_EQ(block.conditions[0].name, "original");
  ASSERT_EQ(block.axes.size(), 3U);
  EXPECT_EQ(block.axes[1].name, "pool_size");
  ASSERT_EQ(block.axes[1].values.size(), 5U);
  EXPECT_EQ(std::get<double>(block.axes[1].values[4].data),
            std::numeric_limits<double>::infinity());
  ASSERT_EQ(block.learners.size(), 3U);
  EXPECT_EQ(block.learners[0].spec.use, "trained");
  EXPECT_EQ(block.learners[1].spec.use, "dmmse");  // not defined: the component of that name
}

TEST(StudyExamples, TheVectorStudyHasASmokeSize) {
  const Block block = parsed(std::string(kVector), {.profile = "smoke"}).blocks[0];
  EXPECT_EQ(block.axes[1].values.size(), 2U);
  EXPECT_EQ(canonical_text(block.learners[0].spec.options),
            R"({"arch":{"heads":2,"kind":"gpt2","layers":4,"width":64},"layers":2,"steps":300,)"
            R"("train":{"batch":64,"lr":0.002,"schedule":"warmup_cosine","steps":8000},)"
            R"("use":"trained","width":32})");
}

}  // namespace
}  // namespace tangram::spec
