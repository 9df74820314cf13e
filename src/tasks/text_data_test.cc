#include "tasks/text_data.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/rng.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

std::string row(const std::string& text, const std::string& label) {
  return to_json(json_object({{"text", json(text)}, {"label", json(label)}})) + "\n";
}

/// n rows of each label, all different.
std::string rows(int n, const std::vector<std::string>& labels, const std::string& stem = "row") {
  std::string out;
  for (int i = 0; i < n; ++i)
    for (const std::string& label : labels)
      out += row(stem + " " + std::to_string(i) + " of " + label, label);
  return out;
}

class TextDatas : public testing::Test {
 protected:
  TextData load(const std::string& content, const LoadOptions& options = {}) {
    folder_.write("f.jsonl", content);
    return load_text_data(card_, options);
  }
  std::string error(const std::string& content, const LoadOptions& options = {}) {
    return error_text([&] { load(content, options); });
  }
  std::string file() const { return (folder_.path() / "f.jsonl").string(); }

  TempFolder folder_;
  DataCard card_ = [this] {
    DataCard card;
    card.name = "f";
    card.file = folder_.path() / "f.jsonl";
    return card;
  }();
};

TEST_F(TextDatas, WithoutACardTheLabelsAreSortedAndShownAsTheyAre) {
  const TextData data = load(rows(50, {"pos", "neg", "meh"}));
  EXPECT_EQ(*data.candidates, (std::vector<std::string>{"meh", "neg", "pos"}));
  EXPECT_EQ(data.demonstrations.size() + data.queries.size(), 150u);
  EXPECT_EQ(data.report.files[0].rows, 150);
}

TEST_F(TextDatas, ACardsWordsAreShownInItsOrder) {
  card_.labels = {{"pos", "great"}, {"neg", "terrible"}};
  const TextData data = load(rows(50, {"pos", "neg"}));
  EXPECT_EQ(*data.candidates, (std::vector<std::string>{"great", "terrible"}));
  for (const TextRow& r : data.demonstrations)
    EXPECT_EQ(r.y, r.text.find("of pos") == r.text.npos ? 1 : 0);
}

TEST_F(TextDatas, AnUnknownLabelIsAnErrorWithItsPlaceAndTheNearest) {
  card_.labels = {{"positive", "good"}, {"negative", "bad"}};
  EXPECT_EQ(error(row("a", "positive") + row("b", "postive")),
            file() + ":2:21: label 'postive' is not known; did you mean 'positive'?");
}

// A number at a cut belongs to the level above it.
TEST_F(TextDatas, ANumberIsCutIntoLevels) {
  card_.cuts = {-1.5, 2};
  card_.labels = {{"0", "bad"}, {"1", "okay"}, {"2", "good"}};
  std::string content;
  for (const char* rating : {"-3", "-1.5", "1.99", "2", "7e1"})
    for (int i = 0; i < 30; ++i)
      content += fmt::format("{{\"text\": \"{} at {}\", \"label\": {}}}\n", i, rating, rating);
  const TextData data = load(content);
  EXPECT_EQ(*data.candidates, (std::vector<std::string>{"bad", "okay", "good"}));
  for (const TextRow& r : data.demonstrations) {
    const int expected = r.text.ends_with(" -3")                                ? 0
                         : r.text.ends_with("-1.5") || r.text.ends_with("1.99") ? 1
                                                                                : 2;
    EXPECT_EQ(r.y, expected) << r.text;
  }
  const std::string cut = data.identity;
  card_.cuts = {-1.5, 3};
  EXPECT_NE(load(content).identity, cut);
}

TEST_F(TextDatas, WhatIsCutMustBeANumber) {
  card_.cuts = {0};
  EXPECT_EQ(error(row("a", "positive")),
            file() +
                ":1:21: label 'label' is cut into levels, so it must be a number, but is a "
                "string: \"positive\"");
}

TEST_F(TextDatas, IgnoredLabelsAreLeftOutAndCounted) {
  card_.ignore_labels = {"skip"};
  const TextData data = load(rows(30, {"a", "b", "skip"}));
  EXPECT_EQ(data.candidates->size(), 2u);
  EXPECT_EQ(data.report.ignored, 30);
}

