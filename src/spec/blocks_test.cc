#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(const std::vector<NamedComponent>& components) {
  std::vector<std::string> list;
  for (const NamedComponent& component : components) list.push_back(component.name);
  return list;
}

std::string vector_study(std::string_view extra) {
  return "[study]\nformat = 1\nid = 'v'\ndomain = 'vector'\nseed = 1\ndraws = 3\n"
         "[task.linear]\nuse = 'linear_regression'\n[learner.ridge]\nuse = 'ridge'\n" +
         std::string(extra);  // from line 11 on
}

TEST(Grid, ANameThatIsNotDefinedIsAnErrorWithTheNearest) {
  EXPECT_EQ(error_of(changed(small_study(), "[\"original\"]", "[\"orignal\"]")),
            "s.toml:11: no condition is called 'orignal'; did you mean 'original'?");
  EXPECT_EQ(error_of(changed(small_study(), "shots ", "learner = [\"gues\"]\nshots ")),
            "s.toml:10: no learner is called 'gues'; did you mean 'guess'?");
  EXPECT_EQ(error_of(vector_study("[grid]\nshots = [1]\ntask = ['liner']\n")),
            "s.toml:13: no task is called 'liner'; did you mean 'linear'?");
  EXPECT_EQ(error_of(vector_study("[grid]\nshots = [1]\ncondition = ['a']\n")),
            "s.toml:13: no condition is called 'a'; define it in [condition]");
}

TEST(Grid, InTextATaskThatIsNotDefinedIsADataSet) {
  const Block block = parsed(small_study()).blocks[0];
  EXPECT_EQ(block.tasks[0].spec.use, "text_set");
  EXPECT_EQ(block.tasks[0].spec.place.line, 9);
}

TEST(Grid, ALearnerThatIsNotDefinedIsTheComponentOfThatName) {
  const Study study = parsed(vector_study("[grid]\nshots = [1]\nlearner = ['dmmse', 'ridge']\n"),
                             {.set = {"learner.dmmse.noise_sd=0.5"}});
  const Block& block = study.blocks[0];
  EXPECT_EQ(canonical_text(block.learners[0].spec.options), R"({"noise_sd":0.5,"use":"dmmse"})");
  EXPECT_THAT(names(block.learners), ElementsAre("dmmse", "ridge"));
}

TEST(Grid, AnEmptyListIsAnError) {
  EXPECT_EQ(error_of(changed(small_study(), "[\"sst2\"]", "[]")),
            "s.toml:9: 'task' in [grid] is an empty list; name at least one");
  EXPECT_EQ(error_of(changed(small_study(), "[0, 4]", "[]")),
            "s.toml:10: 'shots' in [grid] is an empty list; give at least one number");
  EXPECT_EQ(error_of(changed(small_study(), "shots ", "pool_size = []\nshots ")),
            "s.toml:10: 'pool_size' in [grid] is an empty list; give at least one value");
}

TEST(Grid, ADuplicateEntryIsAnError) {
  EXPECT_EQ(error_of(changed(small_study(), "[\"sst2\"]", "[\"sst2\",\n\"sst2\"]")),
            "s.toml:10: 'task' in [grid] lists 'sst2' twice");
  EXPECT_EQ(error_of(changed(small_study(), "shots ", "pool_size = [1, 2, 1]\nshots ")),
            "s.toml:10: 'pool_size' in [grid] lists 1 twice");
}

TEST(Grid, ShotsAscendFromZero) {
  const auto shots = [](const char* list) { return changed(small_study(), "[0, 4]", list); };
  EXPECT_EQ(error_of(shots("[-1, 4]")),
            "s.toml:10: 'shots' in [grid] must be at least 0, but is -1");
  EXPECT_EQ(error_of(shots("[4, 0]")), "s.toml:10: 'shots' in [grid] must ascend, but 0 follows 4");
  EXPECT_EQ(error_of(shots("[4, 4]")), "s.toml:10: 'shots' in [grid] must ascend, but 4 follows 4");
  EXPECT_EQ(error_of(shots("8")),
            "s.toml:10: 'shots' in [grid] must be a list, but is an integer: 8");
  EXPECT_THAT(parsed(shots("[0]")).blocks[0].shots, ElementsAre(0));
}

TEST(Grid, AllShotsAreForSequences) {
  EXPECT_EQ(error_of(changed(small_study(), "[0, 4]", "\"all\"")),
            "s.toml:10: 'shots' in [grid] = \"all\" is for sequences; in text, list the numbers");
  EXPECT_EQ(error_of(vector_study("[grid]\nshots = 'some'\n")),
            "s.toml:12: 'shots' in [grid] is 'some'; give a list of numbers, or \"all\"");
  EXPECT_TRUE(parsed(vector_study("[grid]\nshots = 'all'\n")).blocks[0].shots.empty());
}

TEST(Grid, ShotsStandInOnePlaceOnly) {
  EXPECT_EQ(error_of(changed(small_study(), "draws ", "shots = [1]\ndraws ")),
            "s.toml:11: 'shots' stands in [study] and in [grid]; keep one");
}

