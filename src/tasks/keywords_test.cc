#include "tasks/keywords.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

TextData made(std::vector<TextRow> demonstrations, std::vector<TextRow> queries) {
  TextData data;
  data.candidates =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"no", "yes"});
  data.report.name = "made";
  set_rows(data, std::move(demonstrations), std::move(queries), "made");
  return data;
}

std::vector<std::string> words_of(const std::vector<Keyword>& ranked) {
  std::vector<std::string> out;
  for (const Keyword& keyword : ranked) out.push_back(keyword.word);
  return out;
}

std::vector<std::string> texts_of(const std::vector<TextRow>& rows) {
  std::vector<std::string> out;
  for (const TextRow& row : rows) out.push_back(row.text);
  return out;
}

// Texts that hold bad: 2 and 0; film: 1 and 1; good: 0 and 1. n = 3 and 2, a0 = 5.
// bad: a = 2: delta = log(4 / (1 + 3)) - log(2 / (2 + 3)) = log(2.5),
//   z = log(2.5) / sqrt(1/4 + 1/2) = 1.05805.
// good: a = 1: delta = log(1 / (3 + 4)) - log(2 / (1 + 4)) = log(5 / 14),
//   z = 1.02962 / sqrt(1 + 1/2) = 0.84068.
// film: a = 2: delta = log(3 / (2 + 3)) - log(3 / (1 + 3)) = log(0.8),
//   z = 0.22314 / sqrt(2/3) = 0.27329.
TEST(Keywords, ZScoresAreThoseOfMonroeColaresiAndQuinnOfTexts) {
  const auto ranked =
      ranked_keywords({{"Bad, bad film!", 0, 0}, {"bad", 0, 1}, {"good film", 1, 2}}, 2);
  ASSERT_EQ(words_of(ranked), (std::vector<std::string>{"bad", "good", "film"}));
  EXPECT_NEAR(ranked[0].z, std::log(2.5) / std::sqrt(0.75), 1e-12);
  EXPECT_NEAR(ranked[0].z, 1.05805, 1e-5);
  EXPECT_NEAR(ranked[1].z, 0.84068, 1e-5);
  EXPECT_NEAR(ranked[2].z, 0.27329, 1e-5);
}

// With two classes each word's |z| is the same seen from either; a third has its own.
TEST(Keywords, TheClassThatAWordTellsBestCounts) {
  const std::vector<TextRow> two{{"a a b c", 0, 0}, {"b c c", 1, 1}};
  std::vector<TextRow> swapped = two;
  for (TextRow& row : swapped) row.y = 1 - row.y;
  const auto one = ranked_keywords(two, 2), other = ranked_keywords(swapped, 2);
  ASSERT_EQ(words_of(one), words_of(other));
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i].z, other[i].z, 1e-12);
  const auto three = ranked_keywords({{"x x x m", 0, 0}, {"y y y m", 1, 1}, {"z z z m", 2, 2}}, 3);
  EXPECT_EQ(words_of(three), (std::vector<std::string>{"x", "y", "z", "m"}));
  EXPECT_EQ(three[0].z, three[2].z);
  EXPECT_NEAR(three[3].z, 0, 1e-12);
}

// A ratio of raw counts would put the word that occurs once, in one class, before all others.
TEST(Keywords, AWordThatOccursOnceDoesNotComeFirst) {
  std::vector<TextRow> rows{{"once", 0, 0}};
  for (int i = 0; i < 50; ++i) {
    rows.push_back({i % 10 == 0 ? "good film" : "bad film", 0, 0});
    rows.push_back({i % 10 == 0 ? "bad film" : "good film", 1, 0});
  }
  const auto ranked = ranked_keywords(rows, 2);
  ASSERT_EQ(ranked.size(), 4u);
  EXPECT_EQ(ranked[2].word, "once");  // behind good and bad, before film, which tells nothing
  EXPECT_EQ(ranked[3].word, "film");
  for (const Keyword& keyword : ranked) EXPECT_TRUE(std::isfinite(keyword.z));
}

