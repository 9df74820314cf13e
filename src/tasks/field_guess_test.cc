#include "tasks/field_guess.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

FieldSurvey survey_of(const std::string& name, const std::string& content) {
  const TempFolder folder;
  return survey_fields(*open_records(folder.write(name, content)));
}

FieldSummary summary(const std::string& name, double mean_chars, std::vector<std::string> values) {
  FieldSummary out;
  out.name = name;
  out.filled = 100;
  out.mean_chars = mean_chars;
  out.values = std::move(values);
  return out;
}

std::vector<std::string> numbered(int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back(fmt::format("v{}", i));
  return out;
}

FieldSurvey fields(std::vector<FieldSummary> summaries) { return {100, std::move(summaries)}; }

FieldGuess guess(const FieldSurvey& survey, const FieldsGiven& given = {}) {
  return guess_fields(survey, given, "f.csv");
}

std::string guess_error(const FieldSurvey& survey, const FieldsGiven& given = {}) {
  return error_text([&] { guess(survey, given); });
}

// "été" has 3 code points, "no" 2: 2.5 on average. The blank text and the null count as missing.
TEST(FieldSurveys, CountWhatEachFieldHolds) {
  const FieldSurvey survey = survey_of("f.jsonl", R"({"t": "été", "n": 1, "x": null}
{"t": "no", "n": true, "list": []}
{"t": " ", "n": 1.5}
)");
  EXPECT_EQ(survey.n_rows, 3);
  ASSERT_EQ(survey.fields.size(), 4u);
  const FieldSummary& t = survey.fields[0];
  EXPECT_EQ(t.name, "t");
  EXPECT_EQ(t.filled, 2);
  EXPECT_EQ(t.mean_chars, 2.5);
  EXPECT_EQ(t.values, (std::vector<std::string>{"no", "été"}));
  EXPECT_TRUE(t.texts && t.labels);
  EXPECT_FALSE(survey.fields[1].texts || survey.fields[1].labels);
  EXPECT_EQ(survey.fields[2].filled, 0);
  EXPECT_FALSE(survey.fields[3].texts || survey.fields[3].labels);
}

TEST(FieldSurveys, StopCountingValuesBeyondWhatCanBeClasses) {
  std::string content = "text,label\n";
  for (int i = 0; i < 1000; ++i) content += fmt::format("{},{}\n", i, i % 256);
  const FieldSurvey survey = survey_of("f.csv", content);
  EXPECT_EQ(survey.fields[0].values.size(), 257u);
  EXPECT_EQ(survey.fields[1].values.size(), 256u);
}

TEST(FieldGuesses, TakeTheLongestTextAndTheFieldOfFewValues) {
  const FieldGuess found =
      guess(fields({summary("id", 8, numbered(100)), summary("title", 20, numbered(99)),
                    summary("body", 61, numbered(100)), summary("stars", 1, {"1", "2", "3"})}));
  EXPECT_EQ(found.text.name, "body");
  EXPECT_EQ(found.text.why, "the longest texts, 61 characters on average; the next, 'title', 20");
  EXPECT_EQ(found.label.name, "stars");
  EXPECT_EQ(found.label.why, "the only field of few distinct values: 3 (1, 2, 3)");
}

// 30 is exactly half of 60: not less than half.
TEST(FieldGuesses, AskWhichTextIsMeantWhereTwoAreLong) {
  const FieldSurvey survey =
      fields({summary("premise", 60, numbered(100)), summary("hypothesis", 30, numbered(100)),
              summary("id", 4, numbered(100)), summary("label", 1, {"0", "1"})});
  EXPECT_EQ(guess_error(survey),
            "f.csv: the text may be 'premise' (60 characters on average), 'hypothesis' (30); say "
            "which with --text (a card can show several: `input`)");
  const FieldGuess found = guess(survey, {.text = "hypothesis", .label = ""});
  EXPECT_EQ(found.text.name, "hypothesis");
  EXPECT_EQ(found.text.why, "as --text says");
}

