#include "transforms/label_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

const std::vector<std::string> kLabels = {"negative", "positive"};

LabelPlace place_in(const Tokenizer& tokenizer) { return {&tokenizer, label_slot(test_format())}; }

// Each of these has a flaw that would bias or break a label: a case twin of a label, one
// letter, a digit, a letter outside ASCII, inner white space, no space of its own, a second
// id of a piece, a token that swallows the colon before it, one that swallows the line after.
TEST(RandomTokens, PassOverEveryTokenThatIsNoStableWholeWord) {
  const WordTokenizer tokenizer({"\n",         " ",         ":",       "Review", "Sentiment",
                                 " negative",  " Positive", " x",      " 42",    " caf\xc3\xa9",
                                 " two words", "bare",      " twin",   " TWIN",  ": stick",
                                 " stick",     " glue",     " glue\n", " sound", " firm"});
  for (std::uint64_t i = 0; i < 50; ++i) {
    auto words = draw_random_tokens(kLabels, place_in(tokenizer), {}, Rng(i));
    for (const auto& word : words)
      EXPECT_TRUE(word == "sound" || word == "firm" || word == "twin" || word == "TWIN") << word;
    EXPECT_NE(word_key(words[0]), word_key(words[1]));
  }
}

TEST(RandomTokens, NeverDrawAnIdThatEncodingDoesNotGiveBack) {
  const WordTokenizer tokenizer({"\n", " ", ":", " one", " one", " two", " two", " two"});
  for (std::uint64_t i = 0; i < 20; ++i) {
    auto words = draw_random_tokens(kLabels, place_in(tokenizer), {}, Rng(i));
    std::sort(words.begin(), words.end());
    EXPECT_EQ(words, (std::vector<std::string>{"one", "two"}));
  }
}

TEST(RandomTokens, MayHoldOtherPrintableCharactersWhereAsked) {
  const WordTokenizer tokenizer({"\n", " ", ":", " caf\xc3\xa9", " 42", " \xc3", " \x01"});
  auto words = draw_random_tokens(kLabels, place_in(tokenizer), {false, 2}, Rng(1));
  std::sort(words.begin(), words.end());
  EXPECT_EQ(words, (std::vector<std::string>{"42", "caf\xc3\xa9"}));
}

TEST(RandomTokens, CarryNoSpaceWhereTheFormatGivesTheLabelNone) {
  const WordTokenizer tokenizer({"\n", " ", ":", " one", "two", "three"});
  const LabelPlace place{&tokenizer, label_slot({"{x}:{y}", "\n", "", false})};
  auto words = draw_random_tokens(kLabels, place, {}, Rng(1));
  std::sort(words.begin(), words.end());
  EXPECT_EQ(words, (std::vector<std::string>{"three", "two"}));
}

TEST(RandomTokens, AreTooFewInAVocabularyWithOneWord) {
  const WordTokenizer tokenizer({"\n", " ", ":", " only"});
  EXPECT_EQ(
      error_text([&] { draw_random_tokens(kLabels, place_in(tokenizer), {}, Rng(1)); }),
      "map_outputs: g = random_tokens: 2 labels need 2 tokens that are whole words of at "
      "least 2 letters, but the vocabulary has only 1; lower min_chars or set ascii_letters = "
      "false");
}

// 40 spare words and the input words are eligible: 40 + film, plot, ... (11 that are no label).
// Each first word has probability 1/51: of 5,100 draws 100 expected, sd 9.9.
TEST(RandomTokens, AreUniformOverTheEligible) {
  const WordTokenizer tokenizer(test_pieces());
  std::map<std::string, int> count;
  for (std::uint64_t i = 0; i < 5100; ++i)
    ++count[draw_random_tokens(kLabels, place_in(tokenizer), {}, Rng(3).at(i))[0]];
  EXPECT_EQ(count.size(), 51u);
  for (const auto& [word, n] : count) EXPECT_NEAR(n, 100, 50) << word;
}

TEST(Symbols, AreDrawnWithoutReplacementAndUnlikeTheLabels) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto words = draw_symbols({"foo", "Bar"}, {}, {"foo", "bar", "baz", "qux"}, Rng(i));
    EXPECT_EQ(std::set<std::string>(words.begin(), words.end()),
              (std::set<std::string>{"baz", "qux"}));
  }
}

