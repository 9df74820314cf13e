#include "spec/spreads.h"

#include <gtest/gtest.h>

#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

/// From line 16 on, then a block with an axis of three values.
std::string spread(std::string_view body) {
  return small_study(
      std::string("[[spread]]\nid = 's'\nshots = 4\n")
          .append(body)
          .append("[[block]]\n[[block]]\nid = 'b'\ngrid = { words = [6, 12, 24] }\n"));
}

TEST(Spreads, AreTheScoreAtEachValueOfTheAxis) {
  const Study study = parsed(spread("score = 'b:original/guess'\nover = 'words'\n"));
  ASSERT_EQ(study.spreads.size(), 1U);
  const SpreadSpec& s = study.spreads[0];
  EXPECT_EQ(s.over, "words");
  ASSERT_EQ(s.each.size(), 3U);
  EXPECT_EQ(s.each[2].score.axes, (BoundAxes{{"words", "24"}}));
  EXPECT_EQ(s.each[0].text, "b:original/guess");
  EXPECT_EQ(s.missing(), "");
}

TEST(Spreads, RefuseAnAxisThatIsNotThere) {
  EXPECT_EQ(error_of(spread("score = 'b:original/guess'\nover = 'wrods'\n")),
            "s.toml:20: 'over' in [[spread]]: the grid has no axis 'wrods'; did you mean 'words'?");
  EXPECT_EQ(error_of(spread("score = 'original/guess'\nover = 'words'\n")),
            "s.toml:19: no block that it speaks of has the axis 'words'");
}

// Another block has more values of the axis.
TEST(Spreads, AreOfTheValuesThatTheBlocksOfTheirArmsHave) {
  const std::string more = "[[block]]\nid = 'c'\ngrid = { words = [3, 6, 12, 24, 48] }\n";
  for (const char* score : {"'b:original/guess'", "{ arm = 'b:original/guess', shots = 0 }"}) {
    const std::string body = std::string("score = ") + score + "\nover = 'words'\n";
    const SpreadSpec s = parsed(spread(body) + more).spreads.at(0);
    ASSERT_EQ(s.each.size(), 3U) << score;
    EXPECT_EQ(s.missing(), "");
  }
}

TEST(Spreads, RefuseToBindWhatVaries) {
  EXPECT_EQ(error_of(spread("score = 'b:original/guess'\nover = 'words'\nwords = 6\n")),
            "s.toml:16: [[spread]] binds 'words', which is to vary");
  EXPECT_EQ(error_of(spread("score = 'b:original/guess'\nover = 'words'\nwithin = 1\n")),
            "s.toml:21: 'within' in [[spread]]: it compares nothing");
}

TEST(Spreads, OfOneValueAreRemarkedInASize) {
  const std::string text = spread("score = 'b:original/guess'\nover = 'words'\n");
  EXPECT_EQ(parsed(text, {.set = {"block.b.grid.words=[6]"}}).spreads[0].missing(),
            "the axis 'words' has one value only");
}

TEST(Spreads, ArePartOfTheIdentityWhereThereAreAny) {
  EXPECT_EQ(parsed(small_study()).canonical.find("spread"), std::string::npos);
  EXPECT_NE(
      parsed(spread("score = 'b:original/guess'\nover = 'words'\n")).canonical.find("spreads"),
      std::string::npos);
}

}  // namespace
}  // namespace tangram::spec
