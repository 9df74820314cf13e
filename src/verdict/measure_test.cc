#include "verdict/measure.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/json.h"
#include "store/store_testing.h"

namespace tangram {
namespace {

using store_testing::sample_units;
using store_testing::TempFolder;

/// A question with two candidates whose log-odds for candidate 0 are given.
QuestionRecord question(int shots, int truth, double log_odds) {
  QuestionRecord q;
  q.shots = shots;
  q.truth = truth;
  q.candidate_logps = {{-1 + log_odds / 2}, {-1 - log_odds / 2}};
  return q;
}

UnitRecord record_of(const std::vector<std::vector<QuestionRecord>>& variants) {
  UnitRecord record;
  for (const auto& questions : variants) {
    VariantRecord& variant = record.variants.emplace_back();
    variant.candidate_sets = {{{"bad", 1, 3, 3}, {"good", 1, 4, 4}}};
    variant.questions = questions;
  }
  return record;
}

/// Truths 0, 0, 1, 1: the log-odds for candidate 0 are 4, 4 and the two given.
std::vector<QuestionRecord> draw_with(int shots, double first, double second) {
  return {question(shots, 0, 4), question(shots, 0, 4), question(shots, 1, first),
          question(shots, 1, second)};
}

/// The cells of a run of one arm with the given records as its draws.
std::vector<Cell> cells_of(const std::vector<UnitRecord>& draws, int declared = 0,
                           const Provenance& provenance = {}) {
  const TempFolder folder;
  std::vector<WorkUnit> units;
  for (const WorkUnit& unit : sample_units(2 * std::max(declared, static_cast<int>(draws.size()))))
    if (unit.condition == "ra") units.push_back(unit);
  Store store = Store::create(folder / "run.db", provenance, units);
  for (std::size_t i = 0; i < draws.size(); ++i) store.commit(units[i], draws[i], {}, {});
  return measure(store);
}

// Draws with AUC 1 (3, 3 below 4, 4), .5 + .25 = .75 (3 and a tie: 2 + 2/2 of 4), .25 (5 and a
// tie), 1 and 1. Mean 4/5, sd sqrt((3 * .2^2 + .05^2 + .55^2) / 4) = .325960, t(.975; 4) =
// 2.776445: half-width 2.776445 * .325960 / sqrt(5).
TEST(Measure, AveragesOverDrawsWithATInterval) {
  const auto cells = cells_of({record_of({draw_with(4, 3, 3)}), record_of({draw_with(4, 3, 4)}),
                               record_of({draw_with(4, 5, 4)}), record_of({draw_with(4, 3, 3)}),
                               record_of({draw_with(4, 3, 3)})});
  ASSERT_EQ(cells.size(), 1u);
  const Cell& cell = cells[0];
  EXPECT_EQ(cell.task, "sst2");
  EXPECT_EQ(cell.condition, "ra");
  EXPECT_EQ(cell.learner, "llm");
  EXPECT_EQ(cell.shots, 4);
  EXPECT_EQ(cell.draws_done, 5);
  EXPECT_EQ(cell.draws_declared, 5);
  EXPECT_EQ(cell.n_questions, 20);
  EXPECT_EQ(cell.n_candidates, 2);
  EXPECT_DOUBLE_EQ(*cell.metric("auc").value, 0.8);
  EXPECT_NEAR((*cell.metric("auc").high - *cell.metric("auc").low) / 2,
              2.776445 * 0.325960 / std::sqrt(5.0), 1e-5);
  EXPECT_EQ(cell.metric("auc").n, 5);
  EXPECT_EQ(cell.metric("auc").unit, "draw");
  EXPECT_EQ(cell.metric("auc").note, "");
}

// Every arg-max is candidate 0: accuracy 1/2, macro-F1 (2/3 + 0) / 2, entropy 0, in every
// draw, so none has an interval. Mass: exp(-1 + v/2) + exp(-1 - v/2), v = 4, 4, 3, 3.
TEST(Measure, ReadsEveryMetricFromTheSamePredictions) {
  const auto cells = cells_of(std::vector(5, record_of({draw_with(0, 3, 3)})));
  const Cell& cell = cells.at(0);
  EXPECT_EQ(*cell.metric("accuracy").value, 0.5);
  EXPECT_DOUBLE_EQ(*cell.metric("macro_f1").value, 1.0 / 3);
  EXPECT_EQ(*cell.metric("label_entropy").value, 0.0);
  EXPECT_EQ(cell.metric("label_entropy").low, std::nullopt);
  EXPECT_EQ(cell.metric("label_entropy").note, "the same in every draw");
  EXPECT_NEAR(*cell.metric("candidate_mass").value,
              (std::exp(1) + std::exp(-3) + std::exp(0.5) + std::exp(-2.5)) / 2, 1e-12);
}

// One draw of two variants with AUC 1 and .25: the draw has 5/8, and is one unit, not two.
TEST(Measure, AveragesVariantsWithinADraw) {
  const auto cells = cells_of({record_of({draw_with(4, 3, 3), draw_with(4, 5, 4)}),
                               record_of({draw_with(4, 3, 3), draw_with(4, 3, 3)})});
  EXPECT_DOUBLE_EQ(*cells.at(0).metric("auc").value, (0.625 + 1) / 2);
  EXPECT_EQ(cells[0].metric("auc").n, 2);
  EXPECT_EQ(cells[0].n_questions, 16);
}

TEST(Measure, MakesACellOfEachNumberOfShots) {
  auto questions = draw_with(16, 3, 3);
  for (const QuestionRecord& q : draw_with(0, 5, 4)) questions.push_back(q);
  const auto cells = cells_of({record_of({questions}), record_of({questions})});
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].shots, 0);
  EXPECT_EQ(*cells[0].metric("auc").value, 0.25);
  EXPECT_EQ(cells[1].shots, 16);
  EXPECT_EQ(*cells[1].metric("auc").value, 1.0);
}