// About a fifth of 2,000 rows are queries: sd = sqrt(2000 * .2 * .8) = 18.
TEST_F(TextDatas, TheHashTakesTheShareOfQueriesAndRowsAddedLaterMoveNoOther) {
  const TextData small = load(rows(1000, {"a", "b"}));
  EXPECT_NEAR(static_cast<double>(small.queries.size()), 400, 90);
  const TextData large = load(rows(1000, {"a", "b"}) + rows(500, {"a", "b"}, "new"));
  ASSERT_GE(large.queries.size(), small.queries.size());
  for (std::size_t i = 0; i < small.queries.size(); ++i)
    EXPECT_EQ(small.queries[i].text, large.queries[i].text);
}

// "Good film!" and "good  FILM" have one key. Line 203 repeats 201; 202 and 204 contradict.
TEST_F(TextDatas, DuplicatesAndContradictionsGoAndAreReported) {
  const TextData data = load(rows(100, {"a", "b"}) + row("Good film!", "a") + row("So so", "a") +
                             row("good  FILM", "a") + row("so so.", "b"));
  EXPECT_EQ(data.demonstrations.size() + data.queries.size(), 201u);
  const std::vector<std::pair<std::int64_t, std::int64_t>> repeats = {{203, 201}};
  const std::vector<std::pair<std::int64_t, std::int64_t>> contradicts = {{202, 202}, {204, 202}};
  EXPECT_EQ(data.report.duplicates.count, 1);
  EXPECT_EQ(data.report.duplicates.first, repeats);
  EXPECT_EQ(data.report.conflicts.count, 2);
  EXPECT_EQ(data.report.conflicts.first, contradicts);
}

TEST_F(TextDatas, DuplicatesStayIfAskedForButNeverOnBothSides) {
  std::string content = rows(100, {"a", "b"});
  for (int i = 0; i < 20; ++i) content += row("again", "a");
  const TextData data = load(content, {.keep_duplicates = true, .demonstrations = {}});
  EXPECT_EQ(data.demonstrations.size() + data.queries.size(), 220u);
  const auto n_again = [](const std::vector<TextRow>& part) {
    return std::count_if(part.begin(), part.end(),
                         [](const TextRow& r) { return r.text == "again"; });
  };
  EXPECT_EQ(n_again(data.demonstrations) * n_again(data.queries), 0);
}

TEST_F(TextDatas, TextsOfPunctuationAloneAreNotAllTheSame) {
  const TextData data = load(rows(20, {"a", "b"}) + row(":-)", "a") + row(":-(", "b"));
  EXPECT_EQ(data.report.conflicts.count, 0);
}

TEST_F(TextDatas, WithTwoFilesADemonstrationThatRepeatsAQueryGoes) {
  card_.file.clear();
  card_.demonstrations =
      folder_.write("train.jsonl", rows(10, {"a", "b"}, "train") + row("Shared.", "a"));
  card_.queries = folder_.write("test.jsonl", row("shared", "b") + rows(5, {"a", "b"}, "test"));
  const TextData data = load("");
  EXPECT_EQ(data.demonstrations.size(), 20u);
  EXPECT_EQ(data.queries.size(), 11u);
  const std::vector<std::pair<std::int64_t, std::int64_t>> overlap = {{21, 1}};
  EXPECT_EQ(data.report.overlap.first, overlap);
  EXPECT_EQ(data.report.split, "a file of each");
}

TEST_F(TextDatas, NoRowsIsAnError) {
  EXPECT_EQ(error("\n \n"),
            file() + ": there are no rows; give a file with one JSON object a line");
}

