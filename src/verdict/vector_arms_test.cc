#include "verdict/vector_arms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "store/store_testing.h"
#include "verdict/vector_testing.h"

namespace tangram {
namespace {

using store_testing::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using vector_testing::MatrixXd, vector_testing::record_of, vector_testing::unit_of;

Provenance vector_run() {
  Provenance p;
  p.study_text = "[study]\ndomain = 'vector'\n";
  p.facts = {{"design", "per_query"}};
  return p;
}

/// What reading a run of one unit says.
std::string error_of_unit(const UnitRecord& record) {
  const TempFolder folder;
  Store store =
      Store::create(folder / "r.db", vector_run(), {unit_of("ridge", 0), unit_of("ridge", 1)});
  store.commit(store.units()[0], record_of(1), {}, {});
  store.commit(store.units()[1], record, {}, {});
  try {
    read_vector_arms(store);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// Answers come in any order; width 2: the numbers of an answer stand side by side.
TEST(VectorArms, HaveARowASequenceAndTheirShotsAscending) {
  const TempFolder folder;
  Store store = Store::create(folder / "r.db", vector_run(), {unit_of("ridge", 3)});
  UnitRecord record;
  record.vectors = {4,
                    {{8, 9, {1, 2}, {3, 4}},
                     {0, 9, {5, 6}, {7, 8}},
                     {0, 2, {-1, -2}, {-3, -4}},
                     {8, 2, {-5, -6}, {-7, -8}}}};
  store.commit(store.units()[0], record, {}, {});
  const std::vector<VectorArm> arms = read_vector_arms(store);
  ASSERT_EQ(arms.size(), 1U);
  EXPECT_EQ(arms[0].unit, "repeat");
  EXPECT_EQ(arms[0].shape.dimension, 4);
  EXPECT_EQ(arms[0].shape.width, 2);
  EXPECT_THAT(arms[0].shots, ElementsAre(0, 8));
  ASSERT_EQ(arms[0].draws.size(), 1U);
  EXPECT_EQ(arms[0].draws[0].draw, 3U);
  EXPECT_THAT(arms[0].draws[0].queries, ElementsAre(2, 9));
  EXPECT_EQ(arms[0].draws[0].truth, (MatrixXd{{-1, -2, -5, -6}, {5, 6, 1, 2}}));
  EXPECT_EQ(arms[0].draws[0].y, (MatrixXd{{-3, -4, -7, -8}, {7, 8, 3, 4}}));
}

TEST(VectorArms, AreThereWhereNothingIsDone) {
  const TempFolder folder;
  const Store store =
      Store::create(folder / "r.db", vector_run(),
                    {unit_of("net", 0, "train_seed=1"), unit_of("net", 0, "train_seed=2"),
                     unit_of("net", 1, "train_seed=1")});
  const std::vector<VectorArm> arms = read_vector_arms(store);
  ASSERT_EQ(arms.size(), 2U);
  EXPECT_EQ(arms[0].declared, 2);
  EXPECT_EQ(arms[1].axes, "train_seed=2");
  EXPECT_TRUE(arms[1].draws.empty());
}

TEST(VectorArms, RefuseUnitsThatAreNoTableOfTheSameQuestions) {
  UnitRecord record = record_of(2);
  EXPECT_EQ(error_of_unit(record), "no error");
  record.vectors.answers.push_back(record.vectors.answers[0]);
  EXPECT_THAT(
      error_of_unit(record),
      HasSubstr("r.db: unit 'linear/original/ridge/1': sequence 1 is asked twice at 0 shots"));
  record = record_of(2);
  record.vectors.answers.pop_back();
  EXPECT_THAT(error_of_unit(record),
              HasSubstr("its 2 sequences are not asked at the same 2 numbers of shots"));
  record = record_of(2);
  record.vectors.dimension = 3;
  EXPECT_THAT(error_of_unit(record), HasSubstr("of another size, than draw 0"));
  record = record_of(2);
  for (VectorAnswer& answer : record.vectors.answers) ++answer.shots;
  EXPECT_THAT(error_of_unit(record), HasSubstr("asked at other numbers of shots"));
  EXPECT_THAT(error_of_unit(store_testing::sample_record(1)), HasSubstr("it holds no vectors"));
}

TEST(ReadArms, SaysThatItsAnswersAreWords) {
  const TempFolder folder;
  const Store store = Store::create(folder / "r.db", vector_run(), {unit_of("ridge", 0)});
  try {
    read_arms(store);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("r.db: its answers are vectors"));
  }
}

TEST(SettingOf, IsTheValueOfAnAxisByItsWholeName) {
  EXPECT_EQ(setting_of("pool_size=8,train_seed=2", "train_seed"), "2");
  EXPECT_EQ(setting_of("pool_size=inf", "pool_size"), "inf");
  EXPECT_EQ(setting_of("pool_size=8", "pool"), std::nullopt);
  EXPECT_EQ(setting_of("", "pool"), std::nullopt);
}

}  // namespace
}  // namespace tangram
