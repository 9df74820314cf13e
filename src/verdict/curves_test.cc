#include "verdict/curves.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

Cell cell(const char* condition, int shots, double value, double half_width) {
  Cell c;
  c.task = "sst2";
  c.condition = condition;
  c.learner = "llm";
  c.shots = shots;
  c.draws_done = c.draws_declared = 3;
  c.n_questions = 12;
  c.n_candidates = 2;
  c.metrics["auc"] = {value, value - half_width, value + half_width, 3, "draw", ""};
  c.metrics["macro_f1"] = c.metrics["auc"];
  return c;
}

std::vector<Cell> two_curves() {
  std::vector<Cell> cells = {cell("original", 0, 0.5, 0.02), cell("original", 4, 0.75, 0.06),
                             cell("original", 16, 1, 0),     cell("ra", 0, 0.5, 0.02),
                             cell("ra", 4, 0.6, 0.1),        cell("ra", 16, 0.8, 0)};
  cells.back().draws_done = 0;
  cells.back().metrics["auc"] = {{}, {}, {}, 0, "draw", "no draw is done"};
  return cells;
}

TEST(Curves, DrawsTablesAndPlotsInUnicode) {
  EXPECT_EQ(curves_text(two_curves(), {.width = 60, .height = 6}),
            R"x(sst2: AUC (Hand-Till, within draw), mean of draws ± half-width of the 95 % interval
            draws    0 shots          4          16
llm
  original      3  .500±.020  .750±.060  1.000±.000
  ra            3  .500±.020  .600±.100           -
note: ra/llm at 16 shots: no draw is done

sst2, llm: AUC (Hand-Till, within draw) by shots
   1.0 │                                 ⣀⡠⠤A
       │                          ⣀⣀⠤⠔⠒⠉⠉
   0.8 │                   ⢀⣀⠤A⠒⠊⠉
   0.6 │            ⣀⣀⠤⠔⠒⠊⠉⢁⣀⣀B
       │──────AB⠴⠶⠞⠛⠒⠒⠒⠉⠉⠉⠉⠁──────────────────────── chance
   0.4 │
       └────────────────────────────────────────────
               0              4            16
        A original   B ra
)x");
}

TEST(Curves, DrawsTablesAndPlotsInAscii) {
  const std::string text = curves_text(two_curves(), {.width = 50, .height = 6, .unicode = false});
  EXPECT_EQ(text,
            R"x(sst2: AUC (Hand-Till, within draw), mean of draws +- half-width of the 95 % interval
            draws     0 shots           4
llm
  original      3  .500+-.020  .750+-.060
  ra            3  .500+-.020  .600+-.100

            draws           16
llm
  original      3  1.000+-.000
  ra            3            -
note: ra/llm at 16 shots: no draw is done

sst2, llm: AUC (Hand-Till, within draw) by shots
   1.0 |                         ...A
       |                    ......
   0.8 |               ..A...
   0.6 |         ........B
       |----AB.........------------------- chance
   0.4 |
       +----------------------------------
             0           4         16
        A original   B ra
)x");
}

TEST(Curves, ShowTheLinesOfWhoKnowsNothing) {
  const auto has = [](const std::string& metric, const std::string& line) {
    CurveOptions options{.metric = metric, .width = 60};
    return curves_text({cell("original", 0, 0.7, 0.1)}, options).find(" " + line + "\n") !=
           std::string::npos;
  };
  EXPECT_TRUE(has("auc", "chance"));
  EXPECT_TRUE(has("macro_f1", "guess"));
  EXPECT_TRUE(has("macro_f1", "constant"));
  EXPECT_FALSE(has("macro_f1", "chance"));
}

TEST(Curves, OfEightConditionsAtOnePointShowAllLetters) {
  std::vector<Cell> cells;
  for (const char* condition : {"a", "b", "c", "d", "e", "f", "g", "h"})
    for (const int shots : {0, 1, 2, 4, 8, 16, 32})
      cells.push_back(cell(condition, shots, shots == 0 ? 0.4 : 0.5, 0));
  const std::string text = curves_text(cells);
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find("ABCDEFGH", at)) != std::string::npos; ++at) ++n;
  EXPECT_EQ(n, 7u);
}

