#include "tasks/multiple_choice.h"

#include <gtest/gtest.h>

#include <set>

#include "base/json.h"
#include "tasks/text_data.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

std::string choice_row(const std::string& question, const std::string& choices, int answer) {
  return fmt::format("{{\"question\": \"{}\", \"choices\": [{}], \"answer\": {}}}\n", question,
                     choices, answer);
}

/// n questions, each with the choices "a i", "b i", "c i", of which the second is right.
std::string choice_rows(int n) {
  std::string out;
  for (int i = 0; i < n; ++i)
    out += choice_row(fmt::format("Which is {}?", i),
                      fmt::format("\"a {}\", \"b {}\", \"c {}\"", i, i, i), 1);
  return out;
}

class MultipleChoices : public testing::Test {
 protected:
  ChoiceData load(const std::string& content, bool keep_duplicates = false) {
    folder_.write("f.jsonl", content);
    return load_choice_data(card_, keep_duplicates);
  }
  std::string error(const std::string& content) {
    return error_text([&] { load(content); });
  }
  std::string at(int line, int column) const {
    return fmt::format("{}:{}:{}: ", (folder_.path() / "f.jsonl").string(), line, column);
  }
  Resources resources() const {
    Resources out;
    out.study_dir = folder_.path();
    return out;
  }

  TempFolder folder_;
  DataCard card_ = [this] {
    DataCard card;
    card.name = "f";
    card.file = folder_.path() / "f.jsonl";
    return card;
  }();
};

TEST_F(MultipleChoices, EachQuestionHasItsOwnChoicesAndTheNumberOfTheRightOne) {
  const ChoiceData data = load(choice_rows(50));
  EXPECT_EQ(data.demonstrations.size() + data.queries.size(), 50u);
  for (const auto* rows : {&data.demonstrations, &data.queries})
    for (const ChoiceRow& row : *rows) {
      const std::string i = std::to_string(row.item);
      EXPECT_EQ(row.question, "Which is " + i + "?");
      EXPECT_EQ(*row.choices, (std::vector<std::string>{"a " + i, "b " + i, "c " + i}));
      EXPECT_EQ(row.answer, 1);
    }
}

TEST_F(MultipleChoices, ReadsTheFieldsThatTheCardNames) {
  folder_.write("f.toml",
                "question = \"{passage} {q}\"\nchoices = \"options\"\nanswer = \"label\"\n");
  std::string rows;
  for (int i = 0; i < 30; ++i)
    rows += fmt::format(
        "{{\"passage\": \"p{}\", \"q\": \"why?\", \"options\": [\"x\", \"y\"], \"label\": 0}}\n",
        i);
  folder_.write("f.jsonl", rows);
  const ChoiceData data = load_choice_data(card_of_file(folder_.path() / "f.jsonl"), false);
  EXPECT_TRUE(data.demonstrations[0].question.ends_with(" why?"));
  EXPECT_EQ(data.demonstrations[0].answer, 0);
}

TEST_F(MultipleChoices, SaysWhatIsWrongWithARowAndWhere) {
  EXPECT_EQ(error(choice_row("q", "\"a\", \"b\"", 2)),
            at(1, 52) + "answer 'answer' is 2, but there are 2 choices, whose numbers are 0 to 1");
  EXPECT_EQ(error(choice_row("q", "\"a\", \"b\"", -1)),
            at(1, 52) + "answer 'answer' is -1, but there are 2 choices, whose numbers are 0 to 1");
  EXPECT_EQ(error("{\"question\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": \"a\"}"),
            at(1, 52) +
                "answer 'answer' must be the number of the right choice, from 0, but is "
                "a string: \"a\"");
  EXPECT_EQ(error(choice_row("q", "\"a\"", 0)),
            at(1, 30) + "choices 'choices' has one alone; give at least 2");
  EXPECT_EQ(error(choice_row("q", "", 0)),
            at(1, 30) + "choices 'choices' has none; give at least 2");
  EXPECT_EQ(error(choice_row("q", "\"a\", 7", 0)),
            at(1, 30) + "choice 1 of 'choices' is 7; give a text that can be shown");
  EXPECT_EQ(error("{\"question\": \"q\", \"choices\": \"a b\", \"answer\": 0}"),
            at(1, 30) + "choices 'choices' must be a list of texts, but is a string: \"a b\"");
  EXPECT_EQ(error("{\"question\": \"q\", \"choice\": [\"a\", \"b\"], \"answer\": 0}"),
            at(1, 1) +
                "there is no field 'choices'; did you mean 'choice'?; a card names the fields "
                "(tangram init " +
                (folder_.path() / "f.jsonl").string() + ")");
  EXPECT_EQ(error("\n"), (folder_.path() / "f.jsonl").string() +
                             ": there are no rows; give a file with one JSON object a line");
}