TEST(Grid, AxesHoldPlainValues) {
  const auto axis = [](const char* list) {
    return changed(small_study(), "shots ", std::string("size = ") + list + "\nshots ");
  };
  const Block block = parsed(axis("[4, 0.5, inf, 'pool', true]")).blocks[0];
  ASSERT_EQ(block.axes.size(), 1U);
  EXPECT_EQ(block.axes[0].name, "size");
  EXPECT_EQ(block.axes[0].values.size(), 5U);
  EXPECT_EQ(
      error_of(axis("[[1]]")),
      "s.toml:10: 'size' in [grid] must hold numbers, strings and booleans, but holds a list");
  EXPECT_EQ(error_of(axis("[nan]")), "s.toml:10: 'size' in [grid] holds nan, which is no value");
  EXPECT_EQ(error_of(axis("['a/b']")),
            "s.toml:10: 'size' in [grid]: 'a/b' cannot be a name; use letters, digits and _ . ~ -");
}

TEST(Grid, WithoutAnAxisAllThatIsDefinedIsTaken) {
  const Block block =
      parsed(vector_study("[learner.ols]\nuse = 'ols'\n[grid]\nshots = [1]\n")).blocks[0];
  EXPECT_THAT(names(block.tasks), ElementsAre("linear"));
  EXPECT_THAT(names(block.learners), ElementsAre("ridge", "ols"));
  ASSERT_EQ(block.conditions.size(), 1U);
  EXPECT_EQ(block.conditions[0].name, "original");
  EXPECT_EQ(block.queries, 0);
}

TEST(Grid, AStudyNeedsATaskAndALearner) {
  const std::string head =
      "[study]\nformat = 1\nid = 'v'\ndomain = 'vector'\nseed = 1\ndraws = 3\n";
  EXPECT_EQ(error_of(head + "[grid]\nshots = [1]\n"),
            "s.toml:1: no task: list one in [grid] or define one in [task]");
  EXPECT_EQ(error_of(head + "[grid]\nshots = [1]\n[task.a]\nuse = 'b'\n"),
            "s.toml:1: no learner: define one in [learner]");
}

TEST(Components, ADefinitionSaysWhatItUses) {
  EXPECT_EQ(error_of(changed(small_study(), "use = \"uniform_guess\"", "k = 1")),
            "s.toml:14: 'use' is missing in learner 'guess': the name of the component");
  EXPECT_EQ(error_of(changed(small_study(), "[learner.guess]\nuse =", "[learner]\nguess =")),
            "s.toml:15: learner 'guess' must be a table, but is a string: \"uniform_guess\"");
}

TEST(Components, AConditionIsAListOfTablesOrNames) {
  const auto condition = [](const char* list) {
    return changed(small_study(), "original = []", std::string("original = ") + list);
  };
  const ConditionSpec spec =
      parsed(condition("['flip', { use = 'map', g = 'x' }]")).blocks[0].conditions[0];
  ASSERT_EQ(spec.transformations.size(), 2U);
  EXPECT_EQ(spec.transformations[0].use, "flip");
  EXPECT_EQ(canonical_text(spec.transformations[0].options), R"({"use":"flip"})");
  EXPECT_EQ(canonical_text(spec.transformations[1].options), R"({"g":"x","use":"map"})");
  EXPECT_EQ(parsed(condition("['flip']")).hash, parsed(condition("[{ use = 'flip' }]")).hash);
  EXPECT_EQ(
      error_of(condition("{ use = 'flip' }")),
      "s.toml:13: condition 'original' must be a list of transformations, [] for none, but is "
      "a table");
  EXPECT_EQ(error_of(condition("[{ g = 'x' }]")),
            "s.toml:13: 'use' is missing in condition 'original': the name of the component");
  EXPECT_EQ(error_of(condition("[1]")),
            "s.toml:13: condition 'original' must be a table, but is an integer: 1");
}

// small_study() ends in line 15.
constexpr std::string_view kBlocks = R"([[block]]
id = "main"
[[block]]
id = "long"
draws = 1
queries = 8
design = "nested"
grid.task = ["cr"]
grid.shots = [32]
grid.size = [1]
)";

TEST(Blocks, ABlockInheritsWhatItDoesNotGive) {
  const Study study = parsed(small_study(kBlocks));
  ASSERT_EQ(study.blocks.size(), 2U);
  const Block& main = study.blocks[0];
  EXPECT_EQ(main.id, "main");
  EXPECT_EQ(main.draws, 2);
  EXPECT_THAT(main.shots, ElementsAre(0, 4));
  EXPECT_THAT(names(main.tasks), ElementsAre("sst2"));
  EXPECT_TRUE(main.axes.empty());
  const Block& longer = study.blocks[1];
  EXPECT_EQ(longer.draws, 1);
  EXPECT_EQ(longer.queries, 8);
  EXPECT_EQ(longer.design, "nested");
  EXPECT_THAT(longer.shots, ElementsAre(32));
  EXPECT_THAT(names(longer.tasks), ElementsAre("cr"));
  EXPECT_EQ(longer.conditions.size(), 1U);
  EXPECT_EQ(longer.axes.size(), 1U);
}

