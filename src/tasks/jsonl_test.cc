#include "tasks/jsonl.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

std::vector<JsonlRow> read(const std::filesystem::path& path, const std::string& input = "{text}",
                           std::size_t max_line_bytes = JsonlReader::kMaxLineBytes) {
  JsonlReader reader(path, input, "label", max_line_bytes);
  std::vector<JsonlRow> rows;
  while (auto row = reader.next()) rows.push_back(std::move(*row));
  return rows;
}

class Jsonl : public testing::Test {
 protected:
  /// The error of reading a file with this content, less the folder.
  std::string error(const std::string& content, const std::string& input = "{text}",
                    std::size_t max_line_bytes = JsonlReader::kMaxLineBytes) {
    const auto path = folder_.write("f.jsonl", content);
    std::string text = error_text([&] { read(path, input, max_line_bytes); });
    const std::string prefix = folder_.path().string() + "/";
    for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    return text;
  }

  TempFolder folder_;
};

// Line 2 is blank; the third begins at byte 33 + 2 = 35 (33: the first with its line end).
TEST_F(Jsonl, GivesTextLabelLineAndOffsetOfEachRow) {
  const std::string first = R"({"text": "good", "label": "yes"})";
  ASSERT_EQ(first.size(), 32u);
  const auto path = folder_.write("f.jsonl", first + "\n \n{\"label\":1, \"text\": \"bad\"}");
  const auto rows = read(path);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].text, "good");
  EXPECT_EQ(rows[0].label, "yes");
  EXPECT_EQ(rows[0].line, 1);
  EXPECT_EQ(rows[0].offset, 0u);
  EXPECT_EQ(rows[0].label_column, 27);
  EXPECT_EQ(rows[1].text, "bad");
  EXPECT_EQ(rows[1].label, "1");
  EXPECT_EQ(rows[1].line, 3);
  EXPECT_EQ(rows[1].offset, 35u);
  EXPECT_EQ(rows[1].label_column, 10);
}

TEST_F(Jsonl, PassesOverAByteOrderMarkAndCarriageReturns) {
  const auto path = folder_.write(
      "f.jsonl",
      "\xef\xbb\xbf{\"text\":\"a\",\"label\":true}\r\n{\"text\":\"b\",\"label\":\"n\"}\r\n");
  const auto rows = read(path);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].label, "true");
  EXPECT_EQ(rows[0].offset, 3u);
  EXPECT_EQ(rows[1].text, "b");
}

TEST_F(Jsonl, PutsSeveralFieldsIntoTheInput) {
  const auto path = folder_.write("f.jsonl", R"({"text": "p", "text2": "h", "label": "e"})");
  EXPECT_EQ(read(path, "{text}\nHypothesis: {text2}")[0].text, "p\nHypothesis: h");
}

// The buffer is filled in blocks of 256 KiB: lines of 100 kB straddle its seams.
TEST_F(Jsonl, ReadsLinesThatAreLongerThanWhatIsReadAtOnce) {
  std::string content;
  for (int i = 0; i < 9; ++i)
    content +=
        R"({"label": "a", "text": ")" + std::string(100'000, static_cast<char>('a' + i)) + "\"}\n";
  const auto rows = read(folder_.write("f.jsonl", content));
  ASSERT_EQ(rows.size(), 9u);
  for (int i = 0; i < 9; ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    EXPECT_EQ(row.text, std::string(100'000, static_cast<char>('a' + i)));
    EXPECT_EQ(row.offset, static_cast<std::size_t>(i) * (content.size() / 9));
  }
}

TEST_F(Jsonl, AnEmptyFileHasNoRows) { EXPECT_TRUE(read(folder_.write("f.jsonl", "")).empty()); }

TEST_F(Jsonl, SaysWhereARowIsBroken) {
  const std::string good = R"({"text": "a", "label": "x"})";
  const std::string text = error(good + "\n" + R"({"text": "a", "label" "x"})" + "\n");
  EXPECT_EQ(text.rfind("f.jsonl:2:25: ", 0), 0u) << text;
}

TEST_F(Jsonl, RefusesARowThatIsNoObject) {
  EXPECT_EQ(error("[1, 2]\n"),
            "f.jsonl:1:1: a row must be an object such as {\"label\": ...}, but is a list");
}

TEST_F(Jsonl, NamesAMissingFieldAndTheNearestThatIsThere) {
  EXPECT_EQ(error(R"({"txt": "a", "label": "x"})"),
            "f.jsonl:1:1: the row has no field 'text'; did you mean 'txt'?");
}

TEST_F(Jsonl, SaysWhereAFieldOfTheWrongKindStands) {
  EXPECT_EQ(error(R"({"text": 17, "label": "x"})"),
            "f.jsonl:1:10: field 'text' must be a string, but is an integer: 17");
  EXPECT_EQ(error(R"({"text": "a", "label": 1.5})"),
            "f.jsonl:1:24: label 'label' must be a string or an integer, but is a number: 1.5");
}

TEST_F(Jsonl, RefusesAnEmptyText) {
  EXPECT_EQ(error(R"({"text": " \n", "label": "x"})"),
            "f.jsonl:1:10: field 'text' is empty; fill it or take the row out");
  EXPECT_EQ(error(R"({"text": "a", "label": ""})"),
            "f.jsonl:1:24: label 'label' is empty; fill it or take the row out");
}

// The bad byte is the 12th of line 2; line 1 has 28 bytes with its end: offset 28 + 11.
TEST_F(Jsonl, SaysWhichByteIsNotUtf8) {
  EXPECT_EQ(error("{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"a\xe9\", \"label\": \"x\"}\n"),
            "f.jsonl:2:12: byte 0xe9 at offset 39 of the file is not UTF-8; convert the file, for "
            "example with iconv -f WINDOWS-1252 -t UTF-8");
}

TEST_F(Jsonl, RefusesALineBeyondTheLimitWithoutReadingAllOfIt) {
  EXPECT_EQ(error(std::string(1'000'001, ' ') + "\n", "{text}", 1'000'000),
            "f.jsonl:1: the line is longer than 1000000 bytes; is this JSON lines, one row a "
            "line?");
  EXPECT_EQ(error(std::string(10'000'001, 'x')),
            "f.jsonl:1: the line is longer than 10000000 bytes; is this JSON lines, one row a "
            "line?");
  EXPECT_EQ(error(std::string(1'000'000, ' ') + "\n", "{text}", 1'000'000), "no error");
}

TEST_F(Jsonl, SaysThatAFileIsMissingOrAFolder) {
  EXPECT_EQ(error_text([&] { read(folder_.path() / "none.jsonl"); }),
            folder_.path().string() + "/none.jsonl: cannot be read: No such file or directory");
  EXPECT_NE(error_text([&] { read(folder_.path()); }), "no error");
}

// Behind {"a{\"": 1, "k": {"label": 2}, the key 'label' of the outer object: nested keys and
// braces within strings do not count.
TEST(JsonColumn, FindsTheValueOfATopLevelKey) {
  const std::string line = R"({"a{\"": 1, "k": {"label": 2}, "label" :  3})";
  EXPECT_EQ(json_column(line, "label"), static_cast<int>(line.find('3')) + 1);
  EXPECT_EQ(json_column(line, "none"), 1);
  EXPECT_EQ(json_column("{}", "label"), 1);
}

}  // namespace
}  // namespace tangram