TEST(Measure, LeavesReferenceQuestionsOut) {
  auto questions = draw_with(4, 3, 3);
  questions.push_back(question(4, -1, 100));
  const auto cells = cells_of({record_of({questions})});
  EXPECT_EQ(cells.at(0).n_questions, 4);
  EXPECT_EQ(*cells[0].metric("auc").value, 1.0);
}

TEST(Measure, OfFewerThanFiveDrawsHasNoInterval) {
  for (const int n : {1, 4}) {
    const std::vector<UnitRecord> draws(static_cast<std::size_t>(n),
                                        record_of({draw_with(4, 3, 3)}));
    const Estimate auc = cells_of(draws, 5).at(0).metric("auc");
    EXPECT_EQ(*auc.value, 1.0);
    EXPECT_EQ(auc.low, std::nullopt);
    EXPECT_EQ(auc.high, std::nullopt);
    EXPECT_EQ(auc.n, n);
    EXPECT_EQ(auc.note, std::to_string(n) + " of the 5 draws that an interval needs");
  }
}

TEST(Measure, SaysWhichDrawsHaveNoValueAndWhy) {
  const UnitRecord one_class = record_of({{question(4, 1, 0.5), question(4, 1, -2)}});
  std::vector<UnitRecord> draws(5, record_of({draw_with(4, 3, 3)}));
  draws[1] = one_class;
  const auto cells = cells_of(draws);
  const Cell& cell = cells.at(0);
  EXPECT_EQ(*cell.metric("auc").value, 1.0);
  EXPECT_EQ(cell.metric("auc").n, 4);
  EXPECT_EQ(cell.metric("auc").note,
            "1 of 5 draws left out: fewer than two classes among the queries");
  EXPECT_EQ(cell.metric("accuracy").n, 5);
  EXPECT_EQ(cell.metric("accuracy").note, "the same in every draw");
  const Estimate none = cells_of({one_class}).at(0).metric("auc");
  EXPECT_EQ(none.value, std::nullopt);
  EXPECT_EQ(none.note, "1 of 1 draws left out: fewer than two classes among the queries");
}

TEST(Measure, ShowsArmsThatAreNotRunYetAsMissing) {
  const TempFolder folder;
  Store store = Store::create(folder / "run.db", {}, sample_units(4));
  EXPECT_TRUE(measure(store).empty());  // no number of shots is known yet
  store.commit(store.units()[0], record_of({draw_with(4, 3, 3)}), {}, {});
  const auto cells = measure(store);
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].draws_done, 1);
  EXPECT_EQ(cells[0].draws_declared, 2);
  EXPECT_EQ(cells[1].condition, "ra");
  EXPECT_EQ(cells[1].shots, 4);
  EXPECT_EQ(cells[1].draws_done, 0);
  EXPECT_EQ(cells[1].metric("auc").value, std::nullopt);
  EXPECT_EQ(cells[1].metric("auc").note, "no draw is done");
}

TEST(Measure, NamesTheUnitOfTheDesign) {
  Provenance provenance;
  provenance.facts = {{"design", "per_query"}};
  EXPECT_EQ(cells_of({record_of({draw_with(4, 3, 3)})}, 0, provenance).at(0).metric("auc").unit,
            "repeat");
  provenance.facts = {{"design", "nested"}};
  EXPECT_EQ(cells_of({record_of({draw_with(4, 3, 3)})}, 0, provenance).at(0).metric("auc").unit,
            "draw");
}

TEST(MeasureJson, WritesWhatIsMissingAsNullWithAReason) {
  Cell cell;
  cell.task = "sst2";
  cell.shots = 4;
  cell.metrics["auc"] = {0.75, 0.5, 1.0, 3, "draw", ""};
  cell.metrics["accuracy"] = {0.5, {}, {}, 1, "draw", "one draw: no interval"};
  const std::string text = to_json(to_json_value({cell}));
  EXPECT_EQ(
      text.substr(0, text.find(R"("macro_f1")")),
      R"({"format":1,"cells":[{"block":"","task":"sst2","condition":"","learner":"",)"
      R"("axes":"","reading":"sum","shots":4,"draws_done":0,"draws_declared":0,"n_questions":0,)"
      R"("n_candidates":0,"metrics":{"auc":{"value":0.75,"low":0.5,"high":1.0,"n":3,)"
      R"("unit":"draw","note":""},"accuracy":{"value":0.5,"low":null,"high":null,"n":1,)"
      R"("unit":"draw","note":"one draw: no interval"},)");
}

}  // namespace
}  // namespace tangram
