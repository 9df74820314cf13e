#include "study/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <stop_token>

#include "store/export.h"
#include "study/plan.h"
#include "study/toy_lab.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RunUnits : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() /
           fmt::format("tangram-run-{}-{}", getpid(),
                       testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(dir_);
    resources_.tokenizer = &tokenizer_;
    resources_.model = &model_;
  }
  void TearDown() override { fs::remove_all(dir_); }

  Store create(const Laboratory& laboratory, const std::string& name) const {
    Provenance provenance;
    provenance.study_id = "toy";
    return Store::create(dir_ / name, provenance, laboratory.units());
  }

  static Study study() {
    Study out = toy_study();
    out.blocks[0].learners.push_back({"r", toy_spec("reader")});
    return out;
  }

  fs::path dir_;
  ToyTokenizer tokenizer_;
  RecordingLanguageModel model_{tokenizer_, 100, 1, 1};
  Resources resources_;
  Catalog<Text> catalog_ = toy_catalog();
};

/// Asks for a stop after the n-th commit.
class StopAfter final : public RunObserver {
 public:
  explicit StopAfter(std::size_t n) : n_(n) {}
  void committed(const WorkUnit&, const UnitCost& cost, std::size_t n_done) override {
    tokens += cost.tokens_evaluated;
    if (n_done >= n_) stop.request_stop();
  }
  std::stop_source stop;
  std::uint64_t tokens = 0;

 private:
  std::size_t n_;
};

TEST_F(RunUnits, EndsWithTheSameBytesAfterAStopAtAnyUnit) {
  DomainLaboratory<Text> laboratory(study(), catalog_, resources_);
  Store whole = create(laboratory, "whole.db");
  StopAfter never(1000);
  EXPECT_EQ(run_units(laboratory, whole, resources_, never, {}), Outcome::done);
  const std::string expected = export_canonical(whole);
  for (std::size_t n = 1; n < laboratory.units().size(); ++n) {
    Store part = create(laboratory, fmt::format("part{}.db", n));
    StopAfter first(n), second(1000);
    EXPECT_EQ(run_units(laboratory, part, resources_, first, first.stop.get_token()),
              Outcome::stopped);
    EXPECT_EQ(part.n_done(), n);
    EXPECT_EQ(run_units(laboratory, part, resources_, second, {}), Outcome::done);
    EXPECT_EQ(export_canonical(part), expected);
  }
}

TEST_F(RunUnits, KeepsTheBytesOfTheTokensThatItStored) {
  DomainLaboratory<Text> laboratory(study(), catalog_, resources_);
  Store store = create(laboratory, "s.db");
  StopAfter never(1000);
  run_units(laboratory, store, resources_, never, {});
  EXPECT_EQ(store.token_bytes(7), std::string(1, 7));
  EXPECT_EQ(store.token_bytes(9), std::nullopt);
}

TEST_F(RunUnits, RefusesAStoreThatAnotherStudyMade) {
  DomainLaboratory<Text> laboratory(study(), catalog_, resources_);
  Store store = create(laboratory, "s.db");
  Study other = study();
  other.blocks[0].tasks[0].spec = toy_spec("toy", {{"suffix", {std::string("!"), {}}}});
  DomainLaboratory<Text> changed(other, catalog_, resources_);
  StopAfter never(1000);
  try {
    run_units(changed, store, resources_, never, {});
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("this run was made with something else: task was toy()"));
    EXPECT_THAT(e.what(), HasSubstr("now it is toy(!)"));
    EXPECT_THAT(e.what(), HasSubstr("start a new run with --out"));
  }
}

// The reader asks, for each of 3 queries at each of 2 shots, two paths of 4 tokens that part at
// the last one: 3 tokens evaluated in a call of its own, 8 asked. 2 draws of one condition. The
// other learner is asked the same 6 questions a draw, and reads no model.
TEST_F(RunUnits, CostsWhatThePlanSaid) {
  Study one = study();
  one.blocks[0].conditions.pop_back();
  DomainLaboratory<Text> laboratory(one, catalog_, resources_);
  Plan plan = make_plan(laboratory, &model_, {}).value();
  count_questions(laboratory, plan);
  EXPECT_EQ(plan.units, 4U);
  EXPECT_EQ(plan.questions, 2U * 2 * 6);
  EXPECT_EQ(plan.tokens_evaluated, 2U * 6 * 3);
  EXPECT_EQ(plan.tokens_asked, 2U * 6 * 8);
  EXPECT_EQ(plan.paths, 2U * 6 * 2);
  EXPECT_EQ(plan.longest_path, 4U);
  EXPECT_EQ(plan.unit_tokens, (std::vector<double>{0, 18, 0, 18}));
  Store store = create(laboratory, "s.db");
  StopAfter never(1000);
  run_units(laboratory, store, resources_, never, {});
  EXPECT_EQ(never.tokens, plan.tokens_evaluated);
}

TEST_F(RunUnits, IsNotPlannedWhereAStopCameFirst) {
  DomainLaboratory<Text> laboratory(study(), catalog_, resources_);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(make_plan(laboratory, &model_, stop.get_token()).has_value());
  EXPECT_FALSE(make_plan(laboratory, nullptr, stop.get_token()).has_value());
}

}  // namespace
}  // namespace tangram