TEST(Keywords, EquallyGoodWordsStandInTheOrderOfTheirBytes) {
  const auto ranked = ranked_keywords({{"c a", 0, 0}, {"d b", 1, 1}}, 2);
  EXPECT_EQ(words_of(ranked), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(first_keywords(ranked, 2, [](const auto& w) { return w != "b"; }),
            (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(first_keywords(ranked, 9, [](const auto&) { return true; }).size(), 4u);
}

TEST(Keywords, NothingToCompareIsNoWord) {
  EXPECT_TRUE(ranked_keywords({}, 2).empty());
  EXPECT_TRUE(ranked_keywords({{"12 ?!", 0, 0}}, 2).empty());
  EXPECT_TRUE(ranked_keywords({{"film", 0, 0}, {"Film", 1, 1}}, 2).empty());
}

// Queries stand first: "bad film" is theirs. "good bad" occurs with both labels, once in a query.
TEST(Keywords, TextsThatBecomeTheSameAreOneItemAndThoseOfSeveralLabelsNone) {
  const TextData data = made(
      {{"a bad film", 0, 0},
       {"film, bad", 0, 1},
       {"bad, so bad", 0, 2},
       {"bad bad!", 0, 3},
       {"a good film", 1, 4},
       {"good but bad", 1, 5},
       {"good", 1, 6}},
      {{"bad film", 0, 7}, {"good and bad", 0, 8}, {"good good", 1, 9}, {"so Good, good", 1, 10}});
  KeywordCounts counts;
  const TextData cut = in_keywords(data, {{"bad", "film", "good"}, 2, 0}, counts);
  EXPECT_EQ(texts_of(cut.demonstrations),
            (std::vector<std::string>{"film bad", "bad bad", "good film"}));
  EXPECT_EQ(texts_of(cut.queries), (std::vector<std::string>{"bad film", "good good"}));
  EXPECT_EQ(cut.demonstrations[1].item, 2u);
  EXPECT_EQ(cut.queries[1].item, 9u);
  EXPECT_EQ(cut.demonstrations_by_class, (std::vector<std::vector<int>>{{0, 1}, {2}}));
  EXPECT_EQ(counts.rows, 11);
  EXPECT_EQ(counts.too_short, 1);
  EXPECT_EQ(counts.conflicting, 2);
  EXPECT_EQ(counts.repeated, 3);  // a bad film, bad bad!, so Good, good
  EXPECT_DOUBLE_EQ(cut.report.mean_words, 2);
}

TEST(Keywords, OfMoreWordsTheFirstAreShown) {
  const TextData data = made({{"bad film of a film", 0, 0}, {"good film good", 1, 1}},
                             {{"a bad bad film", 0, 2}, {"good good", 1, 3}});
  KeywordCounts counts;
  const TextData cut = in_keywords(data, {{"bad", "film", "good"}, 1, 2}, counts);
  EXPECT_EQ(texts_of(cut.demonstrations), (std::vector<std::string>{"bad film", "good film"}));
  EXPECT_EQ(texts_of(cut.queries), (std::vector<std::string>{"bad bad", "good good"}));
}

TEST(Keywords, WhereOneClassIsLeftThereIsAnError) {
  const TextData data =
      made({{"bad", 0, 0}, {"dull", 1, 1}}, {{"bad bad", 0, 2}, {"dull dull", 1, 3}});
  KeywordCounts counts;
  EXPECT_EQ(error_text([&] {
              in_keywords(data, {{"bad"}, 1, 0}, counts);
            }),
            "made: all 1 rows for demonstrations have the label 'no'; at least two classes are "
            "needed");
  EXPECT_EQ(error_text([&] {
              in_keywords(data, {{"none"}, 1, 0}, counts);
            }),
            "made: no row is left for demonstrations; give more rows, or another share of "
            "queries");
}

}  // namespace
}  // namespace tangram