/// A field of a table as RFC 4180 writes it.
std::string csv_field(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

// Texts of signs that one of the forms must escape, and numbers with their labels.
TEST_F(TextDatas, RowsAreTheSameDataSetAsJsonLinesAndAsATable) {
  const std::vector<std::string> pieces = {"\"", "\"\"", ",",   "\t", "\n",   "\r\n",
                                           "\r", "\\",   "\\n", "'",  ";",    " ",
                                           "é",  "🙂", "{",   "}",  "\n\n", "#"};
  std::string jsonl, csv = "\xef\xbb\xbfid,label,text\r\n", tsv = "label\ttext\n";
  Rng rng = Rng(5).at("texts");
  for (int i = 0; i < 400; ++i) {
    std::string text = "row " + std::to_string(i);
    for (std::uint64_t n = rng.below(6); n > 0; --n) text += pieces[rng.below(pieces.size())] + "x";
    const std::string label = std::to_string(rng.below(3));
    jsonl += row(text, label);
    csv += fmt::format("{},{},{}\r\n{}", i, label, csv_field(text), i % 50 == 0 ? "\r\n" : "");
    tsv += fmt::format("{}\t{}\n", csv_field(label), csv_field(text));
  }
  const auto same = [](const std::vector<TextRow>& a, const std::vector<TextRow>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.text == y.text && x.y == y.y; });
  };
  const TextData expected = load(jsonl);
  ASSERT_EQ(expected.demonstrations.size() + expected.queries.size(), 400u);
  for (const auto& [name, content] : {std::pair("f.csv", csv), std::pair("f.tsv", tsv)}) {
    card_.file = folder_.write(name, content);
    const TextData data = load_text_data(card_, {});
    EXPECT_EQ(*data.candidates, *expected.candidates) << name;
    EXPECT_TRUE(same(data.demonstrations, expected.demonstrations)) << name;
    EXPECT_TRUE(same(data.queries, expected.queries)) << name;
    EXPECT_EQ(data.report.classes, expected.report.classes) << name;
  }
}

TEST_F(TextDatas, ATablesLabelsAreTextsForItsCard) {
  card_.file = folder_.path() / "f.csv";
  card_.labels = {{"1", "bad"}, {"5", "good"}};
  card_.ignore_labels = {"3"};
  std::string content = "text,label\n";
  for (int i = 0; i < 60; ++i)
    content +=
        fmt::format("text {},{}\n", i, std::vector<int>{1, 3, 5}[static_cast<std::size_t>(i % 3)]);
  folder_.write("f.csv", content);
  const TextData data = load_text_data(card_, {});
  EXPECT_EQ(*data.candidates, (std::vector<std::string>{"bad", "good"}));
  EXPECT_EQ(data.report.ignored, 20);
}

TEST_F(TextDatas, ATableWithoutRowsIsAnError) {
  card_.file = folder_.write("f.csv", "text,label\n");
  EXPECT_EQ(error(""), card_.file.string() +
                           ": there are no rows; give a file with a row a line below the header");
}

// The unknown label stands on line 4: the text before it spans lines 3 and 4.
TEST_F(TextDatas, AnUnknownLabelOfATableIsPlacedInItsFile) {
  card_.file = folder_.write("f.csv", "text,label\na,good\n\"b\nc\",goood\n");
  card_.labels = {{"good", "good"}, {"bad", "bad"}};
  EXPECT_EQ(error(""),
            card_.file.string() + ":4:4: label 'goood' is not known; did you mean 'good'?");
}

TEST_F(TextDatas, OneClassIsAnError) {
  EXPECT_EQ(error(rows(40, {"good"})),
            file() + ": all 40 rows have the label 'good'; at least two classes are needed");
}

// The only row of the second class is on one side, whichever it is.
TEST_F(TextDatas, OneClassOnASideIsAnError) {
  const std::string text = error(rows(40, {"good"}) + row("the other", "bad"));
  EXPECT_NE(text.find(" have the label 'good'; at least two classes are needed"), text.npos)
      << text;
}

// One of two texts at most is a query: the other side is empty, or both sides have one class.
TEST_F(TextDatas, TooFewRowsToDivideIsAnError) {
  EXPECT_NE(error(row("one", "a") + row("two", "b")), "no error");
}

TEST_F(TextDatas, AFieldThatIsNoClassIsNoticed) {
  std::string content;
  for (int i = 0; i < 300; ++i) content += row("text", "label " + std::to_string(i));
  EXPECT_EQ(error(content),
            file() +
                ":257:24: there are more than 256 distinct labels; name the field that holds "
                "the class, or list the labels in a card");
}

TEST_F(TextDatas, ABuiltInSetThatIsNotThereSaysHowToFetchIt) {
  card_.built_in = true;
  card_.name = "sst5";
  card_.file = folder_.path() / "none.jsonl";
  EXPECT_EQ(error(""), "data set 'sst5' is not fetched yet; run: tangram data fetch sst5");
}

