#include "base/unicode.h"

#include <gtest/gtest.h>

#include "base/check.h"

namespace tangram {
namespace {

TEST(Unicode, ValidTextHasNoInvalidByte) {
  EXPECT_EQ(invalid_utf8(""), std::nullopt);
  EXPECT_EQ(invalid_utf8("plain"), std::nullopt);
  EXPECT_EQ(invalid_utf8("h\u00e9llo \u4e16 \U0001f600 \U0010ffff"), std::nullopt);
}

TEST(Unicode, TheFirstInvalidByteIsFound) {
  EXPECT_EQ(invalid_utf8("ab\x80"), 2U);              // a lone continuation byte
  EXPECT_EQ(invalid_utf8("a\xc0\xaf"), 1U);           // '/' in two bytes: overlong
  EXPECT_EQ(invalid_utf8("\xe0\x80\xaf"), 0U);        // '/' in three
  EXPECT_EQ(invalid_utf8("\u00e9\xed\xa0\x80"), 2U);  // U+D800, a surrogate
  EXPECT_EQ(invalid_utf8("ab\xe2\x82"), 2U);          // cut off: the euro sign less a byte
  EXPECT_EQ(invalid_utf8("\xf4\x90\x80\x80"), 0U);    // U+110000, past the last
  EXPECT_EQ(invalid_utf8("\xff"), 0U);
}

TEST(Unicode, CodePointsAreCountedAndNotBytes) {
  EXPECT_EQ(code_points(""), 0U);
  EXPECT_EQ(code_points("abc"), 3U);
  EXPECT_EQ(code_points("\u00e9\u4e16\U0001f600"), 3U);  // 2 + 3 + 4 bytes
}

TEST(Unicode, LettersOfAnyScriptHaveUpperCaseAndOthersStay) {
  EXPECT_EQ(upper_case("neg-1 "), "NEG-1 ");
  EXPECT_EQ(upper_case("\u00e9\u03b4\u0436\u8272"), "\u00c9\u0394\u0416\u8272");
  EXPECT_EQ(upper_case(""), "");
}

// Two, three and four bytes; the accent of the last is a code point of its own.
TEST(Unicode, ATextIsSplitIntoItsCodePoints) {
  EXPECT_EQ(split_code_points("a\u00e9\u8272\U0001f600e\u0301"),
            (std::vector<std::string>{"a", "\u00e9", "\u8272", "\U0001f600", "e", "\u0301"}));
  EXPECT_TRUE(split_code_points("").empty());
}

TEST(Unicode, OnlyVisibleTextIsPrintable) {
  EXPECT_TRUE(is_printable(" positive"));
  EXPECT_TRUE(is_printable("\u4e16"));
  EXPECT_TRUE(is_printable("!"));
  EXPECT_FALSE(is_printable(""));
  EXPECT_FALSE(is_printable("  \u00a0"));
  EXPECT_FALSE(is_printable("a\nb"));
  EXPECT_FALSE(is_printable("a\x1b[0m"));
  EXPECT_FALSE(is_printable("\u200b"));      // zero width
  EXPECT_FALSE(is_printable("\U000e0fff"));  // unassigned
  EXPECT_FALSE(is_printable("\xe2\x82"));
}

TEST(Unicode, DuplicatesDifferInCaseSpaceAndPunctuationOnly) {
  const std::string key = duplicate_key("A great movie, really!");
  EXPECT_EQ(key, "a great movie really");
  EXPECT_EQ(duplicate_key("  a GREAT\t movie   really \n"), key);
  EXPECT_EQ(duplicate_key("a \uff27reat movie \u2014 really\u2026"), key);  // NFKC: full-width G
  EXPECT_EQ(duplicate_key("a gr\u00adeat movie really"), key);              // a soft hyphen
  EXPECT_NE(duplicate_key("a great movie, not really"), key);
}

TEST(LabelKey, KnowsNeitherCaseNorWhiteSpace) {
  EXPECT_EQ(label_key("Very  Good "), label_key("verygood"));
  EXPECT_EQ(label_key("STRASSE"), label_key("straße"));
  EXPECT_NE(label_key("very-good"), label_key("verygood"));
  EXPECT_NE(label_key("C++"), label_key("C"));
  EXPECT_EQ(label_key(" "), "");
}

TEST(Unicode, ComposedAndDecomposedLettersAreOne) {
  EXPECT_EQ(duplicate_key("caf\u00e9"), duplicate_key("cafe\u0301"));
  EXPECT_EQ(duplicate_key("STRASSE"), duplicate_key("stra\u00dfe"));
}

TEST(Unicode, TextsOfPunctuationAloneAreNotAllOne) {
  EXPECT_NE(duplicate_key("!!!"), duplicate_key("???"));
  EXPECT_EQ(duplicate_key(" !!! "), duplicate_key("!!!"));
  EXPECT_EQ(duplicate_key(""), "");
}

TEST(Unicode, TextThatIsNoUtf8HasNoKey) { EXPECT_THROW(duplicate_key("a\xff"), Error); }

using Words = std::vector<std::string>;

TEST(Unicode, WordsAreRunsOfLettersInOneCase) {
  EXPECT_EQ(letter_words("The DVD-player's 2nd \u00c9DITION"),
            (Words{"the", "dvd", "player's", "nd", "\u00e9dition"}));
  EXPECT_EQ(letter_words("It\u2019s \u201cgood\u201d\u2014very"), (Words{"it's", "good", "very"}));
  EXPECT_EQ(letter_words("e\u0301t\u00e9"), (Words{"\u00e9t\u00e9"}));  // composed or not
}

TEST(Unicode, AnApostropheJoinsOnlyBetweenLetters) {
  EXPECT_EQ(letter_words("'tis the dogs' rock'n'roll"),
            (Words{"tis", "the", "dogs", "rock'n'roll"}));
  EXPECT_EQ(letter_words("a''b 'c' d'"), (Words{"a", "b", "c", "d"}));
}

TEST(Unicode, TextWithoutLettersHasNoWords) {
  EXPECT_EQ(letter_words(""), Words{});
  EXPECT_EQ(letter_words("12 ?! '"), Words{});
}

TEST(Unicode, ShownTextIsSafeForATerminal) {
  EXPECT_EQ(shown("plain \u4e16"), "plain \u4e16");
  EXPECT_EQ(shown("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(shown("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(shown("a\xff\xe2\x82"), "a\\xff\\xe2\\x82");
  EXPECT_EQ(shown("a\u202eb"), "a\\u{202e}b");
  EXPECT_EQ(shown(std::string("\0", 1)), "\\x00");
}

TEST(Unicode, ShownTextIsCutToItsWidth) {
  EXPECT_EQ(shown("abcde", 5), "abcde");
  EXPECT_EQ(shown("abcdef", 5), "abcd\u2026");
  EXPECT_EQ(shown("\u4e16\u4e16\u4e16\u4e16", 3), "\u4e16\u4e16\u2026");
  EXPECT_EQ(shown("abc\n\n", 5), "abc\u2026");  // an escape is not cut in two
  EXPECT_EQ(shown("abc", 1), "\u2026");
  EXPECT_EQ(shown("abc", 0), "");
  EXPECT_EQ(shown("", 0), "");
}

}  // namespace
}  // namespace tangram
