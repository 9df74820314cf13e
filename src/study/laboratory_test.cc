#include "study/laboratory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/reference.h"
#include "study/labels_kept.h"
#include "study/toy_lab.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Resources kNothing;

std::vector<std::string> ids(const Laboratory& laboratory) {
  std::vector<std::string> out;
  for (const WorkUnit& unit : laboratory.units()) out.push_back(unit.id);
  return out;
}

std::string error_of(const Study& study) {
  const Catalog<Text> catalog = toy_catalog();
  return error_text([&] { DomainLaboratory<Text>(study, catalog, kNothing); });
}

TEST(Laboratory, OrdersUnitsByDrawBeforeConditionSoThatAnInterruptedRunHoldsComparisons) {
  const Catalog<Text> catalog = toy_catalog();
  const DomainLaboratory<Text> laboratory(toy_study(), catalog, kNothing);
  EXPECT_THAT(ids(laboratory),
              ElementsAre("t/plain/l/0", "t/marked/l/0", "t/plain/l/1", "t/marked/l/1"));
  EXPECT_EQ(laboratory.units()[0].condition_id, "identity");
  EXPECT_EQ(laboratory.units()[1].condition_id, "mark");
  EXPECT_EQ(laboratory.units()[0].task_id, "toy()");
}

// Blocks are met draw by draw, each from its own first draw on.
TEST(Laboratory, OrdersUnitsByDrawBeforeBlockSoThatAnInterruptedRunHoldsAllOfThem) {
  Study study = toy_study();
  study.blocks.push_back(study.blocks[0]);
  study.blocks[1].id = "late";
  study.blocks[1].first_draw = 1000;
  study.blocks[1].conditions.resize(1);
  const Catalog<Text> catalog = toy_catalog();
  const DomainLaboratory<Text> laboratory(study, catalog, kNothing);
  EXPECT_THAT(ids(laboratory), ElementsAre("t/plain/l/0", "t/marked/l/0", "late/t/plain/l/1000",
                                           "t/plain/l/1", "t/marked/l/1", "late/t/plain/l/1001"));
}

// Query "q1" has 2 characters: candidate 0 scores -2 - shots/1000, candidate 1 scores -3.
TEST(Laboratory, StoresWhatTheLearnerSaidBesideTheTruth) {
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(toy_study(), catalog, kNothing);
  const auto record = laboratory.answer(0, {});
  ASSERT_TRUE(record);
  ASSERT_EQ(record->variants.size(), 1U);
  const auto& questions = record->variants[0].questions;
  ASSERT_EQ(questions.size(), 6U);
  EXPECT_EQ(questions[4].shots, 2);
  EXPECT_EQ(questions[4].query, 1U);
  EXPECT_EQ(questions[4].truth, 1);
  EXPECT_EQ(questions[4].candidate_logps, (std::vector<std::vector<double>>{{-2.002}, {-3}}));
  EXPECT_EQ(record->variants[0].candidate_sets[0][1], (CandidateInfo{"yes", 0, 3, 3}));
  EXPECT_TRUE(record->variants[0].prompt.nodes.empty());
}

// The mark is "<stream>v<variant> ": with 2 candidates there are 3 variants of one stream.
TEST(Laboratory, AnswersEachVariantOfATransformation) {
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(toy_study(), catalog, kNothing);
  const auto record = laboratory.answer(1, {});
  ASSERT_TRUE(record);
  ASSERT_EQ(record->variants.size(), 3U);
  EXPECT_EQ(laboratory.n_questions(1), 3 * record->variants[0].questions.size());
  EXPECT_EQ(record->variants[0].questions, record->variants[2].questions);
}

// Two inputs at 0 and 2 shots, and the template's end once, stand behind the 3 x 2 questions: -1
// for each character, so "N/A" scores -3 though the mark before a query adds more. Every variant
// has them.
TEST(Laboratory, AsksReferencesBehindTheQueriesAsTheConditionLeavesThem) {
  Study study = toy_study();
  study.blocks[0].references.content_free = {"N/A", ""};
  study.blocks[0].references.unconditional = true;
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(study, catalog, kNothing);
  const auto record = laboratory.answer(1, {});  // t/marked/l/0
  ASSERT_TRUE(record);
  ASSERT_EQ(record->variants.size(), 3U);
  for (const VariantRecord& variant : record->variants) {
    ASSERT_EQ(variant.questions.size(), 11U);
    for (std::size_t q = 0; q < 6; ++q) {
      EXPECT_GE(variant.questions[q].truth, 0);
      EXPECT_LT(variant.questions[q].query, kFirstReference);
    }
    for (std::size_t q = 6; q < 11; ++q) EXPECT_EQ(variant.questions[q].truth, -1);
    const QuestionRecord& free = variant.questions[8];
    EXPECT_EQ(free.query, reference_number(ReferenceKind::content_free, 0));
    EXPECT_EQ(free.shots, 2);
    EXPECT_EQ(free.candidate_logps, (std::vector<std::vector<double>>{{-3.002}, {-4}}));
    const QuestionRecord& last = variant.questions[10];
    EXPECT_EQ(last.query, reference_number(ReferenceKind::unconditional, 0));
    EXPECT_EQ(last.shots, 0);
    EXPECT_EQ(last.candidate_logps, (std::vector<std::vector<double>>{{0}, {-1}}));
  }
}