TEST_F(TextDatas, AnotherHashThanTheCardsIsAnError) {
  card_.sha256 = std::string(64, '0');
  const std::string text = error(rows(5, {"a", "b"}));
  EXPECT_EQ(text.rfind(file() + ": its SHA-256 is ", 0), 0u) << text;
  EXPECT_NE(text.find("but the card says 0000"), text.npos) << text;
}

TEST_F(TextDatas, DemonstrationsOfAnotherSetComeFromAllOfItsRows) {
  DataCard other;
  other.name = "g";
  other.file = folder_.write("g.jsonl", rows(30, {"neg", "pos"}, "other") + row("own", "neg"));
  other.labels = {{"neg", "b"}, {"pos", "a"}};
  const TextData data = load(rows(10, {"a", "b"}) + row("own", "a"),
                             {.keep_duplicates = false, .demonstrations = other});
  EXPECT_EQ(data.queries.size(), 21u);
  EXPECT_EQ(data.demonstrations.size(), 60u);  // "own" is a query's text
  EXPECT_EQ(data.report.split, "demonstrations from g");
}

TEST_F(TextDatas, ASetThatSharesSentencesGivesNoDemonstrations) {
  DataCard other;
  other.name = "g";
  other.file = folder_.write("g.jsonl", rows(30, {"a", "b"}, "other"));
  other.shares_sentences_with = {"f"};
  EXPECT_EQ(error(rows(10, {"a", "b"}), {.keep_duplicates = false, .demonstrations = other}),
            "demonstrations from 'g' and queries from 'f': the two sets share sentences; take both "
            "from one set, which divides them, or another set for demonstrations");
}

TEST_F(TextDatas, ASetWithOtherClassesGivesNoDemonstrations) {
  DataCard other;
  other.name = "g";
  other.file = folder_.write("g.jsonl", rows(30, {"a", "c"}, "other"));
  EXPECT_EQ(error(rows(10, {"a", "b"}), {.keep_duplicates = false, .demonstrations = other}),
            "demonstrations from 'g' have the class 'c', which 'f' has not (a, b); map the labels "
            "of one to the words of the other");
}

TEST_F(TextDatas, IdentityChangesWithTheContentAndWithWhatIsShown) {
  const std::string content = rows(20, {"a", "b"});
  const std::string identity = load(content).identity;
  EXPECT_EQ(load(content).identity, identity);
  EXPECT_NE(load(content + row("more", "a")).identity, identity);
  card_.format.separator = "\n\n";
  EXPECT_NE(load(content).identity, identity);
}

TEST_F(TextDatas, ALineBreakIsHarmlessWhereExamplesAreSetApartByMore) {
  const std::string content = rows(100, {"a", "b"}) + row("two\nlines", "a") + row("a\n\nb", "a");
  EXPECT_EQ(load(content).report.line_breaks, 2);
  card_.format.separator = "\n\n";
  EXPECT_EQ(load(content).report.line_breaks, 1);
  card_.format.separator = " | ";
  EXPECT_EQ(load(content).report.line_breaks, 2);
}

TEST_F(TextDatas, TheReportCanBeReadByPeopleAndPrograms) {
  card_.licence = "MIT";
  const DataReport report = load(rows(100, {"a", "b"}) + row("two\nlines", "a")).report;
  const std::string text = report.text();
  EXPECT_NE(text.find("licence: MIT"), text.npos) << text;
  EXPECT_NE(text.find("warning: 1 texts hold a line break"), text.npos) << text;
  const Value value = report.json_value();
  EXPECT_EQ(value.table()->find("classes")->array()->size(), 2u);
  EXPECT_EQ(std::get<std::int64_t>(value.table()->find("line_breaks")->data), 1);
}

TEST(CountWords, CountsRunsBetweenWhiteSpace) {
  EXPECT_EQ(count_words(""), 0);
  EXPECT_EQ(count_words(" \n"), 0);
  EXPECT_EQ(count_words("one"), 1);
  EXPECT_EQ(count_words("  two\twords.\n"), 2);
}

}  // namespace
}  // namespace tangram
