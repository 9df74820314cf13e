#include "tasks/csv.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

using Rows = std::vector<std::vector<std::string>>;

class Csv : public testing::Test {
 protected:
  std::vector<Record> records(const std::string& content, char separator = ',',
                              std::size_t max_record_bytes = LineReader::kMaxLineBytes) {
    CsvReader reader(folder_.write("f.csv", content), separator, max_record_bytes);
    std::vector<Record> out;
    while (auto record = reader.next()) out.push_back(std::move(*record));
    return out;
  }
  Rows read(const std::string& content, char separator = ',') {
    Rows out;
    for (const Record& record : records(content, separator)) {
      out.emplace_back();
      for (const auto& entry : record.fields.entries) out.back().push_back(*entry.value.string());
    }
    return out;
  }
  /// Less the folder.
  std::string error(const std::string& content, char separator = ',',
                    std::size_t max_record_bytes = LineReader::kMaxLineBytes) {
    return error_text([&] { records(content, separator, max_record_bytes); })
        .substr(folder_.path().string().size() + 1);
  }

  TempFolder folder_;
};

TEST_F(Csv, NamesTheFieldsByTheHeader) {
  const auto all = records("text,label\ngood,yes\n");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(*all[0].fields.find("text")->string(), "good");
  EXPECT_EQ(*all[0].fields.find("label")->string(), "yes");
}