TEST(Laboratory, GivesTheSameStreamInEveryConditionOfADraw) {
  Study study = toy_study();
  study.blocks[0].conditions.push_back({"again", {toy_spec("mark")}, {}});
  study.blocks[0].conditions.push_back({"twice", {toy_spec("mark"), toy_spec("mark")}, {}});
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(study, catalog, kNothing);
  EXPECT_EQ(laboratory.answer(1, {}), laboratory.answer(2, {}));
  EXPECT_EQ(laboratory.answer(3, {})->variants.size(), 9U);  // 3 x 3
}

TEST(Laboratory, GroupsTheEpisodesOfAPerQueryRepeatIntoOneUnit) {
  Study study = toy_study();
  study.blocks[0].design = "per_query";
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(study, catalog, kNothing);
  EXPECT_EQ(laboratory.units().size(), 4U);
  EXPECT_EQ(laboratory.answer(0, {})->variants[0].questions.size(), 6U);  // 3 episodes x 2 shots
}

TEST(Laboratory, GivesNothingForAUnitThatWasStopped) {
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(toy_study(), catalog, kNothing);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(laboratory.answer(1, stop.get_token()), std::nullopt);
}

TEST(Laboratory, MakesAnAxisPartOfTheUnitsOfThoseWhoTakeIt) {
  Study study = toy_study();
  study.blocks[0].draws = 1;
  study.blocks[0].conditions.pop_back();
  study.blocks[0].learners.push_back({"r", toy_spec("reader")});
  study.blocks[0].axes = {{"scale", {{1.5, {}}, {2.0, {}}}, {"toy.toml", 4, 1}}};
  const Catalog<Text> catalog = toy_catalog();
  const ToyTokenizer tokenizer;
  RecordingLanguageModel model(tokenizer, 100, 1, 1);
  Resources resources;
  resources.model = &model;
  const DomainLaboratory<Text> laboratory(study, catalog, resources);
  EXPECT_THAT(ids(laboratory),
              ElementsAre("t/plain/l/scale=1.5/0", HasSubstr("t/plain/l/scale=2"), "t/plain/r/0"));
  EXPECT_NE(laboratory.units()[0].learner_id, laboratory.units()[1].learner_id);
}

// "twice" takes the axis in both of its steps; "plain" has none and is asked once.
TEST(Laboratory, SetsAnAxisInEachTransformationOfTheConditionsThatTakeIt) {
  Study study = toy_study();
  study.blocks[0].draws = 1;
  study.blocks[0].conditions[1] = {"twice", {toy_spec("mark"), toy_spec("mark")}, {}};
  study.blocks[0].axes = {
      {"ink", {{std::string("!"), {}}, {std::string("?"), {}}}, {"toy.toml", 4, 1}}};
  const Catalog<Text> catalog = toy_catalog();
  DomainLaboratory<Text> laboratory(study, catalog, kNothing);
  EXPECT_THAT(ids(laboratory),
              ElementsAre("t/plain/l/0", "t/twice/l/ink=\"!\"/0", "t/twice/l/ink=\"?\"/0"));
  EXPECT_EQ(laboratory.units()[1].condition_id, "mark! | mark!");
  EXPECT_EQ(laboratory.units()[2].condition_id, "mark? | mark?");
}

TEST(Laboratory, RefusesAnAxisThatNobodyTakesAndNamesTheNearest) {
  Study study = toy_study();
  study.blocks[0].axes = {{"scal", {{1.5, {}}}, {"toy.toml", 4, 1}}};
  EXPECT_EQ(error_of(study),
            "toy.toml:4: no task, condition or learner of this block has a parameter 'scal'; did "
            "you mean "
            "'scale'?");
}

