#include "tasks/row_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

class DataRows : public testing::Test {
 protected:
  std::vector<DataRow> read(const std::string& name, const std::string& content,
                            const RowFormat& format = {}) {
    RowReader reader(folder_.write(name, content), format);
    std::vector<DataRow> rows;
    while (auto row = reader.next()) rows.push_back(std::move(*row));
    return rows;
  }
  /// Less the folder.
  std::string error(const std::string& name, const std::string& content,
                    const RowFormat& format = {}) {
    std::string text = error_text([&] { read(name, content, format); });
    const std::string prefix = folder_.path().string() + "/";
    for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    return text;
  }

  TempFolder folder_;
};

TEST_F(DataRows, AreReadByTheExtensionOfTheirFile) {
  EXPECT_EQ(read("f.jsonl", R"({"text": "a, b", "label": 1})")[0].text, "a, b");
  EXPECT_EQ(read("f.csv", "text,label\n\"a, b\",1\n")[0].text, "a, b");
  EXPECT_EQ(read("F.CSV", "text,label\n\"a, b\",1\n")[0].label, "1");
  EXPECT_EQ(read("f.tsv", "text\tlabel\na, b\t1\n")[0].text, "a, b");
  EXPECT_EQ(read("f.txt", R"({"text": "a", "label": true})")[0].label, "true");
}

TEST_F(DataRows, SeveralFieldsMakeTheInput) {
  const RowFormat format{.input = "{text}\nHypothesis: {text2}"};
  EXPECT_EQ(read("f.jsonl", R"({"text": "p", "text2": "h", "label": "e"})", format)[0].text,
            "p\nHypothesis: h");
  EXPECT_EQ(read("f.csv", "text2,text,label\nh,p,e\n", format)[0].text, "p\nHypothesis: h");
}

TEST_F(DataRows, SayWhereTheyBeginAndWhereTheirLabelStands) {
  const DataRow row = read("f.csv", "text,label\n\n\"one\ntwo\",x\n")[0];
  EXPECT_EQ(row.line, 3);
  EXPECT_EQ(row.offset, 12u);
  EXPECT_EQ(row.label_line, 4);
  EXPECT_EQ(row.label_column, 6);
}

TEST_F(DataRows, NameAMissingFieldAndTheNearestThatIsThere) {
  EXPECT_EQ(error("f.jsonl", R"({"txt": "a", "label": "x"})"),
            "f.jsonl:1:1: there is no field 'text'; did you mean 'txt'?; a card names the fields "
            "(tangram init f.jsonl)");
  EXPECT_EQ(error("f.csv", "\ntext,stars\n\na,5\n"),
            "f.csv:2:1: there is no field 'label'; known: text, stars; a card names the fields "
            "(tangram init f.csv)");
}

TEST_F(DataRows, SayWhereAFieldOfTheWrongKindStands) {
  EXPECT_EQ(error("f.jsonl", R"({"text": 17, "label": "x"})"),
            "f.jsonl:1:10: field 'text' must be a string, but is an integer: 17");
  EXPECT_EQ(error("f.jsonl", R"({"text": "a", "label": 1.5})"),
            "f.jsonl:1:24: label 'label' must be a string or an integer, but is a number: 1.5");
}

TEST_F(DataRows, RefuseAnEmptyField) {
  EXPECT_EQ(error("f.jsonl", R"({"text": " \n", "label": "x"})"),
            "f.jsonl:1:10: field 'text' is empty; fill it or take the row out");
  EXPECT_EQ(error("f.csv", "text,label\na,x\nb, \n"),
            "f.csv:3:3: label 'label' is empty; fill it or take the row out");
}

// A number at a cut belongs to the level above; a table's numbers are texts.
TEST_F(DataRows, CutNumbersHoweverTheyAreWritten) {
  const RowFormat format{.cuts = {-1.5, 2}};
  std::string levels;
  for (const DataRow& row :
       read("f.csv", "text,label\na,-3\na,-1.5\na,1.99\na, 2 \na,7e1\na,+2.5\n", format))
    levels += row.label;
  EXPECT_EQ(levels, "011222");
  EXPECT_EQ(read("f.jsonl", R"({"text": "a", "label": 2})", format)[0].label, "2");
  EXPECT_EQ(read("f.jsonl", R"({"text": "a", "label": "-2"})", format)[0].label, "0");
}

TEST_F(DataRows, WhatIsCutMustBeANumber) {
  const RowFormat format{.cuts = {0}};
  EXPECT_EQ(error("f.csv", "text,label\na,\"1,5\"\n", format),
            "f.csv:2:3: label 'label' is cut into levels, so it must be a number, but is a string: "
            "\"1,5\"");
  for (const char* text : {"", " ", "nan", "inf", "1e999", "0x10", "+-1", "2 3", "-"})
    EXPECT_NE(error("f.csv", std::string("text,label\na,") + text + "\n", format), "no error")
        << text;
}

}  // namespace
}  // namespace tangram
