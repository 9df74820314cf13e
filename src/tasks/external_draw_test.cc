#include "tasks/external_draw.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

const Shape kShape{Design::crossed, {0, 2}, 1, {}};

ExternalDraw parse(const std::string& line) {
  return parse_external_draw(line, 4, kShape, {"output", 7, 0});
}

std::string fault(const std::string& line) {
  return error_text([&] { parse(line); });
}

/// A right answer; `from` replaced by `to`.
std::string changed(const std::string& from = "", const std::string& to = "") {
  std::string line =
      R"({"candidates": ["no", "yes"], "demonstration": [{"input": "a", "label": "yes"}, )"
      R"({"input": "b", "label": "no"}], "queries": [{"id": 3, "input": "c", "answer": "yes"}]})";
  if (!from.empty()) line.replace(line.find(from), from.size(), to);
  return line;
}

// Seeds are the first 53 bits of their streams, so that a double holds them.
TEST(ExternalDraw, ARequestNamesTheDrawItsSeedsAndItsShape) {
  Rng demonstration = Rng(5).at("demo").at(7), queries = Rng(5).at("queries");
  EXPECT_EQ(external_draw_request(Rng(5), 7, {Design::crossed, {0, 4}, 9, {}}).line,
            fmt::format(R"({{"draw":7,"demonstration_seed":{},"query_seed":{},)"
                        R"("design":"crossed","shots":[0,4],"queries":9}})",
                        demonstration.next() >> 11, queries.next() >> 11));
}

TEST(ExternalDraw, QuerySeedsAreSharedAsTheDesignSharesQueries) {
  const auto seed = [](Design design, std::uint64_t index) {
    return external_draw_request(Rng(5), index, {design, {0}, 3, {}}).query_seed;
  };
  EXPECT_EQ(seed(Design::crossed, 0), seed(Design::crossed, 7));
  EXPECT_NE(seed(Design::nested, 0), seed(Design::nested, 7));
  EXPECT_EQ(seed(Design::per_query, 3), seed(Design::per_query, 5));  // both of repeat 1
  EXPECT_NE(seed(Design::per_query, 2), seed(Design::per_query, 3));
  EXPECT_LT(seed(Design::nested, 0), std::uint64_t{1} << 53);
}

TEST(ExternalDraw, HoldsExamplesAndQueriesAsIndicesIntoOneSharedList) {
  const ExternalDraw draw = parse(changed());
  EXPECT_EQ(draw.format, TextFormat{});
  ASSERT_EQ(draw.demonstration.size(), 2u);
  EXPECT_EQ(std::get<std::string>(draw.demonstration[0].x), "a");
  EXPECT_EQ(draw.demonstration[0].y, 1);
  EXPECT_EQ(draw.demonstration[1].y, 0);
  ASSERT_EQ(draw.queries.size(), 1u);
  EXPECT_EQ(draw.queries[0].id, 3u);
  EXPECT_EQ(draw.queries[0].input, "c");
  EXPECT_EQ(draw.queries[0].answer, 1);
  EXPECT_EQ(draw.queries[0].candidates, draw.demonstration[1].candidates);  // the same pointer
}

TEST(ExternalDraw, AnItemMayHaveItsOwnCandidatesAndTheDrawItsFormat) {
  const ExternalDraw draw = parse(
      R"({"template": "Q: {x} A: {y}", "separator": "\n\n", "start": "Quiz.\n",)"
      R"( "demonstration": [{"input": "a", "label": "x", "candidates": ["x", "y", "z"]},)"
      R"( {"input": "b", "label": "w", "candidates": ["v", "w"]}],)"
      R"( "queries": [{"id": 0, "input": "c", "answer": "z", "candidates": ["x", "y", "z"]}]})");
  EXPECT_EQ(draw.format, (TextFormat{"Q: {x} A: {y}", "\n\n", "Quiz.\n", false}));
  EXPECT_EQ(*draw.demonstration[1].candidates, (std::vector<std::string>{"v", "w"}));
  EXPECT_EQ(draw.queries[0].answer, 2);
  EXPECT_EQ(draw.queries[0].candidates, draw.demonstration[0].candidates);
}

TEST(ExternalDraw, TwoQueriesAreTheSameItemWhereAllButTheIdAgrees) {
  const std::string text = item_text(parse(changed()).queries[0]);
  EXPECT_EQ(item_text(parse(changed("\"id\": 3", "\"id\": 4")).queries[0]), text);
  EXPECT_NE(item_text(parse(changed("\"c\"", "\"d\"")).queries[0]), text);
  EXPECT_NE(
      item_text(
          parse(changed("\"c\", \"answer\": \"yes\"", "\"c\", \"answer\": \"no\"")).queries[0]),
      text);
}

