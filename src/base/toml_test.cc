#include "base/toml.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tangram {
namespace {

std::string toml_error(std::string_view text) {
  try {
    parse_toml(text, "f.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string repeated(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(Toml, KeysComeInTheOrderOfTheFile) {
  const Value value = parse_toml("zeta = 1\nalpha = 2\n[mid]\nb.x = 1\na = 2\n[early]\n", "f.toml");
  const Table& table = *value.table();
  ASSERT_EQ(table.entries.size(), 4U);
  EXPECT_EQ(table.entries[0].key, "zeta");
  EXPECT_EQ(table.entries[1].key, "alpha");
  EXPECT_EQ(table.entries[2].key, "mid");
  EXPECT_EQ(table.entries[2].value.table()->entries[0].key, "b");
  EXPECT_EQ(table.entries[3].key, "early");
}

TEST(Toml, EveryValueKnowsItsPlace) {
  const Value value = parse_toml("a = 1\n\n[t]\nb.c = [1,\n  2]\n", "f.toml");
  EXPECT_EQ(value.table()->find("a")->place.str(), "f.toml:1");
  EXPECT_EQ(value.table()->find("a")->place.column, 5);
  EXPECT_EQ(value.table()->find("t")->place.str(), "f.toml:3");
  const Value& b = *value.table()->find("t")->table()->find("b");
  EXPECT_EQ(b.place.str(), "f.toml:4");
  const Value& list = *b.table()->find("c");
  EXPECT_EQ((*list.array())[1].place.str(), "f.toml:5");
  EXPECT_EQ((*list.array())[1].place.column, 3);
}

TEST(Toml, EveryKindIsRead) {
  const Value value = parse_toml(
      "s = \"\\u00e9\"\ni = 8_000\nd = 2e-3\nb = true\nl = [1, 'x', inf]\nt = { k = -1 }\n", "f");
  EXPECT_EQ(canonical_text(value),
            "{\"b\":true,\"d\":0.002,\"i\":8000,\"l\":[1,\"x\",inf],\"s\":\"\u00e9\","
            "\"t\":{\"k\":-1}}");
  EXPECT_EQ(canonical_text(parse_toml("", "f")), "{}");
}

TEST(Toml, ASyntaxErrorNamesLineAndColumn) {
  EXPECT_TRUE(toml_error("a = 1\nb = = 2\n").starts_with("f.toml:2:5: "))
      << toml_error("a=1\nb==2");
  EXPECT_TRUE(toml_error("a = 1\na = 2\n").starts_with("f.toml:2:"))
      << toml_error("a = 1\na = 2\n");
  EXPECT_TRUE(toml_error("a = \"\xff\"").starts_with("f.toml:1:"));
  EXPECT_TRUE(toml_error("a = [1,").starts_with("f.toml:1:"));
}

TEST(Toml, DatesAreRefused) {
  EXPECT_EQ(toml_error("x = 1\nd = 2024-06-04\n"),
            "f.toml:2:5: dates and times are not used here; write a string");
  EXPECT_EQ(toml_error("t = [12:00:00]\n"),
            "f.toml:1:6: dates and times are not used here; write a string");
}

TEST(Toml, HostileNestingIsAnErrorAndNoCrash) {
  constexpr int kDeep = 200000;
  EXPECT_EQ(toml_error(fmt::format("\na = {}", repeated("[", kDeep))),
            "f.toml:2: nested more than 64 deep");
  EXPECT_EQ(toml_error(fmt::format("a = {}", repeated("{a=", kDeep))),
            "f.toml:1: nested more than 64 deep");
  EXPECT_EQ(toml_error(repeated("a.", kDeep) + "a = 1"), "f.toml:1: nested more than 64 deep");
  EXPECT_EQ(toml_error(fmt::format("[{}a]", repeated("a.", kDeep))),
            "f.toml:1: nested more than 64 deep");
  EXPECT_EQ(
      toml_error(fmt::format("a = {}", repeated(fmt::format("{{{}a = ", repeated("a.", 20)), 10))),
      "f.toml:1: nested more than 64 deep");
}

TEST(Toml, BracketsAndDotsInTextsAndLongFilesAreNoNesting) {
  const std::string many = repeated("[{..", 100);
  EXPECT_EQ(toml_error("# " + many + "\na = \"" + many + "\\\"" + many + "\"\nb = '" + many +
                       "'\nc = \"\"\"\n" + many + "\n" + many + "\"\"\"\nd = '''" + many + "'''\n"),
            "no error");
  EXPECT_EQ(toml_error("a = [" + repeated("1.5, ", 1000) + "]"), "no error");
  EXPECT_EQ(toml_error(repeated("[[block]]\na.b = 1.5\n", 1000)), "no error");
  EXPECT_EQ(toml_error("a = " + repeated("[", 60) + repeated("]", 60)), "no error");
}

TEST(Toml, AFileIsReadAndAMissingOneNamed) {
  const auto path = std::filesystem::path(testing::TempDir()) / "toml_test.toml";
  write_file(path, "a = 1\n");
  const Value value = load_toml(path);
  EXPECT_EQ(value.table()->find("a")->place.str(), path.string() + ":1");
  std::filesystem::remove(path);
  try {
    load_toml(path);
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), path.string() + ": cannot be opened: No such file or directory");
  }
}

}  // namespace
}  // namespace tangram
