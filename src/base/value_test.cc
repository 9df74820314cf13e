#include "base/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace tangram {
namespace {

Value number(double v) { return {v, {}}; }
Value integer(std::int64_t v) { return {v, {}}; }
Value text(std::string v) { return {std::move(v), {}}; }

TEST(Value, AnUnknownPartOfAPlaceIsLeftOut) {
  EXPECT_EQ((Place{"study.toml", 12, 3}).str(), "study.toml:12");
  EXPECT_EQ((Place{"study.toml", 0, 0}).str(), "study.toml");
  EXPECT_EQ(Place{}.str(), "command line");
}

TEST(Value, ATableKeepsTheOrderOfItsKeysAndReplacesInPlace) {
  Table table;
  table.set("b", integer(1));
  table.set("a", integer(2));
  table.set("b", integer(3));
  ASSERT_EQ(table.entries.size(), 2U);
  EXPECT_EQ(table.entries[0].key, "b");
  EXPECT_EQ(std::get<std::int64_t>(table.find("b")->data), 3);
  EXPECT_EQ(table.find("c"), nullptr);
  EXPECT_TRUE(table.erase("b"));
  EXPECT_FALSE(table.erase("b"));
  EXPECT_EQ(table.entries.size(), 1U);
}

TEST(Value, EveryKindHasAName) {
  EXPECT_EQ(Value{}.kind(), "nothing");
  EXPECT_EQ((Value{true, {}}).kind(), "a boolean");
  EXPECT_EQ(integer(1).kind(), "an integer");
  EXPECT_EQ(number(1).kind(), "a number");
  EXPECT_EQ(text("").kind(), "a string");
  EXPECT_EQ((Value{Array{}, {}}).kind(), "a list");
  EXPECT_EQ((Value{Table{}, {}}).kind(), "a table");
}

TEST(Value, CanonicalTextSortsKeysAndForgetsPlaces) {
  Table first, second;
  first.set("b", {Array{integer(1), Value{true, {}}, Value{}}, {"x.toml", 3, 1}});
  first.set("a", text("q\"\\\n"));
  second.set("a", text("q\"\\\n"));
  second.set("b", {Array{integer(1), Value{true, {}}, Value{}}, {}});
  EXPECT_EQ(canonical_text({first, {}}), R"({"a":"q\"\\\u000a","b":[1,true,null]})");
  EXPECT_EQ(canonical_text({first, {}}), canonical_text({second, {}}));
}

// 0.1 + 0.2 is the double just above 0.3: six digits would make them one.
TEST(Value, CanonicalNumbersReadBackToTheSameBits) {
  EXPECT_EQ(canonical_text(number(0.1)), "0.1");
  EXPECT_EQ(canonical_text(number(0.1 + 0.2)), "0.30000000000000004");
  EXPECT_EQ(canonical_text(number(5e-324)), "5e-324");
  EXPECT_EQ(canonical_text(number(-0.0)), "-0.0");
  EXPECT_EQ(canonical_text(number(1)), "1.0");
  EXPECT_EQ(canonical_text(integer(1)), "1");
  EXPECT_EQ(canonical_text(integer(std::numeric_limits<std::int64_t>::min())),
            "-9223372036854775808");
  EXPECT_EQ(canonical_text(number(std::numeric_limits<double>::infinity())), "inf");
}

TEST(Value, TheNearestNameIsTheLikelyMistyping) {
  const std::vector<std::string> names{"shots", "draws", "queries"};
  EXPECT_EQ(nearest_name("shot", names), "shots");      // one insertion
  EXPECT_EQ(nearest_name("querys", names), "queries");  // two edits
  EXPECT_EQ(nearest_name("temperature", names), "");
  EXPECT_EQ(nearest_name("x", names), "");
  EXPECT_EQ(nearest_name("shots", {}), "");
  EXPECT_EQ(nearest_name(std::string(1000000, 'a'), names), "");
}

TEST(Value, ASuggestionNamesOneOrListsAll) {
  const std::vector<std::string> names{"shots", "draws"};
  EXPECT_EQ(suggestion("shot", names), "; did you mean 'shots'?");
  EXPECT_EQ(suggestion("temperature", names), "; known: shots, draws");
  EXPECT_EQ(suggestion("x", {}), "");
  std::vector<std::string> many;
  for (int i = 0; i < 30; ++i) many.push_back("name" + std::to_string(i));
  EXPECT_TRUE(suggestion("temperature", many).ends_with("name19, ... (30 in all)"));
}

TEST(Value, IsANumberWhetherWrittenWholeOrNot) {
  EXPECT_EQ((Value{std::int64_t{3}, {}}).number(), 3.0);
  EXPECT_EQ((Value{0.5, {}}).number(), 0.5);
  EXPECT_EQ((Value{true, {}}).number(), std::nullopt);
  EXPECT_EQ((Value{std::string("3"), {}}).number(), std::nullopt);
  EXPECT_EQ(Value{}.number(), std::nullopt);
}

}  // namespace
}  // namespace tangram
