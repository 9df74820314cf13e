#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;

constexpr std::string_view kMore = R"([task.reviews]
use = "text_set"
data = "r.jsonl"
filter = { min = 1 }
[[block]]
id = "a"
draws = 9
shots = [1]
[[block]]
id = "b.c"
[profile.smoke]
draws = 1
grid.shots = [0, 2]
grid.learner = ["guess", "big"]
task.reviews = { filter.max = 3 }
learner.big = { use = "prompt", model = "m" }
condition.original = ["flip"]
block.a.draws = 3
block.a.shots = [2, 5]
block."b.c" = { design = "nested", grid = { task = ["reviews"] } }
)";

Study with(std::vector<std::string> set) {
  return parsed(small_study(kMore), {.set = std::move(set)});
}
std::string error_with(std::vector<std::string> set) {
  return error_of(small_study(kMore), {.set = std::move(set)});
}
std::string options(const NamedComponent& component) {
  return canonical_text(component.spec.options);
}

TEST(Profile, OverridesKeysAndMergesDefinitions) {
  const Study study = parsed(small_study(kMore), {.profile = "smoke"});
  EXPECT_EQ(study.overrides.profile, "smoke");
  const Block &a = study.blocks[0], &b = study.blocks[1];
  EXPECT_EQ(a.draws, 3);
  EXPECT_THAT(a.shots, ElementsAre(2, 5));
  EXPECT_EQ(b.draws, 1);
  EXPECT_THAT(b.shots, ElementsAre(0, 2));
  EXPECT_EQ(b.design, "nested");
  EXPECT_EQ(options(b.tasks[0]),
            R"({"data":"r.jsonl","filter":{"max":3,"min":1},"use":"text_set"})");
  EXPECT_EQ(options(a.learners[1]), R"({"model":"m","use":"prompt"})");
  EXPECT_EQ(a.conditions[0].transformations.size(), 1U);
}

TEST(Profile, IsNotAppliedUnlessAsked) {
  const Study study = parsed(small_study(kMore));
  EXPECT_EQ(study.overrides.profile, "");
  EXPECT_EQ(study.blocks[0].draws, 9);
  EXPECT_EQ(study.blocks[1].draws, 2);
}

TEST(Profile, AnUnknownOneIsNamedWithTheNearest) {
  EXPECT_EQ(error_of(small_study(kMore), {.profile = "smok"}),
            "s.toml: no profile is called 'smok'; did you mean 'smoke'?");
  EXPECT_EQ(error_of(small_study(), {.profile = "smoke"}),
            "s.toml: no profile is called 'smoke'; the study has none");
}

TEST(Profile, AKeyThatCannotBeOverriddenIsAnError) {
  const auto error = [](const char* line) {
    return error_of(small_study("[profile.p]\n" + std::string(line)), {.profile = "p"});
  };
  EXPECT_EQ(error("drawz = 1"),
            "s.toml:17: unknown key 'drawz' in [profile.p]; did you mean 'draws'?");
  EXPECT_EQ(error("id = 'x'"),
            "s.toml:17: unknown key 'id' in [profile.p]; known: draws, "
            "demonstrations_per_draw, queries, references, shots, design, "
            "seed, grid, task, condition, learner, block, verdicts");
  EXPECT_EQ(error("grid.shot = [1]"),
            "s.toml:17: the grid has no axis 'shot'; did you mean 'shots'?");
  EXPECT_EQ(error("learner.gues.k = 1"),
            "s.toml:17: no learner 'gues' is defined; did you mean 'guess'?");
  EXPECT_EQ(error("block.a.draws = 1"), "s.toml:17: no block is called 'a'; the study has none");
  EXPECT_EQ(error("grid.task = []"),
            "s.toml:17: 'task' in [grid] is an empty list; name at least one");
}

TEST(Set, TheValueIsToml) {
  const Study study = with({"draws=4", "shots=[0, 1]", "learner.guess={ k = 0.5 }"});
  EXPECT_EQ(study.blocks[1].draws, 4);
  EXPECT_THAT(study.blocks[1].shots, ElementsAre(0, 1));
  EXPECT_EQ(options(study.blocks[1].learners[0]), R"({"k":0.5,"use":"uniform_guess"})");
}

TEST(Set, ABareWordIsAString) {
  for (const char* word : {"a", "dir/my model.gguf", "x=y", "2024-06-04", "4x", "\u00e9"}) {
    const Study study = with({"learner.guess.model=" + std::string(word)});
    EXPECT_EQ(*study.blocks[0].learners[0].spec.options.table()->find("model")->string(), word);
  }
}

TEST(Set, ANameWithADotStandsInQuotes) {
  EXPECT_EQ(with({"block.\"b.c\".queries=7"}).blocks[1].queries, 7);
}

TEST(Set, LaterSettingsAndSettingsOverProfilesWin) {
  const Study study =
      parsed(small_study(kMore), {.profile = "smoke", .set = {"draws=4", "draws=5"}});
  EXPECT_EQ(study.blocks[1].draws, 5);
}

TEST(Set, ADefinitionWithUseReplacesTheWhole) {
  EXPECT_EQ(
      options(with({"learner.guess.k=1", "learner.guess.use=constant"}).blocks[0].learners[0]),
      R"({"use":"constant"})");
}

