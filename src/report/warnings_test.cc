// What a report says before its numbers: which are missing, and which are of a part of their units.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/report.h"
#include "store/store_testing.h"
#include "verdict/vector_testing.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A net of six seeds and ridge, over the seeds.
constexpr const char* kNetAndRidge = R"([study]
format  = 1
id      = "v"
domain  = "vector"
seed    = 1
design  = "per_query"
draws   = 2
queries = 2
[task]
linear = { use = "linear_regression" }
[grid]
shots      = [0, 1]
train_seed = [1, 2, 3, 4, 5, 6]
learner    = ["net", "ridge"]
[[hypothesis]]
id        = "good"
says      = "Its error is small."
supported = { below = ["net", 1], unit = "train_seed" }
)";

/// Two repeats of each, of the last seed one alone.
Store run_of_vectors(const std::filesystem::path& path) {
  const Study study = parse_study(kNetAndRidge, "v.toml");
  std::vector<WorkUnit> units;
  std::vector<double> answers;
  for (std::uint64_t draw = 0; draw < 2; ++draw) {
    units.push_back(vector_testing::unit_of("ridge", draw));
    answers.push_back(2);
    for (int seed = 1; seed <= 6; ++seed) {
      units.push_back(vector_testing::unit_of("net", draw, fmt::format("train_seed={}", seed)));
      answers.push_back(0.5 + seed / 8.0);
    }
  }
  Store store = vector_testing::run_of(study, path, units);
  for (std::size_t i = 0; i + 1 < units.size(); ++i)
    store.commit(units[i], vector_testing::record_of(answers[i]), {}, {});
  return store;
}

// Five seeds are enough for a value and an interval; two repeats of ridge are not.
TEST(ReportWarnings, OfVectorsTellWhatIsMissingFromWhatIsLeftOut) {
  const store_testing::TempFolder folder;
  EXPECT_THAT(
      make_report(run_of_vectors(folder / "v.db")).warnings,
      ElementsAre("This run is incomplete: 13 of 14 units are done. Every number is provisional.",
                  "Without a value or an interval in 1 of 2 cells: mse_per_d (2 of the 5 repeats "
                  "that an interval needs).",
                  "From fewer units of replication than planned in 1 of 2 cells: mse_per_d (1 of 6 "
                  "train_seeds left out: not all of its draws are done).",
                  "From fewer units of replication than planned in 1 of 1 cells: distance_per_d (1 "
                  "of 6 train_seeds left out: not all of its draws are done)."));
}

/// Questions about two classes, the log-odds of the first class 4 and 4 in it, `first` and `second`
/// in the other; or, of one class alone, the same answers.
UnitRecord record_of_classes(double first, double second, bool one_class = false) {
  UnitRecord record = store_testing::sample_record(1, {.queries = 5});
  const double odds[] = {4, 0, 4, first, second};  // query 1 is a reference
  for (VariantRecord& variant : record.variants)
    for (std::size_t i = 0; i < variant.questions.size(); ++i) {
      QuestionRecord& question = variant.questions[i];
      if (question.truth >= 0) question.truth = i % 5 < 3 || one_class ? 0 : 1;
      question.candidate_logps = {{-5 + odds[i % 5] / 2}, {-5 - odds[i % 5] / 2, 0}};
    }
  return record;
}

// AUC of five repeats: 1, .75 (3 and a tie of 4), .25 (5 and a tie), 1 and 1. The sixth has none.
TEST(ReportWarnings, OfWordsTellWhatIsMissingFromWhatIsLeftOut) {
  const std::vector<UnitRecord> records{record_of_classes(3, 3), record_of_classes(3, 4),
                                        record_of_classes(5, 4), record_of_classes(3, 3),
                                        record_of_classes(3, 3), record_of_classes(3, 3, true)};
  std::vector<WorkUnit> units = store_testing::sample_units(12);
  std::erase_if(units, [](const WorkUnit& unit) { return unit.condition != "ra"; });
  Provenance provenance = store_testing::sample_provenance();
  provenance.facts.emplace_back("design", "per_query");
  const store_testing::TempFolder folder;
  Store store = Store::create(folder / "run.db", provenance, units);
  for (std::size_t i = 0; i < units.size(); ++i)
    store.commit(units[i], records[i], {}, store_testing::sample_bytes(records[i]));
  const std::vector<std::string> warnings = make_report(store).warnings;
  EXPECT_THAT(warnings,
              Contains("From fewer units of replication than planned in 2 of 2 cells: auc (1 of 6 "
                       "repeats left out: fewer than two classes among the queries)."));
  EXPECT_THAT(warnings, Each(Not(AllOf(StartsWith("Without"), HasSubstr("left out")))));
  EXPECT_THAT(warnings, Contains(StartsWith("Without a value or an interval in 2 of 2 cells: ")));
}

}  // namespace
}  // namespace tangram
