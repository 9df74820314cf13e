#include "transforms/word_chains.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/temp_folder.h"
#include "transforms/wordnet_testing.h"

namespace tangram {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

/// Synsets of nouns, one a list of words: each is a synonym of the others.
TestSynsets nouns(const std::vector<std::vector<std::string>>& synsets) {
  TestSynsets out;
  for (const auto& words : synsets) out["noun"].push_back({'n', words});
  return out;
}

WordNet read_words(const TestSynsets& synsets) {
  const TempFolder folder;
  write_test_wordnet(folder.path(), synsets);
  return WordNet(folder.path());
}

ChainRule chain_of(int length) {
  ChainRule rule;
  rule.length = length;
  return rule;
}

bool any_word(const std::string&) { return true; }

WordChain chain_from(const WordNet& wordnet, const std::string& first, const ChainRule& rule,
                     std::uint64_t seed) {
  return draw_word_chain(wordnet, first, rule, any_word, Rng(seed));
}

// a - b - c - d: from a there is one walk of each length up to 3, and none of 4. A walk that may
// turn back would find a, b, a, b.
TEST(WordChains, WalkALineToItsEnd) {
  const auto wordnet = read_words(nouns({{"a", "b"}, {"b", "c"}, {"c", "d"}}));
  EXPECT_THAT(chain_from(wordnet, "a", chain_of(1), 1).words, ElementsAre("b"));
  EXPECT_THAT(chain_from(wordnet, "a", chain_of(3), 1).words, ElementsAre("b", "c", "d"));
  const WordChain longer = chain_from(wordnet, "a", chain_of(4), 1);
  EXPECT_THAT(longer.words, ElementsAre("b", "c", "d"));
  EXPECT_FALSE(longer.gave_up);
}

TEST(WordChains, AreEmptyWhereTheWordIsAloneOrUnknown) {
  const auto wordnet = read_words(nouns({{"alone"}}));
  for (const char* word : {"alone", "unknown"})
    EXPECT_THAT(chain_from(wordnet, word, chain_of(2), 1).words, IsEmpty());
}

// a has the neighbours x, y (dead ends) and b: a walk that does not go back fails 2 times in 3.
TEST(WordChains, ComeBackFromADeadEnd) {
  const auto wordnet = read_words(nouns({{"a", "x"}, {"a", "y"}, {"a", "b"}, {"b", "c"}}));
  for (std::uint64_t i = 0; i < 50; ++i)
    EXPECT_THAT(chain_from(wordnet, "a", chain_of(2), i).words, ElementsAre("b", "c"));
}

// Of the neighbours b, c, d, x of a the first three lead on, to 1, 2 and 1 words: the first step
// is uniform over the three, not over the four walks. Of 3,000 draws 1,000 each, sd 26; b's only
// way is e, c's are f and g, 500 each, sd 20.
TEST(WordChains, AreUniformStepByStepOverTheWordsThatLeadOn) {
  const auto wordnet = read_words(nouns({{"a", "b"},
                                         {"a", "c"},
                                         {"a", "d"},
                                         {"a", "x"},
                                         {"b", "e"},
                                         {"c", "f"},
                                         {"c", "g"},
                                         {"d", "h"}}));
  std::map<std::string, int> first, second;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const auto words = chain_from(wordnet, "a", chain_of(2), i).words;
    ASSERT_EQ(words.size(), 2u);
    ++first[words[0]], ++second[words[1]];
  }
  EXPECT_EQ(first.size(), 3u);
  for (const auto& [word, n] : first) EXPECT_NEAR(n, 1000, 130) << word;
  EXPECT_NEAR(second["f"], 500, 100);
  EXPECT_NEAR(second["g"], 500, 100);
  EXPECT_EQ(second["e"], first["b"]);
}

