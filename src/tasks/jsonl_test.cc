#include "tasks/jsonl.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

class Jsonl : public testing::Test {
 protected:
  std::vector<Record> read(const std::string& content) {
    JsonlReader reader(folder_.write("f.jsonl", content));
    std::vector<Record> out;
    while (auto record = reader.next()) out.push_back(std::move(*record));
    return out;
  }
  /// Less the folder.
  std::string error(const std::string& content) {
    return error_text([&] { read(content); }).substr(folder_.path().string().size() + 1);
  }

  TempFolder folder_;
};

// Line 2 is blank; the third begins at byte 33 + 2 = 35 (33: the first with its line end).
TEST_F(Jsonl, GivesFieldsPlacesAndOffsetOfEachRow) {
  const std::string first = R"({"text": "good", "label": "yes"})";
  ASSERT_EQ(first.size(), 32u);
  const auto records = read(first + "\n \n{\"label\":1, \"text\": \"bad\"}");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(*records[0].fields.find("text")->string(), "good");
  EXPECT_EQ(records[0].place.line, 1);
  EXPECT_EQ(records[0].offset, 0u);
  EXPECT_EQ(records[0].fields.find("label")->place.column, 27);
  EXPECT_EQ(records[1].place.line, 3);
  EXPECT_EQ(records[1].names.line, 3);
  EXPECT_EQ(records[1].offset, 35u);
  EXPECT_EQ(records[1].fields.find("label")->place.line, 3);
  EXPECT_EQ(records[1].fields.find("label")->place.column, 10);
}

TEST_F(Jsonl, PassesOverAByteOrderMarkAndCarriageReturns) {
  const auto records =
      read("\xef\xbb\xbf{\"text\":\"a\",\"label\":true}\r\n{\"text\":\"b\",\"label\":\"n\"}\r\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].offset, 3u);
  EXPECT_EQ(*records[1].fields.find("text")->string(), "b");
}

// The buffer is filled in blocks of 256 KiB: lines of 100 kB straddle its seams.
TEST_F(Jsonl, ReadsLinesThatAreLongerThanWhatIsReadAtOnce) {
  std::string content;
  for (int i = 0; i < 9; ++i)
    content +=
        R"({"label": "a", "text": ")" + std::string(100'000, static_cast<char>('a' + i)) + "\"}\n";
  const auto records = read(content);
  ASSERT_EQ(records.size(), 9u);
  for (int i = 0; i < 9; ++i) {
    const auto& record = records[static_cast<std::size_t>(i)];
    EXPECT_EQ(*record.fields.find("text")->string(),
              std::string(100'000, static_cast<char>('a' + i)));
    EXPECT_EQ(record.offset, static_cast<std::size_t>(i) * (content.size() / 9));
  }
}

TEST_F(Jsonl, AnEmptyFileHasNoRows) { EXPECT_TRUE(read("").empty()); }

TEST_F(Jsonl, SaysWhereARowIsBroken) {
  const std::string good = R"({"text": "a", "label": "x"})";
  const std::string text = error(good + "\n" + R"({"text": "a", "label" "x"})" + "\n");
  EXPECT_EQ(text.rfind("f.jsonl:2:25: ", 0), 0u) << text;
}

TEST_F(Jsonl, RefusesARowThatIsNoObject) {
  EXPECT_EQ(
      error("[1, 2]\n"),
      "f.jsonl:1:1: a row must be an object such as {\"text\": \"...\", \"label\": \"...\"}, but "
      "is a list");
}

// Nested keys and braces, colons and quotes within strings do not count.
TEST(ValueColumns, AreThoseOfTheTopLevelKeysInTheirOrder) {
  const std::string line = R"({"a{\"": 1, "k:": {"label": 2}, "label" :  [3, ":"]})";
  EXPECT_EQ(value_columns(line), (std::vector<int>{static_cast<int>(line.find("1,")) + 1,
                                                   static_cast<int>(line.find("{\"l")) + 1,
                                                   static_cast<int>(line.find("[3")) + 1}));
  EXPECT_TRUE(value_columns("{}").empty());
}

}  // namespace
}  // namespace tangram