// As a few rows of published sets do (OpenBookQA, CommonsenseQA, CODAH).
TEST_F(MultipleChoices, LeaveOutAQuestionThatOffersAChoiceTwiceAndSaySo) {
  const std::string twice = choice_row("q", "\"a\", \"b\", \"a\"", 0);
  const ChoiceData data = load(choice_rows(40) + twice + twice);
  EXPECT_EQ(data.demonstrations.size() + data.queries.size(), 40u);
  EXPECT_EQ(data.report.files[0].rows, 42);
  EXPECT_EQ(data.report.choices->repeated, 2);
  EXPECT_NE(data.report.text().find(
                "\n  left out: 2 questions that offer a choice twice, the first in line 41\n"),
            std::string::npos)
      << data.report.text();
  EXPECT_EQ(error(twice),
            (folder_.path() / "f.jsonl").string() +
                ": there are no rows but those that offer a choice twice; give a file "
                "with one JSON object a line");
}

// Line 2 repeats line 1 with its choices in another order; line 3 has other choices, so it stays;
// lines 4 and 5 contradict each other.
TEST_F(MultipleChoices, FindsDuplicatesWhateverTheOrderOfTheChoices) {
  const std::string rows =
      choice_row("Q one?", "\"a\", \"b\"", 0) + choice_row("q one", "\"b\", \"A\"", 1) +
      choice_row("Q one?", "\"a\", \"c\"", 0) + choice_row("Q two?", "\"a\", \"b\"", 0) +
      choice_row("Q two?", "\"a\", \"b\"", 1) + choice_rows(40);
  const ChoiceData data = load(rows);
  EXPECT_EQ(data.report.duplicates.count, 1);
  EXPECT_EQ(data.report.duplicates.first[0], std::pair(std::int64_t{2}, std::int64_t{1}));
  EXPECT_EQ(data.report.conflicts.count, 2);
  EXPECT_EQ(data.demonstrations.size() + data.queries.size(), 42u);
  const ChoiceData kept = load(rows, true);
  EXPECT_EQ(kept.demonstrations.size() + kept.queries.size(), 43u);
  EXPECT_NE(kept.identity, data.identity);
}

TEST_F(MultipleChoices, AskNoQuestionThatIsDemonstratedWithOtherChoices) {
  std::string rows;
  for (int i = 0; i < 100; ++i)
    for (const char* choices : {"\"a\", \"b\"", "\"c\", \"d\""})
      rows += choice_row(fmt::format("q {}", i), choices, 0);
  const ChoiceData data = load(rows);
  std::set<std::string> shown;
  for (const auto& row : data.demonstrations) shown.insert(row.question);
  for (const auto& row : data.queries) EXPECT_FALSE(shown.contains(row.question)) << row.question;
  EXPECT_GT(data.queries.size(), 10u);
}

TEST_F(MultipleChoices, OfTwoFilesTheQueriesStay) {
  folder_.write("shown.jsonl", choice_rows(20));
  folder_.write("asked.jsonl", choice_rows(5));
  DataCard card;
  card.name = "two";
  card.demonstrations = folder_.path() / "shown.jsonl";
  card.queries = folder_.path() / "asked.jsonl";
  const ChoiceData data = load_choice_data(card, false);
  EXPECT_EQ(data.queries.size(), 5u);
  EXPECT_EQ(data.demonstrations.size(), 15u);
  EXPECT_EQ(data.report.overlap.count, 5);
}

// "aa" against "aaaaaaa": 7 > 3 x 2; "cat" begins "cat food", and "car" does not begin "cart".
TEST_F(MultipleChoices, TheReportSaysWhatTheChoicesAreLike) {
  const ChoiceData data = load(choice_row("q0", "\"aa\", \"aaaaaaa\", \"bbb\"", 2) +
                               choice_row("q1", "\"cat\", \"cat food\"", 0) +
                               choice_row("q2", "\"car\", \"cart\"", 1) + choice_rows(40));
  const std::string text = data.report.text();
  for (const char* line : {"\n  choices of a question: 2 to 3, of ",
                           "\n  remark: in 1 of the questions a choice is over 3 times",
                           "\n  remark: in 1 of the questions a choice is the beginning of another",
                           "\n  answer                    demonstrations   queries\n  choice 0  "})
    EXPECT_NE(text.find(line), std::string::npos) << line << " is not in\n" << text;
  EXPECT_EQ(data.report.choices->unequal, 1);
  EXPECT_EQ(data.report.choices->begun, 1);
  EXPECT_NE(to_json(data.report.json_value()).find("\"choices\":{\"fewest\":2,\"most\":3"),
            std::string::npos);
}