TEST(ExternalDraw, ALineThatIsNoDrawIsAnErrorWithItsPlace) {
  EXPECT_EQ(fault("[1]"),
            "output:7: draw 4: expected an object {\"demonstration\": ...}, found \"[1]\"");
  EXPECT_EQ(fault("{\"demonstration\": ").substr(0, 12), "output:7:19:");
  EXPECT_EQ(fault("{\"start\": \"\xff\"}").substr(0, 9), "output:7:");
  EXPECT_EQ(fault("{}"), "output:7: draw 4: it has no `demonstration`; give a list of 2");
  EXPECT_EQ(fault(changed("[{\"id\": 3, \"input\": \"c\", \"answer\": \"yes\"}]", "5")),
            "output:7: draw 4: `queries` must be a list, but is an integer");
  EXPECT_EQ(fault(changed("{\"candidates\"", "{\"seperator\": \"\", \"candidates\"")),
            "output:7: draw 4: unknown option 'seperator'; did you mean 'separator'?");
  EXPECT_EQ(fault(changed("{\"candidates\"", "{\"template\": \"{x}\", \"candidates\"")),
            "output:7: draw 4: `template` is \"{x}\"; it must hold {x} once and after it {y} once");
}

TEST(ExternalDraw, TooFewOrTooManyItemsAreAnError) {
  EXPECT_EQ(fault(changed("{\"input\": \"a\", \"label\": \"yes\"}, ", "")),
            "output:7: draw 4: expected 2 in `demonstration`, found 1");
  EXPECT_EQ(fault(changed("{\"id\": 3, \"input\": \"c\", \"answer\": \"yes\"}", "")),
            "output:7: draw 4: expected 1 in `queries`, found 0");
  EXPECT_EQ(
      fault(changed("[{\"id\"", "[{\"id\": 2, \"input\": \"d\", \"answer\": \"no\"}, {\"id\"")),
      "output:7: draw 4: expected 1 in `queries`, found 2");
}

TEST(ExternalDraw, AnItemThatCannotBeAskedIsAnErrorThatNamesIt) {
  EXPECT_EQ(fault(changed("\"answer\": \"yes\"", "\"answer\": \"yess\"")),
            "output:7: draw 4, query 0: answer 'yess' is none of its candidates; did you mean "
            "'yes'?");
  EXPECT_EQ(fault(changed("\"label\": \"no\"", "\"label\": 1")),
            "output:7: draw 4, example 1: 'label' must be a string, but is an integer: 1");
  EXPECT_EQ(fault(changed("\"b\"", "\" \"")),
            "output:7: draw 4, example 1: its input is empty; give a text");
  EXPECT_EQ(fault(changed("\"id\": 3, ", "")),
            "output:7: draw 4, query 0: 'id' is missing: a number that names the item in every "
            "draw");
  EXPECT_EQ(fault(changed("\"id\": 3", "\"id\": -1")),
            "output:7: draw 4, query 0: 'id' must be at least 0, but is -1");
  EXPECT_EQ(fault(changed("\"id\": 3", "\"id\": 1099511627776")),  // 2^40
            "output:7: draw 4, query 0: 'id' must be at most 1099511627775, but is 1099511627776");
}

TEST(ExternalDraw, CandidatesAreTwoDistinctWordsOrMoreThatCanBeShown) {
  const auto with = [](const char* words) { return fault(changed("[\"no\", \"yes\"]", words)); };
  EXPECT_EQ(with("[]"),
            "output:7: draw 4, example 0: it has no candidates; give the item `candidates`, or the "
            "draw for all items");
  EXPECT_EQ(with("[\"yes\"]"),
            "output:7: draw 4, example 0: 'yes' is the only candidate; give at least 2");
  EXPECT_EQ(with("[\"yes\", \"no\", \"yes\"]"),
            "output:7: draw 4, example 0: candidate 'yes' stands there twice; give each once");
  EXPECT_EQ(with("[\"yes\", \"no\", \"\\n\"]"),
            "output:7: draw 4, example 0: candidate \"\\n\" cannot be shown; give a word or more");
  EXPECT_EQ(
      fault(changed("\"answer\": \"yes\"", "\"answer\": \"yes\", \"candidates\": []")),
      "output:7: draw 4, query 0: its `candidates` are empty; leave the key out to take those "
      "of the draw");
}

TEST(ExternalDraw, TwoQueriesWithOneIdAreAnError) {
  const std::string line =
      changed("\"answer\": \"yes\"}",
              "\"answer\": \"yes\"}, {\"id\": 3, \"input\": \"d\", \"answer\": \"no\"}");
  EXPECT_EQ(error_text([&] {
              parse_external_draw(line, 4, {Design::nested, {2}, 2, {}}, {"output", 7, 0});
            }),
            "output:7: draw 4, query 1: id 3 is another query's too; ask each item once");
}

// nearest_name() costs the product of two lengths: a label as long as a line must not cost hours.
TEST(ExternalDraw, AnEnormousLabelIsRefusedAtOnce) {
  const std::string word(4'000'000, 'x');
  const std::string message = fault(changed("\"label\": \"yes\"", "\"label\": \"" + word + "\""));
  EXPECT_LT(message.size(), 300u);
  EXPECT_EQ(message.substr(0, 38), "output:7: draw 4, example 0: label 'xx");
}

}  // namespace
}  // namespace tangram
