#include "core/word_lists.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/check.h"
#include "base/files.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

class WordListsTest : public testing::Test {
 protected:
  std::string written(const std::string& text) {
    write_file(path_, text);
    return path_.string();
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("words_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

const std::filesystem::path kInstalled =
    std::filesystem::path(TANGRAM_SOURCE_DIR) / "data" / "words" / "label_words.tsv";

TEST_F(WordListsTest, HoldTheTenWordsOfEachListOfThePaper) {
  const WordLists lists(kInstalled);
  EXPECT_EQ(lists.words("negative", "synonym"),
            (std::vector<std::string>{"bad", "dark", "dire", "sorrow", "harm", "down", "dim",
                                      "bitter", "sad", "blue"}));
  EXPECT_EQ(lists.words("positive", "keyword").size(), 10u);
  EXPECT_EQ(lists.words("positive", "antonym"), lists.words("negative", "synonym"));
  EXPECT_EQ(lists.words("negative", "antonym"), lists.words("positive", "synonym"));
}

TEST_F(WordListsTest, HoldTenKeywordsForEachClassOfTheNews) {
  const WordLists lists(kInstalled);
  for (const char* label : {"world", "sports", "business", "science"})
    EXPECT_EQ(lists.words(label, "keyword").size(), 10u) << label;
}

TEST_F(WordListsTest, NameLabelRelationAndFileWhereAListIsMissing) {
  const auto file = written("good\tsynonym\tfine\n");
  const WordLists lists(file);
  EXPECT_EQ(error_text([&] { lists.words("goood", "synonym"); }),
            file +
                ": no word is listed as synonym of the label 'goood'; did you mean 'good'?; add "
                "lines \"goood<tab>synonym<tab>word\"");
}

TEST_F(WordListsTest, SkipCommentsEmptyLinesAndCarriageReturns) {
  const WordLists lists(written("# words\r\n\r\ngood\tsynonym\tfine\r\ngood\tsynonym\tnice"));
  EXPECT_EQ(lists.words("good", "synonym"), (std::vector<std::string>{"fine", "nice"}));
}

TEST_F(WordListsTest, NameRelationsAndLabelsInTheOrderOfTheFile) {
  const WordLists lists(
      written("z\tsynonym\tone\na\tkeyword\ttwo\nb\tsynonym\tsix\nz\tsynonym\tten\n"));
  EXPECT_EQ(lists.relations(), (std::vector<std::string>{"synonym", "keyword"}));
  EXPECT_EQ(lists.labels("synonym"), (std::vector<std::string>{"z", "b"}));
  EXPECT_TRUE(lists.labels("antonym").empty());
}

TEST_F(WordListsTest, RefuseALineWithoutThreeFields) {
  const auto file = written("# words\ngood\tfine\n");
  EXPECT_EQ(error_text([&] { WordLists lists(file); }),
            file +
                ":2: 'good\\tfine' must be a label, a relation and a word, with one tab between "
                "them");
}

TEST_F(WordListsTest, RefuseAnEmptyFieldAWordGivenTwiceAndBadBytes) {
  const auto empty = written("good\tsynonym\t\n");
  EXPECT_NE(error_text([&] { WordLists lists(empty); }), "no error");
  const auto twice = written("good\tsynonym\tfine\ngood\tsynonym\tfine\n");
  EXPECT_EQ(error_text([&] { WordLists lists(twice); }),
            twice + ":2: 'fine' is in the list of synonym of 'good' already");
  const auto bytes = written("good\tsynonym\tf\xff\n");
  EXPECT_EQ(error_text([&] { WordLists lists(bytes); }), bytes + ":1: the line is not valid UTF-8");
}

}  // namespace
}  // namespace tangram
