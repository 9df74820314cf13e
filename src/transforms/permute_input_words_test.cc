#include "transforms/permute_input_words.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

std::vector<std::string> words_of(const Episode<Text>& episode) {
  std::vector<std::string> out;
  const auto add = [&out](const TextInput& x) {
    std::istringstream in(std::get<std::string>(x));
    for (std::string word; in >> word;) out.push_back(word);
  };
  for (const auto& example : episode.problem.demonstration) add(example.x);
  for (const auto& question : episode.problem.questions) add(question.x);
  return out;
}

TEST(PermuteInputWords, ReplacesWordsByABijectionOfTheEpisodesOwnWords) {
  const auto before = words_of(test_episode());
  const auto after = words_of(PermuteInputWords().apply(test_episode(), Rng(1), 0));
  ASSERT_EQ(after.size(), before.size());
  std::map<std::string, std::string> h;
  std::set<std::string> images;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto [it, fresh] = h.try_emplace(before[i], after[i]);
    EXPECT_EQ(it->second, after[i]);
    images.insert(after[i]);
  }
  EXPECT_EQ(images, std::set<std::string>(before.begin(), before.end()));
  EXPECT_NE(before, after);
}

TEST(PermuteInputWords, LeavesWhiteSpaceAsItWas) {
  auto episode = test_episode({{"a", "b"}, {1}, 1, 0});
  episode.problem.demonstration[0].x = "  one one\t\tone\n";
  episode.problem.questions[0].x = "one";
  const auto after = PermuteInputWords().apply(episode, Rng(1), 0);
  EXPECT_EQ(std::get<std::string>(after.problem.demonstration[0].x), "  one one\t\tone\n");
}

TEST(PermuteInputWords, TakesPunctuationAsPartOfItsWord) {
  auto episode = test_episode({{"a", "b"}, {1}, 1, 0});
  episode.problem.demonstration[0].x = "good good,";
  episode.problem.questions[0].x = "";
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 20; ++i)
    seen.insert(std::get<std::string>(
        PermuteInputWords().apply(episode, Rng(i), 0).problem.demonstration[0].x));
  EXPECT_EQ(seen, (std::set<std::string>{"good good,", "good, good"}));
}

TEST(PermuteInputWords, RefusesInputsThatAreTokensAlready) {
  auto episode = test_episode();
  episode.problem.questions[0].x = TokenSegment{{300}, "word-tokenizer"};
  EXPECT_EQ(error_text([&] { PermuteInputWords().apply(episode, Rng(1), 0); }),
            "permute_input_words, fresh_input_words: the inputs are tokens already; put it before "
            "the transformations of tokens in its condition");
}

TEST(FreshInputWords, GivesEachOccurrenceAWordOfItsOwnAndKeepsTheLengths) {
  auto episode = test_episode({{"a", "b"}, {1}, 1, 0});
  episode.problem.demonstration[0].x = "a b c d e f g h a a a a a a a a";
  episode.problem.questions[0].x = "a\tb";
  const auto after = FreshInputWords().apply(episode, Rng(1), 0);
  std::istringstream text(std::get<std::string>(after.problem.demonstration[0].x));
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  ASSERT_EQ(words.size(), 16u);
  // Eight more occurrences of one word: one image for all of them has probability 8^-7.
  EXPECT_GT(std::set<std::string>(words.begin() + 8, words.end()).size(), 1u);
  for (const std::string& word : words) EXPECT_EQ(word.size(), 1u);
  EXPECT_EQ(std::get<std::string>(after.problem.questions[0].x).find('\t'), 1u);
}

TEST(FreshInputWords, AnInputWithoutWordsStaysAsItIs) {
  auto episode = test_episode({{"a", "b"}, {1}, 1, 0});
  episode.problem.demonstration[0].x = "";
  episode.problem.questions[0].x = "  ";
  const auto after = FreshInputWords().apply(episode, Rng(1), 0);
  EXPECT_EQ(std::get<std::string>(after.problem.questions[0].x), "  ");
}

}  // namespace
}  // namespace tangram