TEST(Laboratory, RefusesANameThatIsInNoCatalog) {
  Study study = toy_study();
  study.blocks[0].learners = {{"l", toy_spec("toi")}};
  EXPECT_EQ(error_of(study), "toy.toml:9: no learner is called 'toi'; did you mean 'toy'?");
}

TEST(Laboratory, RefusesADomainThatItCannotRun) {
  Study study = toy_study();
  study.domain = "symbols";
  const Catalogs none;
  EXPECT_EQ(error_text([&] { make_laboratory(study, none, kNothing); }),
            "toy.toml: domain 'symbols' cannot be run by this version; known: text, vector");
}

/// Scores the episode that it is shown first (text "D.0" of episode D) and the query's mark.
class FirstShown final : public Learner<Text> {
 public:
  std::string id() const override { return "first_shown"; }
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token) override {
    std::vector<std::vector<Prediction>> out;
    for (const Problem<Text>& problem : problems) {
      const double episode = std::stod(std::get<std::string>(problem.demonstration.front().x));
      auto& row = out.emplace_back();
      for (const Text::Question& question : problem.questions) {
        const double mark = std::stod(std::get<std::string>(question.x));
        row.push_back({{}, {{-episode}, {-mark}}, {}});
      }
    }
    return out;
  }
};

// Two demonstrations a draw, three variants: six records, demonstration by demonstration. Draw 1
// shows the episodes 2 and 3. A query begins with its mark, the number of the stream: one for all.
TEST(Laboratory, MeetsOneStreamInEachDemonstrationOfADraw) {
  Catalog<Text> catalog = toy_catalog();
  catalog.learners.push_back({"first_shown", "", describe_options<NoOptions>,
                              [](const Value&, const Resources&) -> std::unique_ptr<Learner<Text>> {
                                return std::make_unique<FirstShown>();
                              }});
  Study study = toy_study();
  study.blocks[0].learners = {{"l", toy_spec("first_shown")}};
  study.blocks[0].demonstrations = 2;
  DomainLaboratory<Text> laboratory(study, catalog, kNothing);
  const auto record = laboratory.answer(3, {});  // t/marked/l/1
  ASSERT_EQ(record->variants.size(), 6U);
  const double mark = record->variants[0].questions[0].candidate_logps[1][0];
  for (std::size_t v = 0; v < 6; ++v) {
    const auto& logps = record->variants[v].questions[0].candidate_logps;
    EXPECT_EQ(logps[0][0], v < 3 ? -2 : -3);
    EXPECT_EQ(logps[1][0], mark);
  }
}

/// The first example shows the other label, the second a word that is not asked, the last one none.
class ToyCorruption final : public Transformation<Text> {
 public:
  std::string id() const override { return "corrupt"; }
  Episode<Text> apply(Episode<Text> episode, const Rng&, int) const override {
    auto& shown = episode.problem.demonstration;
    if (shown.empty()) return episode;
    shown.back().candidates = std::make_shared<const std::vector<std::string>>(1);
    shown.back().y = 0;
    shown.front().y = 1 - shown.front().y;
    shown[1].candidates =
        std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"tea", "oak"});
    return episode;
  }
};

// Of 5 examples the first is wrong, the second shows a word and the last nothing: 2 of 3 are right.
// Two learners share the demonstrations of each of the 2 draws.
TEST(LabelsKept, CountsTheLabelsThatAreShownOncePerDraw) {
  Catalog<Text> catalog = toy_catalog();
  catalog.transformations.push_back(
      {"corrupt", "", describe_options<NoOptions>,
       [](const Value&, const Resources&) -> std::unique_ptr<Transformation<Text>> {
         return std::make_unique<ToyCorruption>();
       }});
  Study study = toy_study();
  Block& block = study.blocks[0];
  block.shots = {0, 5};
  block.conditions.push_back({"corrupted", {toy_spec("corrupt")}, {}});
  block.learners.push_back({"second", toy_spec("toy")});
  const auto kept = labels_kept(DomainLaboratory<Text>(study, catalog, kNothing));
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].condition, "plain");
  EXPECT_THAT(kept[0].shares, ElementsAre(1, 1));
  EXPECT_THAT(kept[1].shares, ElementsAre(1, 1));  // a change of inputs
  EXPECT_EQ(kept[2].condition, "corrupted");
  EXPECT_THAT(kept[2].shares, ElementsAre(2.0 / 3, 2.0 / 3));
  block.shots = {0};  // no label, no share
  EXPECT_TRUE(labels_kept(DomainLaboratory<Text>(study, catalog, kNothing))[0].shares.empty());
}

}  // namespace
}  // namespace tangram
