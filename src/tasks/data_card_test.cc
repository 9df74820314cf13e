#include "tasks/data_card.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

class DataCards : public testing::Test {
 protected:
  std::string error(const std::string& content) {
    const fs::path path = folder_.write("c.toml", content);
    return error_text([&] { load_card(path); });
  }
  /// "FOLDER/c.toml", as it stands in messages.
  std::string card() const { return (folder_.path() / "c.toml").string(); }

  TempFolder folder_;
};

TEST_F(DataCards, ReadsLabelsInTheOrderOfTheFile) {
  const DataCard card = load_card(folder_.write("news.toml", R"(
example = "News: {x}\nType: {y}"
labels = { World = "world", "Sci/Tech" = "science", Business = "business" }
)"));
  EXPECT_EQ(card.name, "news");
  EXPECT_EQ(card.words(), (std::vector<std::string>{"world", "science", "business"}));
  EXPECT_EQ(card.labels[1].first, "Sci/Tech");
  EXPECT_EQ(card.format.example, "News: {x}\nType: {y}");
  EXPECT_EQ(card.format.separator, "\n");
}

TEST_F(DataCards, TwoLabelsWithOneWordAreOneClass) {
  const DataCard card = load_card(
      folder_.write("c.toml", R"(labels = { bad = "bad", awful = "bad", good = "good" })"));
  EXPECT_EQ(card.words(), (std::vector<std::string>{"bad", "good"}));
}

TEST_F(DataCards, AnEmptyCardHasTheDefaults) {
  const DataCard card = load_card(folder_.write("c.toml", ""));
  EXPECT_EQ(card.input, "{text}");
  EXPECT_EQ(card.label, "label");
  EXPECT_EQ(card.format, TextFormat{});
  EXPECT_TRUE(card.words().empty());
}

TEST_F(DataCards, RefuseAnUnknownKeyWithTheNearest) {
  const std::string text = error("exampel = \"{x} {y}\"");
  EXPECT_NE(text.find("'exampel'"), text.npos) << text;
  EXPECT_NE(text.find("did you mean 'example'?"), text.npos) << text;
}

TEST_F(DataCards, RefuseATemplateWithoutItsPlaces) {
  EXPECT_EQ(error("example = \"Review: {x}\""),
            card() + ": `example` is \"Review: {x}\"; it must hold {x} once and after it {y} once");
  EXPECT_NE(error("example = \"{y} {x}\""), "no error");
  EXPECT_EQ(error("input = \"{text} {\""),
            card() + ": `input` is \"{text} {\"; write a field as {name}");
  EXPECT_EQ(error("input = \"text\""),
            card() + ": `input` is \"text\"; it must show a field, for example {text}");
}

TEST_F(DataCards, RefuseAWordThatCannotBeShown) {
  EXPECT_EQ(error("labels = { a = \" \" }"),
            card() +
                ":1: data card: the word of label 'a' is \" \"; give a word that can be "
                "shown");
}

TEST_F(DataCards, RefuseHalfOfAPairOfFiles) {
  EXPECT_EQ(error("queries = \"test.jsonl\""),
            card() + ": give both `demonstrations` and `queries`, or one `file`");
}

class FindCard : public DataCards {
 protected:
  void SetUp() override {
    folder_.write("share/sets/reviews.toml", "labels = { a = \"bad\", b = \"good\" }");
    folder_.write("share/sets/sst5.toml", "");
    resources_.share_dir = folder_.path() / "share";
    resources_.cache_dir = folder_.path() / "cache";
    resources_.study_dir = folder_.path() / "study";
  }

  Resources resources_;
};

TEST_F(FindCard, ABuiltInSetLiesInTheCache) {
  const DataCard card = find_card("reviews", resources_);
  EXPECT_TRUE(card.built_in);
  EXPECT_EQ(card.file, folder_.path() / "cache/data/reviews.jsonl");
}

TEST_F(FindCard, NamesTheNearestSet) {
  EXPECT_EQ(error_text([&] { find_card("sst2", resources_); }),
            "no data set is called 'sst2'; did you mean 'sst5'?");
}

TEST_F(FindCard, AFileIsRelativeToTheStudyAndTakesTheCardBesideIt) {
  folder_.write("study/mine.jsonl", "");
  EXPECT_EQ(find_card("mine.jsonl", resources_).name, "mine");
  folder_.write("study/mine.toml", "name = \"my reviews\"");
  const DataCard card = find_card("mine.jsonl", resources_);
  EXPECT_EQ(card.name, "my reviews");
  EXPECT_EQ(card.file, folder_.path() / "study/mine.jsonl");
  EXPECT_EQ(find_card("mine.toml", resources_).file, folder_.path() / "study/mine.jsonl");
}

TEST_F(FindCard, ACardThatNamesNoFileHasTheOneOfItsNameBesideIt) {
  folder_.write("study/mine.csv", "");
  folder_.write("study/mine.toml", "");
  EXPECT_EQ(find_card("mine.toml", resources_).file, folder_.path() / "study/mine.csv");
  EXPECT_EQ(find_card("mine.csv", resources_).file, folder_.path() / "study/mine.csv");
  folder_.write("study/mine.tsv", "");
  const std::string stem = (folder_.path() / "study/mine").string();
  EXPECT_EQ(error_text([&] { find_card("mine.toml", resources_); }),
            stem + ".toml: " + stem + ".csv and " + stem +
                ".tsv lie beside it; name one of them in `file`");
  EXPECT_EQ(find_card("mine.tsv", resources_).file, folder_.path() / "study/mine.tsv");
}

TEST_F(FindCard, TheCardBesideAFileIsNotThatOfAnother) {
  folder_.write("study/mine.csv", "");
  folder_.write("study/mine.jsonl", "");
  folder_.write("study/mine.toml", "file = \"../study/mine.csv\"");
  EXPECT_EQ(find_card("mine.csv", resources_).file, folder_.path() / "study/../study/mine.csv");
  const std::string stem = (folder_.path() / "study/mine").string();
  EXPECT_EQ(error_text([&] { find_card("mine.jsonl", resources_); }),
            stem + ".jsonl: the card beside it, " + stem + ".toml, is of " +
                (folder_.path() / "study/../study/mine.csv").string() +
                "; give the card instead of the file, or the file another name");
  folder_.write("study/mine.toml", "demonstrations = \"mine.csv\"\nqueries = \"test.csv\"");
  EXPECT_EQ(find_card("mine.csv", resources_).queries, folder_.path() / "study/test.csv");
  EXPECT_NE(error_text([&] { find_card("mine.jsonl", resources_); }), "no error");
}

TEST_F(FindCard, SaysThatAFileIsMissing) {
  EXPECT_EQ(error_text([&] { find_card("none.jsonl", resources_); }),
            (folder_.path() / "study/none.jsonl").string() +
                ": there is no such file; give a path relative to the study or to the working "
                "folder, or the name of a built-in set (reviews, sst5)");
}

TEST_F(FindCard, OverridesReplaceWhatTheyGive) {
  DataCard card = find_card("reviews", resources_);
  CardOverrides overrides;
  overrides.example = "Q: {x} A: {y}";
  overrides.queries_share = 0.5;
  apply_overrides(card, overrides, {});
  EXPECT_EQ(card.format.example, "Q: {x} A: {y}");
  EXPECT_EQ(card.format.separator, "\n");
  EXPECT_EQ(card.queries_share, 0.5);
  EXPECT_EQ(card.words(), (std::vector<std::string>{"bad", "good"}));
}

// What ships with the program: each card can be read, is pinned, and says what its terms are.
TEST(BuiltInSets, AreAllReadable) {
  const fs::path share = fs::path(TANGRAM_SOURCE_DIR) / "data";
  const auto names = built_in_sets(share);
  EXPECT_GE(names.size(), 13u);
  for (const std::string& name : names) {
    const DataCard card = load_card(share / "sets" / (name + ".toml"));
    EXPECT_EQ(card.name, name);
    EXPECT_EQ(card.sha256.size(), 64u) << name;
    EXPECT_FALSE(card.licence.empty()) << name;
    EXPECT_GE(card.words().size(), 2u) << name;
    for (const std::string& word : card.words())
      EXPECT_EQ(word.find(' '), word.npos) << name << ": " << word;
    for (const std::string& other : card.shares_sentences_with) {
      const auto at = share / "sets" / (other + ".toml");
      if (!fs::exists(at)) continue;
      const auto back = load_card(at).shares_sentences_with;
      EXPECT_NE(std::find(back.begin(), back.end(), name), back.end()) << name << ", " << other;
    }
  }
}

TEST_F(DataCards, CutsAscend) {
  EXPECT_EQ(error("cuts = [1, 0]\n"),
            card() + ": `cuts` must be finite and ascend, but 0 stands at place 2");
}

TEST_F(DataCards, CutsOfAStudyTakeTheCardsLabelsAway) {
  DataCard card;
  card.labels = {{"positive", "good"}, {"negative", "bad"}};
  CardOverrides overrides;
  overrides.cuts = {0.5};
  apply_overrides(card, overrides, {"s.toml", 1, 1});
  EXPECT_TRUE(card.labels.empty());
  EXPECT_EQ(card.cuts, std::vector<double>{0.5});
}

}  // namespace
}  // namespace tangram
