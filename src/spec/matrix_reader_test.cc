#include "spec/matrix_reader.h"

#include <gtest/gtest.h>

#include "base/value.h"
#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using Names = std::vector<std::string>;

/// A study of two tasks and three conditions, with a matrix that goes on as given on line 22.
std::string with_matrix(const std::string& matrix, const std::string& keys = "") {
  std::string text = changed(small_study(), "[\"sst2\"]", "[\"sst2\", \"trec\"]");
  text = changed(text, "[\"original\"]", "[\"original\", \"upper\", \"shuffled\"]");
  text = changed(text, "original = []",
                 "original = []\nupper = [{ use = 'map_outputs', g = 'uppercase' }]\n"
                 "shuffled = ['shuffle_outputs']");
  return text + "[[matrix]]\n" +
         (keys.empty() ? "id = 'm'\nlearner = 'guess'\nshots = 4\n" : keys) + matrix;
}

TEST(Matrices, AreOfAllConditionsAndTasksUnlessTheyNameThem) {
  const Study study = parsed(with_matrix(""));
  ASSERT_EQ(study.matrices.size(), 1u);
  const MatrixSpec& m = study.matrices[0];
  EXPECT_EQ(m.id, "m");
  EXPECT_EQ(m.metric, "auc");
  EXPECT_EQ(m.shots, 4);
  EXPECT_EQ(m.conditions, (Names{"original", "upper", "shuffled"}));
  EXPECT_EQ(m.tasks, (Names{"sst2", "trec"}));
  EXPECT_TRUE(m.against.empty());
  const Study fewer = parsed(with_matrix("conditions = ['upper']\ntasks = ['trec']\n"));
  EXPECT_EQ(fewer.matrices[0].conditions, Names{"upper"});
  EXPECT_EQ(fewer.matrices[0].tasks, Names{"trec"});
}

TEST(Matrices, TakeOneConditionOffAllOthersOrEachItsOwn) {
  const MatrixSpec all = parsed(with_matrix("against = 'shuffled'\n")).matrices[0];
  EXPECT_EQ(all.conditions, (Names{"original", "upper"}));
  EXPECT_EQ(all.against.at("upper"), "shuffled");
  const MatrixSpec own = parsed(with_matrix("against = { upper = 'shuffled' }\n")).matrices[0];
  EXPECT_EQ(own.conditions, Names{"upper"});
}

TEST(Matrices, AreOfTheFirstBlockThatHoldsAllTheyName) {
  const std::string blocks =
      "[[block]]\ngrid = { condition = ['original'] }\n[[block]]\nid = 'b'\n[[block]]\nid = 'c'\n";
  EXPECT_EQ(parsed(with_matrix("conditions = ['upper']\n" + blocks)).matrices[0].block, "b");
  EXPECT_EQ(parsed(with_matrix("block = 'c'\n" + blocks)).matrices[0].block, "c");
  EXPECT_EQ(error_of(with_matrix("block = 'bb'\n" + blocks)),
            "s.toml:22: no block is called 'bb'; did you mean 'b'?");
}

TEST(Matrices, AreOfABlockThatHoldsWhatIsTakenOffToo) {
  const std::string blocks =
      "[[block]]\ngrid = { condition = ['upper'] }\n[[block]]\nid = 'b'\n"
      "grid = { condition = ['upper', 'shuffled'] }\n";
  EXPECT_EQ(parsed(with_matrix("against = { upper = 'shuffled' }\n" + blocks)).matrices[0].block,
            "b");
  EXPECT_EQ(parsed(with_matrix("conditions = ['upper']\nagainst = 'shuffled'\n" + blocks))
                .matrices[0]
                .block,
            "b");
}

TEST(Matrices, TakeMetricAndShotsFromTheClaims) {
  const std::string claims = "[claims]\nshots = 4\nmetric = 'log_loss'\n";
  const std::string keys = "id = 'm'\nlearner = 'guess'\n";
  const MatrixSpec m = parsed(with_matrix(claims, keys)).matrices[0];
  EXPECT_EQ(m.shots, 4);
  EXPECT_EQ(m.metric, "log_loss");
  EXPECT_EQ(parsed(with_matrix("metric = 'accuracy'\n" + claims)).matrices[0].metric, "accuracy");
  EXPECT_EQ(error_of(with_matrix("", keys)),
            "s.toml:18: 'shots' is missing in [[matrix]]: after how many demonstrations");
}