TEST_F(MultipleChoices, AreToldFromLabelledTextsByCardOrFirstRow) {
  folder_.write("f.jsonl", choice_rows(2));
  EXPECT_TRUE(holds_choices(card_));
  EXPECT_EQ(error_text([&] { load_text_data(card_, {}); }),
            "data set 'f': its rows are questions with choices of their own; ask them by the task "
            "multiple_choice (use = \"multiple_choice\")");
  for (const char* choices : {"\"few\"", "[\"a\", \"b\"]"}) {  // labelled texts that say more
    folder_.write("f.jsonl",
                  fmt::format("{{\"text\": \"t\", \"label\": 1, \"choices\": {}}}\n", choices));
    EXPECT_FALSE(holds_choices(card_));
  }
  card_.answer = "label";
  EXPECT_TRUE(holds_choices(card_));
  EXPECT_FALSE(holds_choices({}));
}

TEST_F(MultipleChoices, DrawsQuestionsWithTheirOwnChoicesAndTheirTruth) {
  folder_.write("f.jsonl", choice_rows(60));
  const auto task = make_multiple_choice(json_object({{"data", json("f.jsonl")}}), resources());
  const Shape shape{Design::crossed, {0, 1, 4}, 5, {}};
  const auto episode = task->draw(Rng(1), 3, shape);
  ASSERT_EQ(episode.problem.demonstration.size(), 4u);
  ASSERT_EQ(episode.problem.questions.size(), 15u);
  for (std::size_t q = 0; q < 15; ++q) {
    const auto& question = episode.problem.questions[q];
    EXPECT_EQ(std::get<std::string>(question.x), fmt::format("Which is {}?", episode.query[q]));
    EXPECT_EQ((*question.candidates)[1], fmt::format("b {}", episode.query[q]));
    EXPECT_EQ(episode.truth[q], 1);
  }
}

TEST_F(MultipleChoices, SaysWhereThereAreTooFewRows) {
  folder_.write("f.jsonl", choice_rows(30));
  const auto task = make_multiple_choice(json_object({{"data", json("f.jsonl")}}), resources());
  const int n = static_cast<int>(task->data().demonstrations.size());
  const int asked = static_cast<int>(task->data().queries.size());
  EXPECT_NO_THROW(task->draw(Rng(1), 0, {Design::crossed, {n}, asked, {}}));
  EXPECT_EQ(error_text([&] {
              task->draw(Rng(1), 0, {Design::crossed, {n + 1}, 1, {}});
            }),
            fmt::format("f: {} shots and 0 references need as many rows, but there are {} for "
                        "demonstrations; ask for fewer",
                        n + 1, n));
  EXPECT_EQ(error_text([&] {
              task->draw(Rng(1), 0, {Design::crossed, {1}, asked + 1, {}});
            }),
            fmt::format("f: {} queries were asked for, but there are {}; ask for fewer", asked + 1,
                        asked));
}

TEST_F(MultipleChoices, OptionsStandForTheCard) {
  std::string rows;
  for (int i = 0; i < 30; ++i)
    rows += fmt::format("{{\"q\": \"q{}\", \"o\": [\"x\", \"y\"], \"a\": 0}}\n", i);
  folder_.write("f.jsonl", rows);
  const auto task = make_multiple_choice(json_object({{"data", json("f.jsonl")},
                                                      {"question", json("Q: {q}")},
                                                      {"choices", json("o")},
                                                      {"answer", json("a")},
                                                      {"example", json("{x}\n{y}")},
                                                      {"separator", json("\n\n\n")}}),
                                         resources());
  EXPECT_EQ(task->data().format.example, "{x}\n{y}");
  EXPECT_EQ(task->data().format.separator, "\n\n\n");
  EXPECT_TRUE(task->data().queries[0].question.starts_with("Q: q"));
  const Value wrong = json_object({{"data", json("f.jsonl")}, {"question", json("Q: {q")}});
  EXPECT_NE(
      error_text([&] { make_multiple_choice(wrong, resources()); }).find("`question` is \"Q: {q\""),
      std::string::npos);
}

}  // namespace
}  // namespace tangram
