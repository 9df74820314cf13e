#include "learners/text_counts.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

int count_of(const FeatureCounter& counter, const FeatureCounts& counts, const std::string& key) {
  for (const auto& entry : counts)
    if (entry.feature == counter.feature(key)) return entry.count;
  return 0;
}

// "The film, the FILM" in lower case without punctuation: words the, film, the, film.
TEST(TextCounts, CountsWordsAndPairsOfWords) {
  FeatureCounter counter({.word_ngrams = 2, .char_ngrams = 0});
  const auto counts = counter.count(std::string(" The film,  the FILM"));
  EXPECT_EQ(count_of(counter, counts, "w:the"), 2);
  EXPECT_EQ(count_of(counter, counts, "w:film"), 2);
  EXPECT_EQ(count_of(counter, counts, "w:the film"), 2);
  EXPECT_EQ(count_of(counter, counts, "w:film the"), 1);
  EXPECT_EQ(counts.size(), 4u);
}

// "a  bA" is "a ba": a 2, space 1, b 1; "a ", " b", "ba" once each.
TEST(TextCounts, CountsCharactersWithWhiteSpaceCollapsed) {
  FeatureCounter counter({.word_ngrams = 0, .char_ngrams = 2});
  const auto counts = counter.count(std::string("a \n bA"));
  EXPECT_EQ(count_of(counter, counts, "c:a"), 2);
  EXPECT_EQ(count_of(counter, counts, "c: "), 1);
  EXPECT_EQ(count_of(counter, counts, "c:ba"), 1);
  EXPECT_EQ(counts.size(), 6u);
}

TEST(TextCounts, ACharacterIsACodePoint) {
  FeatureCounter counter({.word_ngrams = 1, .char_ngrams = 1});
  const auto counts = counter.count(std::string("\u00fc\u00fc"));
  EXPECT_EQ(count_of(counter, counts, "c:\u00fc"), 2);
  EXPECT_EQ(count_of(counter, counts, "w:\u00fc\u00fc"), 1);
  EXPECT_EQ(counts.size(), 2u);
}

TEST(TextCounts, KeepsCaseWhereAsked) {
  FeatureCounter counter({.word_ngrams = 1, .char_ngrams = 0, .lowercase = false});
  EXPECT_EQ(counter.count(std::string("Film film")).size(), 2u);
}

TEST(TextCounts, CountsTheIdsOfATokenisedInput) {
  FeatureCounter counter({.token_ngrams = 2});
  const auto counts = counter.count(TokenSegment{{7, 7, 70}, "t"});
  EXPECT_EQ(count_of(counter, counts, "i:7"), 2);
  EXPECT_EQ(count_of(counter, counts, "i:7 7"), 1);
  EXPECT_EQ(count_of(counter, counts, "i:7 70"), 1);
  EXPECT_EQ(counts.size(), 4u);
}

TEST(TextCounts, AnEmptyInputHasNoFeatures) {
  FeatureCounter counter({});
  EXPECT_TRUE(counter.count(std::string("")).empty());
  EXPECT_TRUE(counter.count(std::string(" \n")).empty());
  EXPECT_TRUE(counter.count(TokenSegment{{}, "t"}).empty());
}

// 2*5 + 1*7, over the features 3 and 9 that both have.
TEST(TextCounts, TheInnerProductRunsOverSharedFeatures) {
  EXPECT_EQ(dot({{1, 4}, {3, 2}, {9, 1}}, {{2, 8}, {3, 5}, {9, 7}, {10, 1}}), 17);
  EXPECT_EQ(dot({}, {{1, 1}}), 0);
}

}  // namespace
}  // namespace tangram
