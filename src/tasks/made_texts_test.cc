#include "tasks/made_texts.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

constexpr const char* kLists =
    "no\tanswers\tnul\nno\tanswers\tnix\nyes\tanswers\tjup\nyes\tanswers\toui\n"
    "-\tnone\tand\n-\tnone\tbut\nalone\tlonely\tone\n";

class MadeTexts : public testing::Test {
 protected:
  MadeTexts() : lists_(folder_.write("language.tsv", kLists)) { options_.labels = "answers"; }

  TempFolder folder_;
  WordLists lists_;
  MadeTextOptions options_;
};

std::map<std::string, int> counts_of(const std::vector<TextRow>& rows, int y) {
  std::map<std::string, int> out;
  for (const TextRow& row : rows) {
    std::istringstream words(row.text);
    for (std::string word; row.y == y && words >> word;) ++out[word];
  }
  return out;
}

// 1,000 rows of "no" with 12 words: 4,200 of 12,000 words are expected to be its own, with a
// standard deviation of 52.
TEST_F(MadeTexts, HoldWordsOfTheirLabelOfOthersAndOfNoneInTheSharesGiven) {
  const TextData data = make_texts(lists_, options_);
  ASSERT_EQ(data.demonstrations.size(), 2000u);
  EXPECT_EQ(data.queries.size(), 500u);
  auto of_no = counts_of(data.demonstrations, 0);
  EXPECT_NEAR(of_no["nul"] + of_no["nix"], 4200, 260);
  EXPECT_NEAR(of_no["jup"] + of_no["oui"], 1200, 170);
  EXPECT_NEAR(of_no["and"] + of_no["but"], 6600, 280);
}

TEST_F(MadeTexts, NoTextStandsTwice) {
  const TextData data = make_texts(lists_, options_);
  std::set<std::string> texts;
  for (const auto* rows : {&data.demonstrations, &data.queries})
    for (const TextRow& row : *rows) EXPECT_TRUE(texts.insert(row.text).second) << row.text;
}

TEST_F(MadeTexts, AShareOfOneIsEveryWord) {
  options_.own = 1;
  options_.other = 0;
  const TextData data = make_texts(lists_, options_);
  EXPECT_EQ(counts_of(data.queries, 1).count("and"), 0u);
  EXPECT_EQ(counts_of(data.queries, 1).count("nul"), 0u);
}

TEST_F(MadeTexts, HeldOutLabelsAreNoOtherTexts) {
  const std::string before = make_texts(lists_, options_).identity;
  options_.held_out = {"no"};
  EXPECT_EQ(make_texts(lists_, options_).identity, before);
  options_.texts_seed = 2;
  EXPECT_NE(make_texts(lists_, options_).identity, before);
}

TEST_F(MadeTexts, RefuseWhatCannotBeMade) {
  const auto error = [&] { return error_text([&] { make_texts(lists_, options_); }); };
  options_.labels = "answer";
  EXPECT_EQ(error(),
            "made_texts: labels = 'answer' is no task of the made language; did you mean "
            "'answers'?; known: answers, lonely");
  options_.labels = "lonely";  // one label
  EXPECT_NE(error(), "no error");
  options_.labels = "answers";
  options_.own = 0.95;
  EXPECT_EQ(error(), "made_texts: own + other is 1.05, but shares of words add up to 1 at most");
  options_.own = 0.35;
  options_.words = 1;  // 6 words: 6 texts
  EXPECT_EQ(error(), "made_texts: no 2500 different texts of 1 words; ask for fewer rows");
}

}  // namespace
}  // namespace tangram