TEST(Set, ATaskThatOnlyTheGridNamesCanBeSet) {
  EXPECT_EQ(options(with({"task.sst2.balanced=false"}).blocks[0].tasks[0]),
            R"({"balanced":false,"data":"sst2","use":"text_set"})");
  EXPECT_EQ(options(with({"grid.task=['cr']", "task.cr.balanced=false"}).blocks[0].tasks[0]),
            R"({"balanced":false,"data":"cr","use":"text_set"})");
}

TEST(Set, ShotsAreReplacedWhereverTheyStand) {
  EXPECT_THAT(with({"block.a.grid.shots=[6]"}).blocks[0].shots, ElementsAre(6));
  EXPECT_THAT(with({"block.a.shots=[6]"}).blocks[0].shots, ElementsAre(6));
  const std::string beside =
      changed(changed(small_study(), "shots     = [0, 4]", ""), "draws ", "shots = [3]\ndraws ");
  EXPECT_THAT(parsed(beside).blocks[0].shots, ElementsAre(3));
  EXPECT_THAT(parsed(beside, {.set = {"grid.shots=[5]"}}).blocks[0].shots, ElementsAre(5));
}

TEST(Set, ABlocksOwnKeysCanAllBeSet) {
  const Block block =
      with({"block.a={ draws = 1, shots = [8], queries = 2, design = 'nested' }"}).blocks[0];
  EXPECT_EQ(block.draws, 1);
  EXPECT_EQ(block.queries, 2);
  EXPECT_EQ(block.design, "nested");
  EXPECT_THAT(block.shots, ElementsAre(8));
}

TEST(Set, AMistakeNamesTheSetting) {
  EXPECT_EQ(error_with({"draws"}), "--set draws: write it as key=value");
  EXPECT_EQ(error_with({"draws="}), "--set draws=: write it as key=value");
  EXPECT_EQ(error_with({"=4"}), "--set =4: write it as key=value");
  EXPECT_EQ(error_with({"draws=4\nqueries=5"}), "--set draws=4\\nqueries=5: write it as key=value");
  EXPECT_EQ(error_with({"my draws=4"}),
            "--set my draws=4: 'my draws' is no key; write names joined by dots, and quotes around "
            "a name with a dot");
  EXPECT_EQ(error_with({"shots=[1, 2"}),
            "--set shots=[1, 2: '[1, 2' is neither a TOML value nor a bare word");
  EXPECT_EQ(error_with({"drawz=4"}),
            "--set drawz=4: unknown key 'drawz' in --set; did you mean 'draws'?");
  EXPECT_EQ(error_with({"block.a.drawz=4"}),
            "--set block.a.drawz=4: unknown key 'drawz' in --set block.a; did you mean 'draws'?");
  EXPECT_EQ(error_with({"block.z.draws=4"}),
            "--set block.z.draws=4: no block is called 'z'; known: a, b.c");
  EXPECT_EQ(error_with({"seed=x"}),
            "--set seed=x: 'seed' in [study] must be an integer of at least 0, but is \"x\"");
  EXPECT_EQ(error_with({"grid.condition=['orignal']"}),
            "--set grid.condition=['orignal']: no condition is called 'orignal'; did you mean "
            "'original'?");
  EXPECT_EQ(error_with({"condition=x"}),
            "--set condition=x: condition must be a table, but is a string: \"x\"");
}

TEST(Data, ReplacesTheTasksOfEveryBlock) {
  const std::string text =
      small_study("[[block]]\nid = 'a'\n[[block]]\nid = 'b'\ngrid.task = ['cr']\n");
  const Study study = parsed(text, {.data = "dir/my reviews-2.jsonl"});
  for (const Block& block : study.blocks) {
    ASSERT_EQ(block.tasks.size(), 1U);
    EXPECT_EQ(block.tasks[0].name, "my_reviews-2");
    EXPECT_EQ(options(block.tasks[0]), R"({"data":"dir/my reviews-2.jsonl","use":"text_set"})");
  }
}

TEST(Data, ADataSetKeepsItsName) {
  EXPECT_EQ(parsed(small_study(), {.data = "ag_news"}).blocks[0].tasks[0].name, "ag_news");
  EXPECT_EQ(parsed(small_study(), {.data = "v1.2"}).blocks[0].tasks[0].name, "v1.2");
  EXPECT_EQ(parsed(small_study(), {.data = "cards/x.toml"}).blocks[0].tasks[0].name, "x");
  EXPECT_EQ(parsed(small_study(), {.data = "x.csv"}).blocks[0].tasks[0].name, "x");
  EXPECT_EQ(parsed(small_study(), {.data = "x.tsv"}).blocks[0].tasks[0].name, "x");
}

TEST(Data, SettingsCanReachTheNewTask) {
  const Study study = parsed(small_study(), {.data = "x.jsonl", .set = {"task.x.balanced=false"}});
  EXPECT_EQ(options(study.blocks[0].tasks[0]),
            R"({"balanced":false,"data":"x.jsonl","use":"text_set"})");
}

TEST(Data, NeedsATextStudyAndAName) {
  EXPECT_EQ(error_of(changed(small_study(), "\"text\"", "\"vector\""), {.data = "x.jsonl"}),
            "--data x.jsonl: data sets are for studies with domain = \"text\"");
  EXPECT_EQ(error_of(small_study(), {.data = "dir/"}),
            "--data dir/: names no data set and no file");
}

}  // namespace
}  // namespace tangram::spec