// The examples of RFC 4180, section 2: rules 1 to 7.
TEST_F(Csv, ReadsWhatTheStandardWrites) {
  EXPECT_EQ(read("a,b,c\r\naaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
            (Rows{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(read("a,b,c\r\nzzz,yyy,xxx"), (Rows{{"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(read("a,b,c\r\n\"aaa\",\"b \r\nbb\",\"ccc\"\r\nzzz,yyy,xxx\r\n"),
            (Rows{{"aaa", "b \r\nbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(read("a,b,c\r\n\"aaa\",\"b\"\"bb\",\"ccc\"\r\n"), (Rows{{"aaa", "b\"bb", "ccc"}}));
}

TEST_F(Csv, KeepsSpacesAndEmptyFieldsAndSeparatorsInQuotes) {
  EXPECT_EQ(read("a,b,c\n , x ,\n,,\n\"\",\",\",\"\"\"\"\n"),
            (Rows{{" ", " x ", ""}, {"", "", ""}, {"", ",", "\""}}));
}

TEST_F(Csv, ATableOfTabsKnowsCommasAsText) {
  EXPECT_EQ(read("a\tb\nx, y\t\"t\tt\"\n\t\n", '\t'), (Rows{{"x, y", "t\tt"}, {"", ""}}));
}

TEST_F(Csv, AQuoteWithinAFieldThatDoesNotBeginWithOneIsText) {
  EXPECT_EQ(read("a,b\nsaid \"no\",5\"\n"), (Rows{{"said \"no\"", "5\""}}));
}

TEST_F(Csv, PassesOverBlankLinesAndAByteOrderMark) {
  EXPECT_EQ(read("\xef\xbb\xbf\n\"a\",b\r\n\r\n1,2\n  \n\n3,4\n\n"),
            (Rows{{"1", "2"}, {"3", "4"}}));
}

TEST_F(Csv, ABlankLineInQuotesIsPartOfTheText) {
  EXPECT_EQ(read("a,b\n\"x\n\n\ny\",1\n"), (Rows{{"x\n\n\ny", "1"}}));
}

// Line 2 holds the first record with the two lines that its text spans: its label is on line 3,
// behind "two\"," (5 bytes). The next record begins on line 4, at offset 4 + 5 + 7 = 16.
TEST_F(Csv, PlacesAreThoseOfTheFileWhereTextsSpanLines) {
  const auto all = records("a,b\n\"one\ntwo\",x\nthree,y\n");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].place.line, 2);
  EXPECT_EQ(all[0].fields.find("b")->place.line, 3);
  EXPECT_EQ(all[0].fields.find("b")->place.column, 6);
  EXPECT_EQ(all[1].place.line, 4);
  EXPECT_EQ(all[1].offset, 16u);
  EXPECT_EQ(all[1].names.line, 1);
}

// Blocks of 256 KiB are read at once: a text of 300 kB on one line, and one on 3,000 lines.
TEST_F(Csv, ReadsTextsThatAreLongerThanWhatIsReadAtOnce) {
  std::string lines;
  for (int i = 0; i < 3000; ++i) lines += std::string(100, 'l') + "\n";
  const std::string line(300'000, 'x');
  EXPECT_TRUE(read("a,b\n" + line + ",1\n\"" + lines + "\",2\n3,3") ==
              (Rows{{line, "1"}, {lines, "2"}, {"3", "3"}}));
}

TEST_F(Csv, AHeaderAloneHasNoRows) {
  EXPECT_TRUE(read("a,b\n").empty());
  EXPECT_TRUE(read("a,b").empty());
}

TEST_F(Csv, AnEmptyFileHasNoHeader) {
  const std::string text = "f.csv: the file is empty; its first line must name the fields";
  EXPECT_EQ(error(""), text);
  EXPECT_EQ(error("\n \n\r\n"), text);
  EXPECT_EQ(error("\xef\xbb\xbf"), text);
}

TEST_F(Csv, RefusesARecordWithAnotherNumberOfFields) {
  EXPECT_EQ(error("text,label\na,x\nwell, no,y\n"),
            "f.csv:3:10: the record has 3 fields, but the header names 2: field 3 is 'y'; write a "
            "field that holds ',' in quotes");
  EXPECT_EQ(error("text\tlabel\n\na\n", '\t'),
            "f.csv:3:1: the record has 1 fields, but the header names 2: 'label' is missing; write "
            "an empty field for what has no value");
  EXPECT_EQ(error("text\tlabel\na\tb\tc", '\t'),
            "f.csv:2:5: the record has 3 fields, but the header names 2: field 3 is 'c'; write a "
            "field that holds a tab in quotes");
}

TEST_F(Csv, SaysWhereAQuoteOpenedThatIsNeverClosed) {
  EXPECT_EQ(error("a,b\nx,\"y\nz,1\nz,2\n"),
            "f.csv:2:3: the quote that opens here is never closed, up to the end of the file (line "
            "4); close it, or double a quote that is part of the text and write its field in "
            "quotes");
  EXPECT_NE(error("a,\"b"), "no error");
  EXPECT_NE(error("a,b\n\"x\"\"").find("f.csv:2:1: the quote that opens here"), std::string::npos);
}

TEST_F(Csv, RefusesTextBehindAClosingQuoteAndSaysWhereTheFieldOpened) {
  EXPECT_EQ(error("a,b\nx,\"y\"z w\n"),
            "f.csv:2:6: \"z w\" stands behind the quote that closes the field (opened at 2:3); "
            "double a quote that is part of the text: \"\"");
  EXPECT_EQ(
      error("a,b\n\"open,1\n\"next\",2\n"),
      "f.csv:3:2: \"next\",2\" stands behind the quote that closes the field (opened at 2:1); "
      "double a quote that is part of the text: \"\"");
}

TEST_F(Csv, RefusesAHeaderWithoutDistinctNames) {
  EXPECT_EQ(
      error("text,label,text\n"),
      "f.csv:1:12: the header names 'text' twice, as field 1 and as field 3; give one another "
      "name");
  EXPECT_EQ(error(",text,label\n0,a,x\n"),
            "f.csv:1:1: field 1 has no name in the header; give it one, or leave the column out "
            "(pandas: to_csv(..., index=False))");
  EXPECT_NE(error("a,b, \n").find("f.csv:1:5: field 3 has no name"), std::string::npos);
}

TEST_F(Csv, SaysWhatElsePartsTheFieldsOfAHeader) {
  EXPECT_EQ(error("text;label\na;x\n"),
            "f.csv:1:1: the header names one field only, 'text;label'; a text and its label are "
            "needed, parted by ',', not by ';': export the file anew");
  EXPECT_NE(error("text,label\n", '\t').find("parted by a tab, not by ','"), std::string::npos);
  EXPECT_NE(error("text\tlabel\n").find("not by '\\t'"), std::string::npos);
  EXPECT_NE(error("text\n").find("parted by ','"), std::string::npos);
}

// Line ends of old Macs: the whole file is one line.
TEST_F(Csv, RefusesACarriageReturnAlone) {
  EXPECT_EQ(
      error("a,b\r1,2\r"),
      "f.csv:1:4: a carriage return that ends no line; write the field in quotes, or, if lines "
      "end so, convert the file: tr '\\r' '\\n'");
  EXPECT_EQ(read("a,b\n\"x\ry\",1\n"), (Rows{{"x\ry", "1"}}));
}

// 200 lines of 10 bytes with their ends: the 101st takes the record beyond 1,000 bytes.
TEST_F(Csv, RefusesARecordBeyondTheLimitWithoutReadingAllOfIt) {
  std::string lines;
  for (int i = 0; i < 200; ++i) lines += "123456789\n";
  EXPECT_EQ(error("a,b\n1,\"" + lines + "\"\n", ',', 1000),
            "f.csv:2:1: the record that begins here is longer than 1000 bytes; is the quote at 2:3 "
            "closed?");
  EXPECT_NE(error("a,b\n" + std::string(1001, 'x'), ',', 1000).find("f.csv:2: the line is longer"),
            std::string::npos);
}

TEST_F(Csv, RefusesWhatIsNoText) {
  EXPECT_NE(error("a,b\n\"x\n\xe9\",1\n").find("f.csv:3:1: byte 0xe9"), std::string::npos);
}

}  // namespace
}  // namespace tangram