TEST(FieldGuesses, AskWhichLabelIsMeantWhereSeveralHaveFewValues) {
  const FieldSurvey survey =
      fields({summary("review", 60, numbered(100)), summary("stars", 1, numbered(6)),
              summary("split", 4, {"test", "train"})});
  EXPECT_EQ(
      guess_error(survey),
      "f.csv: the label may be 'stars' with 6 (v0, v1, v2, v3, v4, ...), 'split' with 2 (test, "
      "train); say which with --label");
  EXPECT_EQ(guess(survey, {.text = "", .label = "stars"}).label.why, "as --label says");
}

TEST(FieldGuesses, TakeFieldsThatAreCalledAsInFilesWithoutACard) {
  const FieldGuess found = guess(fields(
      {summary("text", 20, numbered(100)), summary("selected_text", 19, numbered(100)),
       summary("label", 30, {"a complaint about the price", "a complaint about the quality"}),
       summary("split", 4, {"test", "train"})}));
  EXPECT_EQ(found.text.name, "text");
  EXPECT_EQ(found.label.name, "label");
}

// The names of the categories are longer than the texts, and repeat.
TEST(FieldGuesses, ALongLabelIsNoText) {
  const FieldGuess found = guess(
      fields({summary("query", 20, numbered(100)),
              summary("topic", 30, {"questions about the card", "questions about the loan"})}));
  EXPECT_EQ(found.text.name, "query");
  EXPECT_EQ(found.label.name, "topic");
}

TEST(FieldGuesses, TheOnlyOtherFieldIsTheLabelThoughNothingRepeats) {
  const FieldGuess found =
      guess(fields({summary("query", 40, numbered(100)), summary("intent", 6, numbered(77))}));
  EXPECT_EQ(found.label.name, "intent");
  EXPECT_EQ(found.label.why, "the only other field; distinct values: 77 (v0, v1, v2, v3, v4, ...)");
}

TEST(FieldGuesses, SayWhatThereIsWhereNothingCanBeTheLabel) {
  EXPECT_EQ(
      guess_error(fields({summary("query", 40, numbered(100)), summary("score", 4, numbered(257)),
                          summary("lang", 2, {"en"})})),
      "f.csv: no field besides 'query' has a few distinct values that repeat: 'score' with more "
      "than 256, 'lang' with 1 (en); say which is the label with --label (a number of many "
      "values needs a card with `cuts`)");
  EXPECT_NE(guess_error(fields({summary("query", 40, numbered(100))})).find("there is none"),
            std::string::npos);
}

TEST(FieldGuesses, AFieldThatMostRowsLackIsNotGuessed) {
  FieldSummary notes = summary("notes", 500, numbered(49));
  notes.filled = 49;
  const FieldGuess found =
      guess(fields({notes, summary("body", 40, numbered(100)), summary("stars", 1, {"1", "2"})}));
  EXPECT_EQ(found.text.name, "body");
}

TEST(FieldGuesses, RefuseAFieldThatIsNotThereAndOneForBoth) {
  const FieldSurvey survey =
      fields({summary("body", 40, numbered(100)), summary("stars", 1, {"1", "2"})});
  EXPECT_EQ(guess_error(survey, {.text = "bdy", .label = ""}),
            "f.csv: --text bdy: there is no such field; did you mean 'body'?");
  EXPECT_EQ(guess_error(survey, {.text = "", .label = "none of them"}),
            "f.csv: --label none of them: there is no such field; known: body, stars");
  EXPECT_EQ(guess_error(survey, {.text = "body", .label = "body"}),
            "f.csv: field 'body' cannot be text and label at once; give another --text or --label");
}

TEST(FieldGuesses, NeedAFieldOfTexts) {
  FieldSummary number = summary("n", 40, numbered(100));
  number.texts = false;
  EXPECT_EQ(guess_error(fields({number, summary("stars", 1, {"1", "2"})}),
                        {.text = "", .label = "stars"}),
            "f.csv: no field holds texts; say which is to be shown with --text");
}

}  // namespace
}  // namespace tangram
