#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "base/rng.h"

namespace tangram {
namespace {

std::string json_error(std::string_view text) {
  try {
    parse_json(text, {"f.jsonl", 3, 1});
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Json, ObjectsKeepTheOrderOfTheirKeys) {
  const std::string text = R"({"z":1,"a":[true,null,"\u00e9\n",{}],"m":{"b":-2,"a":1.5}})";
  EXPECT_EQ(to_json(parse_json(text, {})),
            "{\"z\":1,\"a\":[true,null,\"\u00e9\\n\",{}],\"m\":{\"b\":-2,\"a\":1.5}}");
}

TEST(Json, IndentationPutsOneMemberOnALine) {
  EXPECT_EQ(to_json(parse_json(R"({"a":[1,2],"b":{},"c":[]})", {}), 2),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
}

TEST(Json, DoublesComeBackBitByBit) {
  Rng rng(20);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t bits = rng.next();
    double v = 0;
    std::memcpy(&v, &bits, sizeof v);
    if (!std::isfinite(v)) continue;
    const Value back = parse_json(to_json(json(v)), {});
    const double* w = std::get_if<double>(&back.data);
    ASSERT_NE(w, nullptr) << to_json(json(v));
    ASSERT_EQ(std::memcmp(&v, w, sizeof v), 0) << to_json(json(v));
  }
  EXPECT_EQ(to_json(json(1.0)), "1.0");
  EXPECT_EQ(to_json(json(-0.0)), "-0.0");
  EXPECT_EQ(to_json(json(0.1 + 0.2)), "0.30000000000000004");
}

TEST(Json, IntegersStayIntegersUpTo64BitsAndNoFurther) {
  for (const std::string text : {"9223372036854775807", "-9223372036854775808", "0"}) {
    const Value value = parse_json(text, {});
    EXPECT_EQ(value.kind(), "an integer");
    EXPECT_EQ(to_json(value), text);
  }
  EXPECT_EQ(json_error("9223372036854775808"),
            "f.jsonl:3: the integer 9223372036854775808 is beyond 64 bits with sign");
  EXPECT_EQ(json_error("[-9223372036854775809]"),
            "f.jsonl:3: the integer -9223372036854775809 is beyond 64 bits with sign");
}

TEST(Json, ASyntaxErrorNamesPlaceAndColumn) {
  EXPECT_TRUE(json_error(R"({"a": 1,})").starts_with("f.jsonl:3:9: ")) << json_error("{");
  for (const char* text : {"", " ", "{", "[1", "nul", "{\"a\" 1}", "1 2", "\"\xff\"", "\"\\ud800\"",
                           "1e999", "NaN", "'a'", "{1:2}"})
    EXPECT_TRUE(json_error(text).starts_with("f.jsonl:3:")) << text << ": " << json_error(text);
}

TEST(Json, ARepeatedKeyIsAnError) {
  EXPECT_EQ(json_error(R"({"a":1,"b":{"a":1},"a":2})"),
            "f.jsonl:3: the key 'a' stands twice in one object");
}

TEST(Json, HostileNestingIsAnErrorAndNoCrash) {
  EXPECT_EQ(json_error(std::string(1000000, '[')), "f.jsonl:3: nested more than 64 deep");
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_EQ(json_error(objects), "f.jsonl:3: nested more than 64 deep");
  EXPECT_EQ(json_error(std::string(64, '[') + std::string(64, ']')), "no error");
}

TEST(Json, TextThatIsNoUtf8CannotBeWritten) {
  try {
    to_json(json("ok\xff"));
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot be written as JSON: byte 2 of \"ok\\xff\" is not valid UTF-8");
  }
}

TEST(JsonDeathTest, ANumberThatIsNoneIsOurFault) {
  EXPECT_DEATH(to_json(json(std::numeric_limits<double>::quiet_NaN())), "isfinite");
}

TEST(Json, BuildingBlocksReadAsATable) {
  EXPECT_EQ(to_json(json_object({{"a", json(1)},
                                 {"b", json_array({json(true), json("x"), json(0.5)})},
                                 {"c", json(std::int64_t{1} << 40)},
                                 {"d", Value{}}})),
            R"({"a":1,"b":[true,"x",0.5],"c":1099511627776,"d":null})");
}

}  // namespace
}  // namespace tangram
