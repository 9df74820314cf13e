#include "report/atlas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ProfileCard card_of(const std::string& model, const std::string& task, double labels) {
  ProfileCard out{task, model, 2, 16, 20, 24, 10, 12, 24, true, {}};
  out.findings.push_back({"labels",
                          "Are the labels used?",
                          "Labels are used.",
                          true,
                          {{"original less shuffled labels, AUC at 16 shots",
                            {labels, labels - 0.05, labels + 0.05, 10, "draw", ""}},
                           {"accuracy", {}}}});
  out.findings.push_back({"shots", "How many pay?", "Not decided <yet> & so on.", false, {}});
  return out;
}

TEST(Atlas, ACardIsReadBackFromItsJson) {
  const ProfileCard card = card_of("m.gguf", "sst2", 0.25);
  const std::string text = to_json(to_json_value(card));
  const ProfileCard again = card_of_json(parse_json(text, {"card.json"}));
  EXPECT_EQ(to_json(to_json_value(again)), text);
  EXPECT_EQ(again.undecided(), card.undecided());
  EXPECT_EQ(again.undecided(), std::vector<std::string>{"shots"});
}

TEST(Atlas, AnotherFormIsAnErrorThatNamesTheFile) {
  const TempFolder folder;
  write_file(folder.path() / "a.json", "{\"task\": \"sst2\"}");
  EXPECT_THAT(
      error_text([&] { read_atlas(folder.path()); }),
      AllOf(HasSubstr("a.json"), HasSubstr("'model'"), HasSubstr("tangram profile --json")));
}

TEST(Atlas, IsReadByFileNameAndEmptyWithoutAFolder) {
  const TempFolder folder;
  EXPECT_TRUE(read_atlas(folder.path() / "none").empty());
  write_file(folder.path() / "b.json", to_json(to_json_value(card_of("b", "sst2", 0))));
  write_file(folder.path() / "a.json", to_json(to_json_value(card_of("a", "sst2", 0))));
  write_file(folder.path() / "README.md", "no profile");
  const auto atlas = read_atlas(folder.path());
  ASSERT_EQ(atlas.size(), 2u);
  EXPECT_EQ(atlas[0].model, "a");
  EXPECT_EQ(atlas[1].model, "b");
}

TEST(Atlas, WhatShipsIsComplete) {
  const auto atlas = read_atlas(TANGRAM_SOURCE_DIR "/data/atlas");
  EXPECT_FALSE(atlas.empty());
  for (const ProfileCard& card : atlas) {
    EXPECT_EQ(card.findings.size(), 13u) << card.model;
    EXPECT_EQ(card.altered_draws, card.altered_declared) << card.model;
    EXPECT_GE(card.draws, 5) << card.model;
  }
}

TEST(Atlas, NeighboursAreOfTheSameDataThenOfTheSameModelAndNeverTheCardItself) {
  const auto near =
      neighbours_of(card_of("a", "sst2", 0), {card_of("b", "trec", 0), card_of("a", "trec", 0),
                                              card_of("a", "sst2", 0), card_of("b", "sst2", 0)});
  ASSERT_EQ(near.size(), 3u);
  EXPECT_EQ(near[0].model + near[0].task, "bsst2");
  EXPECT_EQ(near[1].model + near[1].task, "atrec");
  EXPECT_EQ(near[2].model + near[2].task, "btrec");
  EXPECT_EQ(
      neighbours_of(card_of("z", "z", 0), std::vector<ProfileCard>(9, card_of("a", "sst2", 0)))
          .size(),
      std::size_t{kMostNeighbours});
}

TEST(Atlas, StandsBesideTheCardInMarkdown) {
  const std::string text =
      card_markdown(card_of("a", "sst2", 0.25), {card_of("b|c", "sst2", -0.10)});
  EXPECT_THAT(text, AllOf(HasSubstr("| | here | b\\|c, sst2 |"),
                          HasSubstr("| original less shuffled labels, AUC at 16 shots | 0.25 "
                                    "[0.20, 0.30] | -0.10 [-0.15, -0.05] |")));
  EXPECT_THAT(card_markdown(card_of("a", "sst2", 0.25), {}), Not(HasSubstr("Beside")));
}

TEST(Atlas, StandsBesideTheCardOnItsPage) {
  const std::string page = card_html(card_of("a", "<sst2>", 0.25), {card_of("b", "sst2", -0.10)});
  EXPECT_THAT(page,
              AllOf(HasSubstr("<h1>a on &lt;sst2&gt;</h1>"), HasSubstr("20 of 24 draws"),
                    HasSubstr("Not decided &lt;yet&gt; &amp; so on."), HasSubstr("b, sst2"),
                    HasSubstr("0.25 [0.20, 0.30]"), HasSubstr("-0.10 [-0.15, -0.05]"),
                    Not(HasSubstr("<script")), Not(HasSubstr("nan")), Not(HasSubstr("<sst2>"))));
}

// A finding without numbers has no drawing, one whose interval is missing has its value alone.
TEST(Atlas, WhatIsMissingIsNotDrawn) {
  ProfileCard card = card_of("a", "sst2", 0.25);
  card.findings[0].numbers[0].estimate.low.reset();
  EXPECT_THAT(card_html(card, {}),
              AllOf(HasSubstr("<circle"), Not(HasSubstr("<line class=\"own\""))));
  card.findings[0].numbers.clear();
  EXPECT_THAT(card_html(card, {}), Not(HasSubstr("<circle")));
}

}  // namespace
}  // namespace tangram