TEST(Matrices, SayWhatTheGridDoesNotHaveWithTheNearestName) {
  EXPECT_EQ(error_of(with_matrix("conditions = ['uper']\n")),
            "s.toml:18: the grid of the matrix 'm' has no condition 'uper'; did you mean 'upper'?");
  EXPECT_EQ(error_of(with_matrix("tasks = ['tree']\n")),
            "s.toml:18: the grid of the matrix 'm' has no task 'tree'; did you mean 'trec'?");
  EXPECT_EQ(error_of(with_matrix("against = 'shufled'\n")),
            "s.toml:18: the grid of the matrix 'm' has no condition 'shufled'; did you mean "
            "'shuffled'?");
  EXPECT_EQ(error_of(with_matrix("", "id = 'm'\nlearner = 'gues'\nshots = 4\n")),
            "s.toml:18: the grid of the matrix 'm' has no learner 'gues'; did you mean 'guess'?");
  EXPECT_EQ(error_of(with_matrix("", "id = 'm'\nlearner = 'guess'\nshots = 5\n")),
            "s.toml:18: the grid does not ask at 5 shots");
  EXPECT_EQ(error_of(with_matrix("metric = 'acuracy'\n")),
            "s.toml:22: 'metric' in [[matrix]] is 'acuracy'; did you mean 'accuracy'?");
  EXPECT_EQ(error_of(with_matrix("agianst = 'shuffled'\n")),
            "s.toml:22: unknown key 'agianst' in [[matrix]]; did you mean 'against'?");
}

TEST(Matrices, RefuseWhatCannotBeTakenOff) {
  EXPECT_EQ(error_of(with_matrix("against = { upper = 'upper' }\n")),
            "s.toml:22: 'against' in [[matrix]] takes 'upper' off itself");
  EXPECT_EQ(
      error_of(with_matrix("conditions = ['upper']\nagainst = { original = 'shuffled' }\n")),
      "s.toml:23: 'against' in [[matrix]] names 'original', which is not among the conditions; "
      "known: upper");
  EXPECT_EQ(error_of(with_matrix(
                "conditions = ['upper', 'original']\nagainst = { original = 'shuffled' }\n")),
            "s.toml:23: 'against' in [[matrix]] says nothing of the condition 'upper'");
}

TEST(Matrices, NeedNamesOfTheirOwnAndAtLeastOneOfEach) {
  EXPECT_EQ(error_of(with_matrix("[[matrix]]\nid = 'm'\nlearner = 'guess'\nshots = 4\n")),
            "s.toml:22: two matrices have the id 'm'");
  EXPECT_EQ(error_of(with_matrix("tasks = []\n")),
            "s.toml:22: 'tasks' in [[matrix]] is an empty list; name at least one, or leave it "
            "out");
  EXPECT_EQ(error_of(with_matrix("", "id = 'm'\nshots = 4\n")),
            "s.toml:18: 'learner' is missing in [[matrix]]: whose scores");
}

TEST(Matrices, BindEveryAxisOfTheirBlock) {
  const std::string grid = "[[block]]\nid = 'b'\ngrid = { pairs = [2, 8] }\n";
  EXPECT_EQ(error_of(with_matrix(grid)),
            "s.toml:18: the axis 'pairs' is left open: a matrix binds it (pairs = VALUE)");
  EXPECT_EQ(parsed(with_matrix("pairs = 8\n" + grid)).matrices[0].axes.front().second, "8");
  EXPECT_EQ(error_of(with_matrix("pairs = 9\n" + grid)), "s.toml:18: the grid has no pairs = 9");
}

// A profile may leave the grid without what a matrix names: it is said, and the study still runs.
TEST(Matrices, OfASizeThatLacksThemSaySo) {
  const StudyOverrides smaller{.set = {"grid.shots=[0, 2]"}};
  EXPECT_EQ(parsed(with_matrix(""), smaller).matrices[0].missing,
            "the grid does not ask at 4 shots");
  EXPECT_EQ(parsed(with_matrix("")).matrices[0].missing, "");
}

TEST(Matrices, ChangeTheHashOfTheirStudyAloneAndByWhatTheySay) {
  const std::string with = with_matrix("");
  const std::string without = with.substr(0, with.find("[[matrix]]"));
  EXPECT_EQ(parsed(without).canonical.find("matrices"), std::string::npos);
  EXPECT_NE(parsed(without).hash, parsed(with).hash);
  EXPECT_NE(parsed(with_matrix("metric = 'accuracy'\n")).hash, parsed(with).hash);
  EXPECT_EQ(parsed(with_matrix("metric = 'auc'\n")).hash, parsed(with).hash);
}

}  // namespace
}  // namespace tangram::spec
