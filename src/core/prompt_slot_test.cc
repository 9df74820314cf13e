#include "core/prompt_slot.h"

#include <gtest/gtest.h>

#include "tests/fakes/word_tokenizer.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

TEST(PromptSlot, OfTheInputBeginsWithTheSeparatorAndEndsBeforeItsWhiteSpace) {
  const auto slot = input_slot({"Review: {x}\nSentiment: {y}", "\n", "", false});
  EXPECT_EQ(slot.stem, "\nReview:");
  EXPECT_EQ(slot.gap, " ");
  EXPECT_EQ(slot.after, "\nSentiment: ");
}

TEST(PromptSlot, OfTheLabelReachesToTheNextInput) {
  const auto slot = label_slot({"Review: {x}\nSentiment: {y}.", "\n\n", "", false});
  EXPECT_EQ(slot.stem, "\nSentiment:");
  EXPECT_EQ(slot.gap, " ");
  EXPECT_EQ(slot.after, ".\n\nReview: ");
}

TEST(PromptSlot, LeavesTheSeparatorOutOfTheGapWhereTheInputOpensTheExample) {
  const auto slot = input_slot({"{x} ->{y}", "\n", "", false});
  EXPECT_EQ(slot.stem, "\n");
  EXPECT_EQ(slot.gap, "");
  EXPECT_EQ(label_slot({"{x} ->{y}", "\n", "", false}).gap, "");
}

TEST(PromptSlot, TakesFormatsThatShowTheLabelFirst) {
  const TextFormat format{"{y}: {x}", "\n", "", false};
  EXPECT_EQ(input_slot(format).stem, ":");
  EXPECT_EQ(input_slot(format).gap, " ");
  EXPECT_EQ(label_slot(format).stem, "\n");
  EXPECT_EQ(label_slot(format).after, ": ");
}

TEST(PromptSlot, RefusesAFormatWithoutTheField) {
  EXPECT_EQ(error_text([] {
              input_slot({"Review: {y}", "\n", "", false});
            }),
            "format: the example 'Review: {y}' has no {x}; write {x} where it belongs");
}

TEST(PromptSlot, TheExampleOfATaskHoldsXOnceAndAfterItYOnce) {
  const auto fault = [](const char* example) {
    return error_text([&] { check_example({example, "\n", "", false}, "card.toml: `example`"); });
  };
  EXPECT_EQ(fault("{x}{y}"), "no error");
  EXPECT_EQ(fault("Review: {x}"),
            "card.toml: `example` is \"Review: {x}\"; it must hold {x} once and after it {y} once");
  for (const char* wrong : {"", "{y}", "{y} {x}", "{x} {y} {x}", "{x} {y} {y}", "{ x } {y}"})
    EXPECT_NE(fault(wrong), "no error") << wrong;
}

TEST(TokensInSlot, AreThoseAfterTheStemWithTheWhiteSpaceOfTheSlot) {
  const WordTokenizer tokenizer(test_pieces());
  const auto slot = input_slot(test_format());
  EXPECT_EQ(tokens_in_slot(tokenizer, slot, "good film"),
            (std::vector<Token>{tokenizer.id_of(" good"), tokenizer.id_of(" film")}));
  EXPECT_EQ(tokenizer.decode(tokens_in_slot(tokenizer, slot, "")), " ");
}

TEST(TokensInSlot, HoldTheWholeTextWhereATokenStraddlesTheSeam) {
  auto pieces = test_pieces();
  pieces.emplace_back(": good");
  const WordTokenizer tokenizer(pieces);
  const auto ids = tokens_in_slot(tokenizer, input_slot(test_format()), "good film");
  EXPECT_EQ(tokenizer.decode(ids), " good film");
}

}  // namespace
}  // namespace tangram
