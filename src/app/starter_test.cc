#include "app/starter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/toml.h"

namespace tangram {
namespace {

using testing::HasSubstr;
using testing::Not;
using Numbers = std::vector<int>;

/// `rows` rows of each of `n` classes to demonstrate with, `queries` to ask.
DataReport report_of(int n, int rows, double mean_words = 10, int queries = 10) {
  DataReport report;
  for (int i = 0; i < n; ++i) {
    DataReport::Class c;
    c.word = "class " + std::to_string(i);
    c.demonstrations = rows;
    c.queries = queries;
    report.classes.push_back(c);
  }
  report.mean_words = mean_words;
  return report;
}

Starter starter(const std::vector<std::string>& labels) {
  Starter out;
  out.file = "a \"b\".csv";
  out.card = "a \"b\".toml";
  out.name = "a__b_";
  out.text = "the \"text\"";
  out.label = "la\\bel";
  out.labels = labels;
  out.shots = {0, 4, 8};
  out.queries = 20;
  return out;
}

// At 10 words an example is taken for 23 tokens: 86 fit into 2,000.
TEST(StarterShots, AreMultiplesOfTheNumberOfClasses) {
  EXPECT_EQ(starter_shots(report_of(2, 100)), (Numbers{0, 4, 8, 16}));
  EXPECT_EQ(starter_shots(report_of(3, 100)), (Numbers{0, 3, 6, 12}));
  EXPECT_EQ(starter_shots(report_of(16, 100)), (Numbers{0, 16, 32, 64}));
  EXPECT_EQ(starter_shots(report_of(20, 100)), (Numbers{0, 20, 40}));
  EXPECT_EQ(starter_shots(report_of(77, 100)), (Numbers{0, 77}));
}

TEST(StarterShots, AskNoClassForMoreRowsThanItHas) {
  EXPECT_EQ(starter_shots(report_of(2, 4)), (Numbers{0, 4, 8}));
  EXPECT_EQ(starter_shots(report_of(2, 1)), (Numbers{0, 2}));
  EXPECT_EQ(starter_shots(report_of(2, 0)), (Numbers{0}));
}

// Of 500 words an example is taken for 758 tokens: 2 fit. Of 10,000 words none fits, and one is
// taken all the same.
TEST(StarterShots, KeepLongTextsShort) {
  EXPECT_EQ(starter_shots(report_of(2, 100, 500)), (Numbers{0, 2}));
  EXPECT_EQ(starter_shots(report_of(3, 100, 500)), (Numbers{0, 2}));
  EXPECT_EQ(starter_shots(report_of(2, 100, 10'000)), (Numbers{0, 1}));
}

TEST(StarterQueries, AreTwoAClassAndNoMoreThanThereAre) {
  EXPECT_EQ(starter_queries(report_of(2, 9)), 20);
  EXPECT_EQ(starter_queries(report_of(3, 9)), 24);
  EXPECT_EQ(starter_queries(report_of(77, 9)), 154);
}

TEST(StarterNames, HoldWhatCanStandInNames) {
  EXPECT_EQ(starter_name("dir/reviews-2.csv"), "reviews-2");
  EXPECT_EQ(starter_name("my reviews.v2.csv"), "my_reviews_v2");
  EXPECT_EQ(starter_name("отзывы.csv"), "data");
}

TEST(StarterCards, KeepNamesAndLabelsWhateverTheirSigns) {
  const Value card =
      parse_toml(card_text(starter({"Very Good", "it's \"so\"\\so", "#1 = x"})), "c");
  EXPECT_EQ(*card.table()->find("file")->string(), "a \"b\".csv");
  EXPECT_EQ(*card.table()->find("input")->string(), "{the \"text\"}");
  EXPECT_EQ(*card.table()->find("label")->string(), "la\\bel");
  const Table& labels = *card.table()->find("labels")->table();
  ASSERT_EQ(labels.entries.size(), 3u);
  EXPECT_EQ(labels.entries[1].key, "it's \"so\"\\so");
  EXPECT_EQ(*labels.entries[2].value.string(), "#1 = x");
}

TEST(StarterCards, ShowLabelsWithoutWhiteSpaceAroundThemUnlessTwoWereThenTheSame) {
  EXPECT_THAT(
      card_text(starter({" bad", "so so ", "so so", "fine"})),
      testing::EndsWith("\" bad\" = \"bad\"\n\"so so \" = \"so so \"\n\"so so\" = \"so so\"\n"
                        "\"fine\" = \"fine\"\n"));
}

TEST(StarterCards, SetTextsOfSeveralLinesApart) {
  Starter of = starter({"a", "b"});
  EXPECT_THAT(card_text(of), HasSubstr(R"(separator = "\n" )"));
  of.line_breaks = true;
  EXPECT_THAT(card_text(of), HasSubstr(R"(separator = "\n\n" )"));
}

TEST(StarterStudies, ExchangeTheLabelsOfTwoClassesOnly) {
  EXPECT_THAT(study_text(starter({"a", "b"})), HasSubstr("g = \"flip\""));
  EXPECT_THAT(study_text(starter({"a", "b", "c"})), Not(HasSubstr("flip")));
}

}  // namespace
}  // namespace tangram
