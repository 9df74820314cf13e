#include "transforms/spelled_words.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

using Words = std::vector<std::string>;

const Words kLabels = {"negative", "positive"};

TEST(SpelledWords, SpellTheLabelsOrCountThemOff) {
  EXPECT_EQ(spelled_words("uppercase", kLabels), (Words{"NEGATIVE", "POSITIVE"}));
  EXPECT_EQ(spelled_words("reversed", kLabels), (Words{"evitagen", "evitisop"}));
  EXPECT_EQ(spelled_words("initials", kLabels), (Words{"n", "p"}));
  EXPECT_EQ(spelled_words("letters", kLabels), (Words{"A", "B"}));
  EXPECT_EQ(spelled_words("numbers", kLabels), (Words{"one", "two"}));
}

// A byte-wise map would tear the two bytes of each umlaut apart.
TEST(SpelledWords, GoByCodePointsNotByBytes) {
  EXPECT_EQ(spelled_words("uppercase", {"\u00fcbel", "gro\u00df artig \u00e9"})[0], "\u00dcBEL");
  EXPECT_EQ(spelled_words("reversed", {"\u00fcbel", "sch\u00f6n"}),
            (Words{"leb\u00fc", "n\u00f6hcs"}));
  EXPECT_EQ(spelled_words("initials", {"\u00fcbel", "\u8272\u7d75"}), (Words{"\u00fc", "\u8272"}));
}

TEST(SpelledWords, NameTwoLabelsThatWouldBecomeOne) {
  EXPECT_EQ(error_text([] {
              spelled_words("initials", {"anger", "joy", "aversion"});
            }),
            "map_outputs: g = initials sends 'anger' and 'aversion' both to 'a'; candidates must "
            "stay distinct: use another g, or show other words for them (labels of the data card)");
  EXPECT_NE(error_text([] { spelled_words("uppercase", {"yes", "Yes"}); }), "no error");
}

TEST(SpelledWords, RefuseALabelThatTheyWouldLeaveAsItIs) {
  EXPECT_EQ(error_text([] {
              spelled_words("uppercase", {"no", "OK"});
            }),
            "map_outputs: g = uppercase leaves the label 'OK' as it is; use g = identity, or show "
            "another word for it (labels of the data card)");
  EXPECT_NE(error_text([] { spelled_words("reversed", {"level", "slope"}); }), "no error");
  EXPECT_NE(error_text([] { spelled_words("initials", {"x", "yes"}); }), "no error");
  EXPECT_NE(error_text([] { spelled_words("letters", {"A", "B"}); }), "no error");
}

TEST(SpelledWords, CountAsFarAsTheirWordsGo) {
  Words labels;
  for (int i = 0; i < 26; ++i) labels.push_back("label" + std::to_string(i));
  EXPECT_EQ(spelled_words("letters", labels).back(), "Z");
  EXPECT_EQ(error_text([&] { spelled_words("numbers", labels); }),
            "map_outputs: g = numbers counts to 20, but the task has 26 labels; use g = symbols");
  labels.resize(20);
  EXPECT_EQ(spelled_words("numbers", labels).back(), "twenty");
  EXPECT_EQ(spelled_words("numbers", {"only"}), (Words{"one"}));
  EXPECT_TRUE(spelled_words("letters", {}).empty());
}

}  // namespace
}  // namespace tangram