// Five words of one meaning: 4 steps visit all, in any order; a fifth does not exist.
TEST(WordChains, VisitNoWordTwice) {
  const auto wordnet = read_words(nouns({{"a", "b", "c", "d", "e"}}));
  std::set<std::vector<std::string>> seen;
  for (std::uint64_t i = 0; i < 400; ++i) {
    auto words = chain_from(wordnet, "a", chain_of(4), i).words;
    seen.insert(words);
    std::sort(words.begin(), words.end());
    EXPECT_THAT(words, ElementsAre("b", "c", "d", "e"));
  }
  EXPECT_EQ(seen.size(), 24u);  // 4!; one is missed in 400 draws with probability 1e-6
  EXPECT_EQ(chain_from(wordnet, "a", chain_of(5), 1).words.size(), 4u);
}

TEST(WordChains, TakeWordsThatDifferInCaseForOneWord) {
  const auto wordnet = read_words(nouns({{"world", "Earth", "earth"}}));
  EXPECT_THAT(chain_from(wordnet, "world", chain_of(2), 1).words,
              AnyOf(ElementsAre("Earth"), ElementsAre("earth")));
}

TEST(WordChains, PassOverWordsOfSeveralWordsAndThoseThatAreNotAdmitted) {
  const auto wordnet = read_words(nouns({{"a", "fine_art", "b", "c"}, {"fine_art", "d"}}));
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto chain = draw_word_chain(
        wordnet, "a", chain_of(3), [](const std::string& word) { return word != "b"; }, Rng(i));
    EXPECT_THAT(chain.words, ElementsAre("c"));
  }
}

// w is noun (with n) and verb (with v); n goes on as a noun to m, and as a verb to x.
TEST(WordChains, KeepThePartOfSpeechOfTheFirstStepOrNot) {
  const auto wordnet =
      read_words({{"noun", {{'n', {"w", "n"}}, {'n', {"n", "m"}}}},
                  {"verb", {{'v', {"w", "v"}}, {'v', {"n", "x"}}, {'v', {"v", "y"}}}}});
  const auto ends = [&](const ChainRule& rule) {
    std::set<std::string> out;
    for (std::uint64_t i = 0; i < 50; ++i)
      for (const auto& word : {chain_from(wordnet, "w", rule, i).words})
        out.insert(word.size() == 2 ? word[1] : "none");
    return out;
  };
  ChainRule rule = chain_of(2);
  EXPECT_EQ(ends(rule), (std::set<std::string>{"m", "y"}));
  rule.part = PartOfSpeech::verb;
  EXPECT_EQ(ends(rule), (std::set<std::string>{"y"}));
  rule.part = PartOfSpeech::adverb;
  EXPECT_EQ(ends(rule), (std::set<std::string>{"none"}));
  rule.part.reset();
  rule.keeps_part = false;
  EXPECT_EQ(ends(rule), (std::set<std::string>{"m", "x", "y"}));
}

TEST(WordChains, StepToAnAntonymWhereAsked) {
  const auto wordnet = read_words(
      {{"adj",
        {{'a', {"wet", "damp"}, {{"!", 1, 1, 1}}}, {'a', {"dry", "arid"}, {{"!", 0, 1, 1}}}}}});
  ChainRule rule = chain_of(1);
  rule.relation = WordRelation::antonym;
  EXPECT_THAT(chain_from(wordnet, "wet", rule, 1).words, ElementsAre("dry"));
  EXPECT_THAT(chain_from(wordnet, "damp", rule, 1).words, IsEmpty());
}

TEST(WordChains, AreTheSameForTheSameStream) {
  const auto wordnet = read_words(nouns({{"a", "b", "c", "d", "e", "f", "g"}}));
  EXPECT_EQ(chain_from(wordnet, "a", chain_of(5), 7).words,
            chain_from(wordnet, "a", chain_of(5), 7).words);
}

// Fourteen words of one meaning have 13! walks of 13 words, and none of 14: not all are tried.
TEST(WordChains, GiveUpWhereThereAreTooManyWalksToTry) {
  const auto wordnet =
      read_words(nouns({{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"}}));
  const WordChain chain = chain_from(wordnet, "a", chain_of(14), 1);
  EXPECT_EQ(chain.words.size(), 13u);
  EXPECT_TRUE(chain.gave_up);
}

}  // namespace
}  // namespace tangram
