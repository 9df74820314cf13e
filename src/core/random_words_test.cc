#include "core/random_words.h"

#include <gtest/gtest.h>

#include "tests/fakes/word_tokenizer.h"

namespace tangram {
namespace {

std::vector<std::string> all_words(const Tokenizer& tokenizer, const RandomTokenRule& rule,
                                   const std::vector<std::string>& taken, const PromptSlot& slot) {
  RandomWords words(tokenizer, slot, rule, taken, Rng(1));
  std::vector<std::string> out;
  while (const auto word = words.next()) out.push_back(*word);
  std::sort(out.begin(), out.end());
  return out;
}

// " Good" is the taken word in another case, " x" one letter, " 42" no letters, the second
// " two" is an id that encoding does not give back, " glue\n" swallows the line after "glue".
TEST(RandomWords, AreEachStableWordOfTheVocabularyOnce) {
  const WordTokenizer tokenizer({"\n", " ", ":", "Review", "Sentiment", " Good", " x", " 42",
                                 " one", " two", " two", " glue", " glue\n", "bare"});
  const PromptSlot slot = label_slot(test_format());
  EXPECT_EQ(all_words(tokenizer, {}, {"good"}, slot), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(all_words(tokenizer, {}, {}, slot), (std::vector<std::string>{"Good", "one", "two"}));
  EXPECT_EQ(all_words(tokenizer, {false, 2}, {"ONE", "Good"}, slot),
            (std::vector<std::string>{"42", "two"}));
}

TEST(RandomWords, CarryTheSpaceOfTheirSlotOrNone) {
  const WordTokenizer tokenizer({"\n", " ", ":", " one", "two"});
  EXPECT_EQ(all_words(tokenizer, {}, {}, input_slot({"{x}:{y}", "\n", "", false})),
            std::vector<std::string>{"two"});
  EXPECT_EQ(all_words(tokenizer, {}, {}, label_slot({"{x}: {y}", "\n", "", false})),
            std::vector<std::string>{"one"});
}

TEST(RandomWords, AreAPureFunctionOfTheStream) {
  const WordTokenizer tokenizer(test_pieces());
  const PromptSlot slot = label_slot(test_format());
  RandomWords a(tokenizer, slot, {}, {}, Rng(3)), b(tokenizer, slot, {}, {}, Rng(3));
  RandomWords c(tokenizer, slot, {}, {}, Rng(4));
  std::vector<std::string> from_a, from_b, from_c;
  for (int i = 0; i < 20; ++i) {
    from_a.push_back(*a.next());
    from_b.push_back(*b.next());
    from_c.push_back(*c.next());
  }
  EXPECT_EQ(from_a, from_b);
  EXPECT_NE(from_a, from_c);
}

}  // namespace
}  // namespace tangram
