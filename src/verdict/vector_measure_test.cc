#include "verdict/vector_measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "base/json.h"
#include "verdict/vector_testing.h"

namespace tangram {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using vector_testing::arm_of, vector_testing::arm_of_numbers, vector_testing::MatrixXd;

CurveOptions plain() {
  CurveOptions options;
  options.metric = kErrorMetric;
  options.unicode = false;
  return options;
}

/// A net and ridge, asked at 0 and 3 shots in five repeats of one sequence: the net's errors are 2
/// and 8 in all, ridge's 0.
std::vector<VectorArm> net_and_ridge() {
  return {arm_of("net", std::vector<MatrixXd>(5, MatrixXd{{2, 4}}), {0, 3}, "train_seed=1"),
          arm_of("ridge", std::vector<MatrixXd>(5, MatrixXd{{0, 0}}), {0, 3})};
}

TEST(VectorMeasures, AreErrorsOfArmsAndDistancesOfPairs) {
  const VectorMeasures measures = measure(net_and_ridge());
  ASSERT_EQ(measures.errors.size(), 2U);
  const VectorCell& net = measures.errors[0];
  EXPECT_EQ(net.mean.value, 5);
  EXPECT_EQ(net.at_shots.at(0).value, 2);
  EXPECT_EQ(net.at_shots.at(3).value, 8);
  EXPECT_EQ(net.mean.low, std::nullopt) << "the same in every repeat";
  EXPECT_EQ(net.mean.unit, "repeat");
  EXPECT_EQ(net.draws_done, 5);
  EXPECT_EQ(net.n_questions, 10);
  ASSERT_EQ(measures.distances.size(), 1U);
  EXPECT_EQ(measures.distances[0].learner, "net");
  EXPECT_EQ(measures.distances[0].versus, "ridge");
  EXPECT_EQ(measures.distances[0].axes, "train_seed=1");
  EXPECT_EQ(measures.distances[0].at_shots.at(3).value, 8);
}

// Same block, task and condition, and no axis with two values; a learner with itself is no pair.
TEST(VectorMeasures, PairLearnersThatWereAskedTheSame) {
  std::vector<VectorArm> arms{arm_of_numbers("net", {1}, "pool_size=4,train_seed=1"),
                              arm_of_numbers("net", {1}, "pool_size=4,train_seed=2"),
                              arm_of_numbers("dmmse", {1}, "pool_size=4"),
                              arm_of_numbers("dmmse", {1}, "pool_size=8"),
                              arm_of_numbers("ridge", {1}, "pool_size=4")};
  arms.push_back(arms[2]);
  arms.back().condition = "other";
  std::vector<std::string> pairs;
  for (const VectorCell& cell : measure(arms).distances)
    pairs.push_back(cell.learner + "~" + cell.versus + " " + cell.axes);
  EXPECT_THAT(pairs, testing::ElementsAre(
                         "net~dmmse pool_size=4,train_seed=1", "net~ridge pool_size=4,train_seed=1",
                         "net~dmmse pool_size=4,train_seed=2", "net~ridge pool_size=4,train_seed=2",
                         "dmmse~ridge pool_size=4"));
}

// Five nets of errors 1, 2, 3, 4, 5 (answers are their roots, d = 2 halves them): mean 1.5,
// standard deviation .79, so 1.5 +- 2.776 x .79 / sqrt 5 = .98 at four degrees of freedom.
TEST(VectorMeasures, OverUnitsAreMeansOfNetsWithIntervalsOverThem) {
  std::vector<VectorArm> arms;
  for (int seed = 1; seed <= 5; ++seed)
    for (const char* size : {"4", "8"})
      arms.push_back(arm_of_numbers("net", std::vector<double>(6, std::sqrt(seed)),
                                    fmt::format("pool_size={},train_seed={}", size, seed)));
  arms.push_back(arm_of_numbers("ridge", std::vector<double>(6, 0.0), "pool_size=4"));
  const VectorMeasures seeds = over_units(measure(arms), {"train_seed"});
  ASSERT_EQ(seeds.errors.size(), 3U);
  const VectorCell& net = seeds.errors[0];
  EXPECT_EQ(net.axes, "pool_size=4");
  EXPECT_EQ(net.draws_done, 30);
  EXPECT_NEAR(*net.mean.value, 1.5, 1e-12);
  EXPECT_NEAR(*net.mean.high - *net.mean.value, 0.98, 0.005);
  EXPECT_EQ(net.mean.unit, "train_seed");
  EXPECT_NEAR(*net.at_shots.at(0).value, 1.5, 1e-12);
  EXPECT_EQ(seeds.errors[2].mean.unit, "repeat") << "ridge has no seed";
  ASSERT_EQ(seeds.distances.size(), 1U);
  EXPECT_NEAR(*seeds.distances[0].mean.value, 1.5, 1e-12);
}

// Claims by pool_seed and others by train_seed: the 25 nets of 5 pools and 5 seeds are neither 25
// pools nor 25 seeds. The pool's Bayesian, without seeds of training, has its 5 pools.
TEST(VectorMeasures, OverTwoUnitsThatACellHasStayAsTheyAre) {
  std::vector<VectorArm> arms;
  for (int pool = 1; pool <= 5; ++pool) {
    for (int seed = 1; seed <= 5; ++seed)
      arms.push_back(arm_of_numbers("net", {1.0 * pool, 1.0 * seed},
                                    fmt::format("pool_seed={},train_seed={}", pool, seed)));
    arms.push_back(arm_of_numbers("dmmse", {1.0 * pool}, fmt::format("pool_seed={}", pool)));
  }
  const VectorMeasures all = measure(arms), shown = over_units(all, {"pool_seed", "train_seed"});
  ASSERT_EQ(shown.errors.size(), 26U);
  EXPECT_EQ(shown.errors[0].axes, "pool_seed=1,train_seed=1");
  EXPECT_EQ(shown.errors[0].mean.unit, "repeat");
  EXPECT_EQ(shown.errors[0].mean.n, 2);
  const VectorCell& dmmse = shown.errors[5];
  EXPECT_EQ(dmmse.learner, "dmmse");
  EXPECT_EQ(dmmse.axes, "");
  EXPECT_EQ(dmmse.mean.unit, "pool_seed");
  EXPECT_EQ(dmmse.mean.n, 5);
  EXPECT_EQ(shown.distances.size(), all.distances.size());
  EXPECT_EQ(over_units(all, {"train_seed"}).errors.size(), 10U) << "5 pools of nets and 5 of dmmse";
}

TEST(VectorMeasures, OverOneUnitKeepTheIntervalOverDraws) {
  const auto seeds =
      over_units(measure({arm_of_numbers("net", {1, 2, 3, 4, 5}, "train_seed=1")}), {"train_seed"});
  ASSERT_EQ(seeds.errors.size(), 1U);
  EXPECT_EQ(seeds.errors[0].axes, "train_seed=1");
  EXPECT_EQ(seeds.errors[0].mean.unit, "repeat");
}

// Ridge, asked the same for every pool.
TEST(VectorMeasures, OverUnitsThatAreAllAlikeHaveNoInterval) {
  std::vector<VectorArm> arms;
  for (int seed = 1; seed <= 5; ++seed)
    arms.push_back(arm_of_numbers("ridge", {1, 2}, fmt::format("pool_seed={}", seed)));
  const auto ridge = over_units(measure(arms), {"pool_seed"}).errors.at(0);
  EXPECT_EQ(ridge.mean.value, 1.25);
  EXPECT_FALSE(ridge.mean.low);
  EXPECT_EQ(ridge.mean.note, "the same in every pool_seed");
}

TEST(VectorMeasures, OverUnitsLeaveOutOneWhoseDrawsAreMissing) {
  std::vector<VectorArm> arms{arm_of_numbers("net", {1, 1}, "train_seed=1"),
                              arm_of_numbers("net", {3, 3}, "train_seed=2")};
  arms[1].declared = 3;
  const auto net = over_units(measure(arms), {"train_seed"}).errors.at(0);
  EXPECT_EQ(net.mean.value, 0.5);
  EXPECT_EQ(net.mean.note, "1 of 2 train_seeds left out: not all of its draws are done");
}

// Of six nets one lacks a draw: the others have a mean and an interval. Ridge has two repeats.
TEST(VectorNotes, TellWhatIsMissingFromWhatIsLeftOut) {
  std::vector<VectorArm> arms;
  for (int seed = 1; seed <= 6; ++seed)
    arms.push_back(arm_of_numbers("net", {1.0 * seed, 2.0 * seed}, fmt::format("seed={}", seed)));
  arms.back().declared = 3;
  arms.push_back(arm_of_numbers("ridge", {1, 2}));
  const VectorNotes notes = notes_of(over_units(measure(arms), {"seed"}).errors);
  EXPECT_THAT(notes.left_out, ElementsAre(Pair("1 of 6 seeds left out: not all of its draws are "
                                               "done",
                                               1)));
  EXPECT_THAT(notes.missing, ElementsAre(Pair("2 of the 5 repeats that an interval needs", 1)));
}

TEST(UnitAxes, AreThoseThatClaimsName) {
  const Study study = parse_study(
      "[study]\nformat = 1\nid = 'v'\ndomain = 'vector'\nseed = 1\ndraws = 5\n"
      "[task.t]\nuse = 'linear_regression'\n[learner.a]\nuse = 'ridge'\n"
      "[learner.b]\nuse = 'averaging'\n[grid]\nshots = [1]\ntrain_seed = [1, 2]\nm = [3]\n"
      "[[hypothesis]]\nid = 'h'\nsays = 's'\n"
      "supported = { below = ['a', 'b'], m = 3, unit = 'train_seed' }\n",
      "v.toml");
  EXPECT_THAT(unit_axes(study), testing::ElementsAre("train_seed"));
}

TEST(VectorMeasures, AsJsonHaveEveryNumberOfShots) {
  const std::string text = to_json(to_json_value(measure(net_and_ridge())));
  EXPECT_THAT(text, HasSubstr(R"("format":1,"domain":"vector","cells":[{"block":"",)"
                              R"("task":"linear","condition":"original","learner":"net",)"
                              R"("axes":"train_seed=1","draws_done":5,"draws_declared":5,)"
                              R"("n_questions":10,"metrics":{"mse_per_d":{"mean":{)"));
  EXPECT_THAT(text, HasSubstr(R"("unit":"repeat","note":"the same in every repeat","shots":3})"));
  EXPECT_THAT(text, HasSubstr(R"("distances":[{"block":"","task":"linear",)"
                              R"("condition":"original","learner":"net","versus":"ridge",)"));
}

TEST(VectorMeasures, AsATableHaveARowAnArmAndARowAPair) {
  const std::string text = table_text(measure(net_and_ridge()), plain());
  EXPECT_THAT(text, HasSubstr("mse_per_d of linear/original"));
  EXPECT_THAT(text, HasSubstr("\nnet/train_seed=1 "));
  EXPECT_THAT(text, HasSubstr("     5        2        8\n"));
  EXPECT_THAT(text, HasSubstr("\nnote: the same in every repeat (2 of 2 rows)\n"));
  EXPECT_THAT(text, HasSubstr("\nnet~ridge/train_seed=1 "));
}

// Five nets of six repeats each, errors 1 to 5 over d = 2 as above; of ridge's eight two are to
// come.
TEST(VectorMeasures, AsATableNameWhatTheirMeansAreOver) {
  std::vector<VectorArm> arms;
  for (int seed = 1; seed <= 5; ++seed)
    arms.push_back(arm_of_numbers("net", std::vector<double>(6, std::sqrt(seed)),
                                  fmt::format("train_seed={}", seed)));
  arms.push_back(arm_of_numbers("ridge", std::vector<double>(6, 0.0)));
  arms.back().declared = 8;
  const std::string text = table_text(over_units(measure(arms), {"train_seed"}), plain());
  EXPECT_THAT(text, HasSubstr(" units "));
  EXPECT_THAT(text, HasSubstr("  5 train_seeds  1.5 +-0.98  "));
  EXPECT_THAT(text, HasSubstr("  6/8 repeats  "));
  EXPECT_THAT(text, HasSubstr("\nmean over numbers of shots and units +- half"));
}

TEST(VectorMeasures, AsATableNameTasksAndConditionsWhereThereAreSeveral) {
  std::vector<VectorArm> arms = net_and_ridge();
  arms[1].condition = "far";
  std::string text = table_text(measure(arms), plain());
  EXPECT_THAT(text, HasSubstr("mse_per_d of linear "));
  EXPECT_THAT(text, HasSubstr("\noriginal/net/train_seed=1 "));
  arms[1].block = "b";
  text = table_text(measure(arms), plain());
  EXPECT_THAT(text, HasSubstr("\nlinear/original/net/train_seed=1 "));
  EXPECT_THAT(text, HasSubstr("\nb/linear/far/ridge "));
}

// Of 16 the first, the last, and two evenly between.
TEST(VectorMeasures, AsATableShowFewOfManyNumbersOfShots) {
  std::vector<int> shots;
  for (int k = 0; k <= 15; ++k) shots.push_back(k);
  const std::string text =
      table_text(measure({arm_of("ridge", {MatrixXd::Ones(1, 16)}, shots)}), plain());
  for (const char* shown : {" 0 shots", " 5 shots", " 10 shots", " 15 shots"})
    EXPECT_THAT(text, HasSubstr(shown));
  EXPECT_THAT(text, Not(HasSubstr(" 3 shots")));
}

TEST(VectorMeasures, OfARunWithoutAnswersSayWhyThereIsNoNumber) {
  std::vector<VectorArm> arms{arm_of_numbers("ridge", {}), arm_of_numbers("net", {})};
  for (VectorArm& arm : arms) {
    arm.declared = 8;
    arm.shots.clear();
  }
  const VectorMeasures measures = measure(arms);
  const std::string text = table_text(measures, plain());
  EXPECT_THAT(text, HasSubstr("\nridge "));
  EXPECT_THAT(text, HasSubstr("0/8"));
  EXPECT_THAT(text, HasSubstr("note: no repeat is done (2 of 2 rows)"));
  EXPECT_EQ(curves_text(measures, plain()), "");
}

TEST(VectorMeasures, AsCurvesAreDrawnTogetherWhereTheyWereAskedTheSame) {
  CurveOptions options = plain();
  const VectorMeasures measures = measure(net_and_ridge());
  const std::string text = curves_text(measures, options);
  EXPECT_THAT(text, HasSubstr("linear, original: mse_per_d by shots"));
  EXPECT_THAT(text, HasSubstr("net train_seed=1"));
  EXPECT_THAT(text, HasSubstr("ridge"));
  options.metric = kDistanceMetric;
  EXPECT_THAT(curves_text(measures, options), HasSubstr("net~ridge"));
  options.metric = "auc";
  EXPECT_THROW(curves_text(measures, options), Error);
}

}  // namespace
}  // namespace tangram
