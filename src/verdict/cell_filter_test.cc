#include "verdict/cell_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Words = std::vector<std::string>;

Cell cell(const std::string& task, const std::string& learner, int shots, const std::string& axes) {
  Cell out;
  out.task = task;
  out.condition = "original";
  out.learner = learner;
  out.shots = shots;
  out.axes = axes;
  return out;
}

/// Two learners on two tasks at 0 and 4 shots, one of them with an axis.
std::vector<Cell> text_cells() {
  std::vector<Cell> out;
  for (const char* task : {"sst2", "trec"})
    for (const int shots : {0, 4}) {
      out.push_back(cell(task, "llm", shots, R"(format="plain")"));
      out.push_back(cell(task, "guess", shots, ""));
    }
  return out;
}

/// "llm on sst2 at 4" of each cell that is left.
Words names(const Words& words) {
  Words out;
  for (const Cell& cell : CellFilter(words).of(text_cells()))
    out.push_back(fmt::format("{} on {} at {}", cell.learner, cell.task, cell.shots));
  return out;
}

VectorCell vector_cell(const std::string& learner, const std::string& versus,
                       const std::string& axes) {
  VectorCell out;
  out.task = "linear";
  out.condition = "original";
  out.learner = learner;
  out.versus = versus;
  out.axes = axes;
  return out;
}

/// Errors of a net at two sizes and of ridge, which has none, and their distances.
VectorMeasures vector_cells() {
  VectorMeasures out;
  for (const char* size : {"pool_size=8", "pool_size=64"}) {
    out.errors.push_back(vector_cell("net", "", size));
    out.distances.push_back(vector_cell("net", "ridge", size));
  }
  out.errors.push_back(vector_cell("ridge", "", ""));
  return out;
}

Words vector_names(const Words& words) {
  const VectorMeasures left = CellFilter(words).of(vector_cells());
  Words out;
  for (const auto* cells : {&left.errors, &left.distances})
    for (const VectorCell& cell : *cells) out.push_back(cell.learners() + " " + cell.axes);
  return out;
}

TEST(CellFilter, KeepsWhatHasAllThatIsWanted) {
  EXPECT_EQ(names({}).size(), 8U);
  EXPECT_THAT(names({"task=sst2", "learner=guess"}),
              ElementsAre("guess on sst2 at 0", "guess on sst2 at 4"));
  EXPECT_THAT(names({"task=trec", "shots=4"}),
              ElementsAre("llm on trec at 4", "guess on trec at 4"));
}

TEST(CellFilter, OfTwoValuesOfANameKeepsEither) {
  EXPECT_THAT(names({"task=sst2", "task=trec", "learner=llm", "shots=0"}),
              ElementsAre("llm on sst2 at 0", "llm on trec at 0"));
}

TEST(CellFilter, ReadsNamesWithTheirQuotesAndWithout) {
  EXPECT_EQ(names({"format=plain"}), names({R"(format="plain")"}));
}

// Ridge is there whatever the size of the pool: it is what nets are compared with.
TEST(CellFilter, KeepsWhatAnAxisDoesNotConcern) {
  EXPECT_THAT(vector_names({"pool_size=8"}),
              ElementsAre("net pool_size=8", "ridge ", "net~ridge pool_size=8"));
}

TEST(CellFilter, OfALearnerKeepsItsDistances) {
  EXPECT_THAT(vector_names({"learner=ridge", "pool_size=64"}),
              ElementsAre("ridge ", "net~ridge pool_size=64"));
  EXPECT_THAT(vector_names({"learner=net~ridge", "pool_size=64"}),
              ElementsAre("net~ridge pool_size=64"));
}

TEST(CellFilter, OfWhatIsNotThereIsAnErrorWithWhatIs) {
  EXPECT_EQ(error_text([] { names({"task=cr"}); }),
            "--only task=cr: the run has task = sst2, trec");
  EXPECT_EQ(error_text([] { names({"pool=8"}); }),
            "--only pool=8: the run has no 'pool' to choose by; it has condition, format, learner, "
            "shots, task");
  EXPECT_EQ(error_text([] { vector_names({"shots=4"}); }),
            "--only shots=4: the run has no 'shots' to choose by; it has condition, learner, "
            "pool_size, task");
  for (const char* word : {"ridge", "=ridge", ""})
    EXPECT_EQ(error_text([&] { CellFilter({word}); }),
              fmt::format("--only {}: give NAME=VALUE, such as learner=ridge", word));
}

// Ridge is asked in another block than the net is.
TEST(CellFilter, OfWhatIsThereButNotTogetherIsAnError) {
  VectorMeasures measures = vector_cells();
  measures.errors[0].block = "ends";
  measures.errors[2].block = measures.distances[0].block = measures.distances[1].block = "all";
  EXPECT_EQ(error_text([&] {
              CellFilter({"learner=ridge", "block=ends"}).of(measures);
            }),
            "--only block=ends --only learner=ridge: no cell has all of them; give fewer");
}

TEST(CellFilter, OfNoCellsIsNone) {
  EXPECT_THAT(CellFilter({"task=sst2"}).of(std::vector<Cell>{}), IsEmpty());
}

}  // namespace
}  // namespace tangram