TEST(Blocks, MayAskReferenceQuestions) {
  const std::string asked = changed(
      small_study(), "queries ",
      "references = { pool = 8, content_free = ['N/A', ''], unconditional = true }\nqueries ");
  const ReferencesSpec references = parsed(asked).blocks[0].references;
  EXPECT_EQ(references.pool, 8);
  EXPECT_EQ(references.domain_words, 0);
  EXPECT_THAT(references.content_free, ElementsAre("N/A", ""));
  EXPECT_TRUE(references.unconditional);
  EXPECT_NE(parsed(asked).hash, parsed(small_study()).hash);
  const std::string none = changed(small_study(), "queries ", "references = {}\nqueries ");
  EXPECT_EQ(parsed(none).hash, parsed(small_study()).hash);  // studies without them keep theirs
}

TEST(Blocks, ReferenceQuestionsThatCannotBeAreErrors) {
  const auto error = [](const std::string& references) {
    return error_of(
        changed(small_study(), "queries ", "references = " + references + "\nqueries "));
  };
  EXPECT_EQ(error("{ pools = 3 }"),
            "s.toml:7: unknown key 'pools' in 'references' in [study]; did you mean 'pool'?");
  EXPECT_EQ(error("{ pool = -1 }"),
            "s.toml:7: 'pool' in 'references' in [study] must be at least 0, but is -1");
  EXPECT_EQ(
      error("{ content_free = [1] }"),
      "s.toml:7: 'content_free' in 'references' in [study] must be a string, but is an integer: 1");
  EXPECT_EQ(error_of(changed(small_study(), "queries ",
                             "design = 'per_query'\nreferences = { pool = 1 }\nqueries ")),
            "s.toml:8: 'references' in [study] with design = per_query: each query has a "
            "demonstration of its own, which would have to be calibrated by itself; use crossed or "
            "nested");
}

TEST(Blocks, AMistakeInABlockIsNamed) {
  EXPECT_EQ(error_of(small_study("[[block]]\nid = 'a'\n[[block]]\nid = 'a'\n")),
            "s.toml:18: two blocks have the id 'a'");
  EXPECT_EQ(error_of(small_study("[[block]]\ndraws = 1\n[[block]]\ndraws = 2\n")),
            "s.toml:18: two blocks have no id; one may leave it out");
  EXPECT_EQ(error_of(small_study("[[block]]\nid = 'a'\nfirst_draw = -1\n")),
            "s.toml:18: 'first_draw' in [[block]] must be at least 0, but is -1");
  EXPECT_EQ(error_of(small_study("[[block]]\nid = 'a'\ndraw = 1\n")),
            "s.toml:18: unknown key 'draw' in [[block]]; did you mean 'draws'?");
  EXPECT_EQ(error_of(small_study("[[block]]\nid = 'a'\ndraws = 0\n")),
            "s.toml:18: 'draws' in [[block]] must be at least 1, but is 0");
  EXPECT_EQ(error_of(small_study("[[block]]\nid = 'a'\ngrid.task = []\n")),
            "s.toml:18: 'task' in [block.grid] is an empty list; name at least one");
  EXPECT_EQ(error_of(small_study("[block.a]\ndraws = 1\n")),
            "s.toml:16: [[block]] must be a list, but is a table: {\"a\":{\"draws\":1}}");
  EXPECT_EQ(error_of("block = []\n" + small_study()),
            "s.toml:1: 'block' is an empty list; write [[block]] tables");
}

TEST(Blocks, ADrawHasOneDemonstrationUnlessTheStudySaysMore) {
  EXPECT_EQ(parsed(small_study()).blocks[0].demonstrations, 1);
  const Study more =
      parsed(changed(small_study(), "draws ", "demonstrations_per_draw = 3\ndraws "));
  EXPECT_EQ(more.blocks[0].demonstrations, 3);
  EXPECT_NE(more.hash, parsed(small_study()).hash);
  const Study one = parsed(changed(small_study(), "draws ", "demonstrations_per_draw = 1\ndraws "));
  EXPECT_EQ(one.hash, parsed(small_study()).hash);
  EXPECT_EQ(parsed(small_study(), {.set = {"demonstrations_per_draw=2"}}).blocks[0].demonstrations,
            2);
  EXPECT_EQ(error_of(changed(small_study(), "draws ", "demonstrations_per_draw = 0\ndraws ")),
            "s.toml:6: 'demonstrations_per_draw' in [study] must be at least 1, but is 0");
  EXPECT_EQ(error_of(changed(small_study(), "draws ",
                             "demonstrations_per_draw = 2\ndesign = 'per_query'\ndraws ")),
            "s.toml:1: demonstrations_per_draw = 2 with design = per_query, where each query has a "
            "demonstration of its own; leave one out");
}

}  // namespace
}  // namespace tangram::spec
