#include "tasks/line_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tasks/text_encoding.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

using namespace std::string_literals;

class Lines : public testing::Test {
 protected:
  /// The error of reading a file with this content, less the folder.
  std::string error(const std::string& content, const std::string& name = "f.csv",
                    std::size_t max_line_bytes = LineReader::kMaxLineBytes) {
    const auto path = folder_.write(name, content);
    std::string text = error_text([&] {
      LineReader lines(path, max_line_bytes);
      while (lines.next()) {
      }
    });
    const std::string prefix = folder_.path().string() + "/";
    for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    return text;
  }

  TempFolder folder_;
};

// The mark has 3 bytes; "a\r" is 2 and its '\n' 1: the empty line is at 6, "b" at 7.
TEST_F(Lines, GivesEachLineWithItsNumberAndOffset) {
  LineReader lines(folder_.write("f",
                                 "\xef\xbb\xbf"
                                 "a\r\n\nb"));
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.text(), "a\r");
  EXPECT_EQ(lines.offset(), 3u);
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.text(), "");
  EXPECT_EQ(lines.offset(), 6u);
  ASSERT_TRUE(lines.next());
  EXPECT_EQ(lines.text(), "b");
  EXPECT_EQ(lines.offset(), 7u);
  EXPECT_EQ(full_place(lines.place(0)), (folder_.path() / "f").string() + ":3:1");
  EXPECT_FALSE(lines.next());
  EXPECT_FALSE(lines.next());
}

// The bad byte is the 4th of line 2; line 1 has 5 bytes with its end: offset 5 + 3. 0x93 is a
// typographic quote there, and in Latin-1 nothing that is printed.
TEST_F(Lines, SayWhichByteIsNotUtf8AndWhatItIsInWindows1252) {
  EXPECT_EQ(error("text\nca\xc3\xa9,\n"), "no error");
  EXPECT_EQ(error("text\ncaf\xe9,x\n"),
            "f.csv:2:4: byte 0xe9 at offset 8 of the file is not UTF-8; in Windows-1252 (and "
            "Latin-1) it is 'é': convert the file: iconv -f WINDOWS-1252 -t UTF-8 f.csv > "
            "f.utf8.csv");
  EXPECT_NE(error("\x93hi\x94").find("it is '“'"), std::string::npos);
  EXPECT_NE(error("caf\xe9", "my f.csv").find("UTF-8 'my f.csv' > 'my f.utf8.csv'"),
            std::string::npos)
      << error("caf\xe9", "my f.csv");
}

// Windows-1252 has nothing at 0x81.
TEST_F(Lines, AskForTheEncodingWhereItIsNotKnown) {
  EXPECT_EQ(error("a\x81"),
            "f.csv:1:2: byte 0x81 at offset 1 of the file is not UTF-8; find out the file's "
            "encoding, and convert it: iconv -f ENCODING -t UTF-8 f.csv > f.utf8.csv");
}

TEST_F(Lines, OneBadByteInAFileOfUtf8IsDamageAndNoOtherEncoding) {
  const std::string damaged =
      "f.csv:2:3: byte 0xe9 at offset 6 of the file is not UTF-8, but what stands before it is; "
      "write this character anew, or take the row out";
  EXPECT_EQ(error("\xc3\xa9x\nab\xe9"), damaged);
  EXPECT_NE(error("\xc3\xa9 \xe9").find("what stands before it is"), std::string::npos);
}

TEST_F(Lines, KnowUtf16WithAndWithoutItsMark) {
  EXPECT_EQ(error("\xff\xfe"
                  "a\0,\0"s),
            "f.csv: this is UTF-16, not UTF-8; convert it: iconv -f UTF-16 -t UTF-8 f.csv > "
            "f.utf8.csv");
  EXPECT_NE(error("\xfe\xff\0a"s).find("-f UTF-16 "), std::string::npos);
  EXPECT_NE(error("\xff\xfe\0\0a\0\0\0"s).find("-f UTF-32 "), std::string::npos);
  EXPECT_EQ(error("a\0,\0b\0"s),
            "f.csv:1:2: byte 0x00 at offset 1 of the file: this is UTF-16; convert it: iconv -f "
            "UTF-16LE -t UTF-8 f.csv > f.utf8.csv");
  EXPECT_NE(error("\0a\0,\0b"s).find("-f UTF-16BE "), std::string::npos);
}

TEST_F(Lines, RefuseANulByteAmongText) {
  EXPECT_EQ(
      error("text,label\nabc\0def,x\n"s),
      "f.csv:2:4: byte 0x00 at offset 14 of the file is no text; the file is damaged, or these "
      "bytes are to be taken out: tr -d '\\000' < f.csv");
}

TEST_F(Lines, KnowWhatIsNoText) {
  EXPECT_EQ(error("PK\x03\x04...", "f.xlsx"),
            "f.xlsx: this is a ZIP archive or a workbook; unpack it, or export it as CSV (UTF-8)");
  EXPECT_NE(error("\x1f\x8b...").find("gunzip"), std::string::npos);
  EXPECT_NE(error("PAR1...").find("Parquet"), std::string::npos);
}

TEST_F(Lines, RefuseALineBeyondTheLimitWithoutReadingAllOfIt) {
  const std::string message = " bytes; is this a file of rows, one a line?";
  EXPECT_EQ(error(std::string(1'000'001, ' ') + "\n", "f", 1'000'000),
            "f:1: the line is longer than 1000000" + message);
  EXPECT_EQ(error("\n" + std::string(10'000'001, 'x'), "f"),
            "f:2: the line is longer than 10000000" + message);
  EXPECT_EQ(error(std::string(1'000'000, ' ') + "\n", "f", 1'000'000), "no error");
}

TEST_F(Lines, SayThatAFileIsMissingOrAFolder) {
  EXPECT_EQ(error_text([&] { LineReader(folder_.path() / "none"); }),
            folder_.path().string() + "/none: cannot be read: No such file or directory");
  EXPECT_NE(error_text([&] { LineReader{folder_.path()}; }), "no error");
}

}  // namespace
}  // namespace tangram