TEST(Symbols, BeginWithDifferentTokensWhereThereIsATokenizer) {
  const WordTokenizer tokenizer({"\n", " ", ":", " ba", "r", "z", " foo"});
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto words = draw_symbols(kLabels, place_in(tokenizer), {"bar", "baz", "foo"}, Rng(i));
    EXPECT_NE(std::find(words.begin(), words.end(), "foo"), words.end());
  }
}

TEST(Symbols, SufficeForSixteenLabels) {
  std::vector<std::string> labels;
  for (int i = 0; i < 16; ++i) labels.push_back(fmt::format("label{}", i));
  EXPECT_EQ(draw_symbols(labels, {}, nonce_words(), Rng(1)).size(), 16u);
  EXPECT_EQ(std::set<std::string>(nonce_words().begin(), nonce_words().end()).size(),
            nonce_words().size());
}

TEST(Symbols, AreTooFewForTheLabels) {
  EXPECT_EQ(error_text([] {
              draw_symbols({"a", "b"}, {}, {"foo", "FOO"}, Rng(1));
            }),
            "map_outputs: g = symbols: 2 labels need 2 words with different first tokens, but the "
            "list of 2 gives only 1; give more with words = [...]");
}

// Of the 4 pairs of {a, b} x {a, c} one collides: 3 remain, each with probability 1/3. Of 3,000
// draws 1,000 expected, sd 26.
TEST(OneEach, IsUniformOverTheChoicesWithoutACollision) {
  std::map<std::vector<std::string>, int> count;
  for (std::uint64_t i = 0; i < 3000; ++i)
    ++count[draw_one_each({{"a", "b"}, {"a", "c"}}, {}, Rng(5).at(i))];
  EXPECT_EQ(count.size(), 3u);
  for (const auto& [words, n] : count) EXPECT_NEAR(n, 1000, 130) << words[0] << words[1];
}

TEST(OneEach, GivesUpWhereListsAreTheSame) {
  EXPECT_EQ(
      error_text([] {
        draw_one_each({{"a"}, {"A"}}, {}, Rng(1));
      }),
      "map_outputs: no 2 words with different first tokens in 1000 draws, one from each list; "
      "the lists of the labels share too many words");
}

// " twin" has two ids, of which encoding gives the first; " glue" takes the line end after it;
// "bare" has no token with its space.
TEST(SingleToken, IsOneStableTokenWithItsSpaceWhereItStands) {
  const WordTokenizer tokenizer(
      {"\n", " ", ":", " twin", " twin", " glue", " glue\n", "bare", " one"});
  const LabelPlace place = place_in(tokenizer);
  EXPECT_TRUE(is_single_token("one", place));
  EXPECT_TRUE(is_single_token("twin", place));
  for (const char* word : {"glue", "bare", "ones", "o", ""})
    EXPECT_FALSE(is_single_token(word, place)) << word;
}

TEST(Distinct, MeansNoTwoAlikeNorWithTheSameFirstToken) {
  const WordTokenizer tokenizer({"\n", " ", ":", " ba", "r", "z", " foo"});
  EXPECT_TRUE(are_distinct({}, {}));
  EXPECT_TRUE(are_distinct({"bar", "baz"}, {}));
  EXPECT_FALSE(are_distinct({"bar", "Bar"}, {}));
  EXPECT_FALSE(are_distinct({"bar", "baz"}, place_in(tokenizer)));
  EXPECT_TRUE(are_distinct({"bar", "foo"}, place_in(tokenizer)));
}

TEST(Derangement, IsTheSwapOfTwo) {
  for (std::uint64_t i = 0; i < 20; ++i)
    EXPECT_EQ(draw_derangement(2, Rng(i)), (std::vector<int>{1, 0}));
}

// Three have 2 derangements, the rotations: 1,000 of 2,000 expected each, sd 22. Four have 9.
TEST(Derangement, IsUniform) {
  std::map<std::vector<int>, int> three, four;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    ++three[draw_derangement(3, Rng(1).at(i))];
    ++four[draw_derangement(4, Rng(2).at(i))];
  }
  EXPECT_EQ(three.size(), 2u);
  EXPECT_NEAR(three.begin()->second, 1000, 110);
  EXPECT_EQ(four.size(), 9u);
}

}  // namespace
}  // namespace tangram