TEST(Curves, KeepToTheWidth) {
  std::vector<Cell> cells;
  for (const char* condition : {"original", "tau_synonym", "ra_shuffled", "pa_fresh", "flip"})
    for (const int shots : {0, 1, 2, 4, 8, 16, 32})
      cells.push_back(cell(condition, shots, shots == 0 ? 0.4 : 0.5, 0));
  for (const int width : {40, 60, 100}) {
    const std::string text = curves_text(cells, {.width = width});
    const std::size_t table = text.find('\n');  // the title may be longer
    std::size_t begin = table + 1;
    while (begin < text.size()) {
      const std::size_t end = text.find('\n', begin);
      const std::string line = text.substr(begin, end - begin);
      if (line.find(':') == line.npos) {
        EXPECT_LE(code_points(line), static_cast<std::size_t>(width)) << line;
      }
      begin = end + 1;
    }
  }
}

TEST(Curves, AreColouredOnlyWhenAsked) {
  EXPECT_EQ(curves_text(two_curves()).find('\x1b'), std::string::npos);
  EXPECT_NE(curves_text(two_curves(), {.color = true}).find("\x1b[31mA\x1b[0m"), std::string::npos);
}

TEST(Curves, PlotsLearnersTogetherWhereThereIsOneCondition) {
  std::vector<Cell> cells = {cell("original", 0, 0.5, 0.1), cell("original", 0, 0.6, 0.1)};
  cells[1].learner = "guess";
  const std::string text = curves_text(cells);
  EXPECT_NE(text.find("sst2, original: AUC"), std::string::npos);
  EXPECT_NE(text.find("A llm   B guess\n"), std::string::npos);
}

TEST(Curves, OfALearnerWithOneScoreThroughoutAreATableAndNoPlot) {
  std::vector<Cell> cells = two_curves();
  for (const char* condition : {"original", "ra"})
    for (const int shots : {0, 4, 16}) {
      cells.push_back(cell(condition, shots, 0.5, 0));
      cells.back().learner = "guess";
    }
  const std::string text = curves_text(cells);
  EXPECT_NE(text.find("\nguess\n"), std::string::npos);
  EXPECT_NE(text.find("sst2, llm: AUC"), std::string::npos);
  EXPECT_EQ(text.find("sst2, guess: AUC"), std::string::npos);
}

TEST(Curves, OfNothingAreEmpty) { EXPECT_EQ(curves_text({}), ""); }

TEST(Curves, WithoutAnyValueHaveATableAndNoPlot) {
  Cell c = cell("original", 4, 0, 0);
  c.metrics["auc"] = {{}, {}, {}, 0, "draw", "no draw is done"};
  c.draws_done = 0;
  EXPECT_EQ(curves_text({c}, {.unicode = false}),
            "sst2: AUC (Hand-Till, within draw), mean of draws +- half-width of the 95 % interval\n"
            "            draws  4 shots\n"
            "llm\n"
            "  original    0/3        -\n"
            "note: original/llm at 4 shots: no draw is done\n");
}

// The table shows which they are: the values that stand alone.
TEST(Curves, SayOnceOfAllValuesWhyTheyHaveNoInterval) {
  std::vector<Cell> cells = {cell("original", 0, 0.5, 0.02), cell("original", 4, 1, 0),
                             cell("ra", 0, 0.5, 0), cell("ra", 4, 0.6, 0.1)};
  const std::string table =
      "sst2: AUC (Hand-Till, within draw), mean of draws +- half-width of the 95 % interval\n"
      "            draws     0 shots           4\n"
      "llm\n"
      "  original      3  .500+-.020       1.000\n"
      "  ra            3        .500  .600+-.100\n";
  for (const int at : {1, 2}) {
    Estimate& e = cells[static_cast<std::size_t>(at)].metrics["auc"];
    e.low = e.high = {};
    e.note = "the same in every draw";
  }
  const std::string text = curves_text(cells, {.unicode = false});
  EXPECT_EQ(text.substr(0, text.find("\n\n")),
            table + "note: 2 values without an interval: the same in every draw");
}

TEST(Curves, RefuseAnUnknownMetric) {
  try {
    curves_text(std::vector<Cell>{}, {.metric = "acuracy"});
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "no metric is called 'acuracy'; did you mean 'accuracy'?");
  }
}

}  // namespace
}  // namespace tangram
