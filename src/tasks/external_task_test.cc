#include "tasks/external_task.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/hash.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

const char* const kScripts = TANGRAM_SOURCE_DIR "/tests/contract";
const Shape kCrossed{Design::crossed, {0, 2}, 3, {}};
const Shape kPerQuery{Design::per_query, {1, 2}, 3, {}};

ExternalTask numbers() { return {{{"python3", "external_numbers.py"}}, kScripts}; }

/// A task in Python in which `body` makes a draw of a request: `shown` of examples, `asked` of
/// queries, lists of texts; the answer to each is "a". `calls` counts the requests of a start.
class Program {
 public:
  explicit Program(const std::string& body) {
    folder_.write("mine.py",
                  "import json, os, random, sys, time\n"
                  "open('" +
                      (folder_.path() / "starts").string() +
                      "', 'a').write('x')\n"
                      "calls = 0\n"
                      "for line in sys.stdin:\n"
                      "    r = json.loads(line)\n"
                      "    n, k = r['queries'], max(r['shots'])\n"
                      "    shown = [f'shown {r[\"demonstration_seed\"]} {i}' for i in range(k)]\n"
                      "    asked = list(range(n))\n"
                      "    " +
                      body +
                      "\n"
                      "    calls += 1\n"
                      "    print(json.dumps({'candidates': ['a', 'b'],\n"
                      "        'demonstration': [{'input': x, 'label': 'a'} for x in shown],\n"
                      "        'queries': [{'id': i, 'input': f'asked {i}', 'answer': 'a'}"
                      " for i in asked]}))\n");
  }
  ExternalTask task() const { return {{{"python3", "mine.py"}}, folder_.path()}; }
  std::string fault(const Shape& shape = kCrossed, std::uint64_t index = 0) const {
    return error_text([&] { task().draw(Rng(1), index, shape); });
  }
  std::size_t starts() const { return read_file(folder_.path() / "starts").size(); }

 private:
  TempFolder folder_;
};

TEST(ExternalTask, DrawsWithThePythonScript) {
  const Episode<Text> episode = numbers().draw(Rng(1), 0, kCrossed);
  EXPECT_EQ(episode.problem.format.example, "Number: {x}\nSize: {y}");
  ASSERT_EQ(episode.problem.demonstration.size(), 2u);
  ASSERT_EQ(episode.problem.questions.size(), 6u);
  for (std::size_t q = 0; q < 6; ++q) {
    EXPECT_EQ(episode.problem.questions[q].shots, q < 3 ? 0 : 2);
    EXPECT_EQ(std::get<std::string>(episode.problem.questions[q].x),
              fmt::format("number {}", episode.query[q]));
    EXPECT_EQ(episode.truth[q], episode.query[q] >= 500 ? 1 : 0);
  }
}

TEST(ExternalTask, PerQueryADrawAsksOneQueryOfItsRepeat) {
  const ExternalTask task = numbers();
  const auto all = task.draw(Rng(1), 1, {Design::nested, {0}, 3, {}});
  for (std::uint64_t i = 0; i < 3; ++i) {
    const auto episode = task.draw(Rng(1), 3 + i, kPerQuery);  // repeat 1
    EXPECT_EQ(episode.query, (std::vector<std::uint64_t>{all.query[i], all.query[i]}));
  }
}

TEST(ExternalTask, TheIdIsTheCommandAndTheContentOfItsFiles) {
  const std::string content = read_file(std::string(kScripts) + "/external_numbers.py");
  EXPECT_EQ(numbers().id(),
            "external(version=1, command=[\"python3\",\"external_numbers.py\"], "
            "external_numbers.py:" +
                sha256(content) + ")");
  EXPECT_NE(ExternalTask({{"a b"}}, "/").id(), ExternalTask({{"a", "b"}}, "/").id());
  EXPECT_EQ(ExternalTask({{"a"}, 1}, "/").id(), ExternalTask({{"a"}, 2}, "/").id());
}

// 16 draws a start; before the first, its request is asked alone: 2 starts, and 1 for draws 16
// ... 31.
TEST(ExternalTask, DrawsAreAskedSixteenAtATimeAndTheLatestAreKept) {
  const Program program("pass");
  const ExternalTask task = program.task();
  for (std::uint64_t i = 0; i < 16; ++i) task.draw(Rng(1), i, kCrossed);
  for (std::uint64_t i = 0; i < 16; ++i) task.draw(Rng(1), i, kCrossed);
  EXPECT_EQ(program.starts(), 2u);
  task.draw(Rng(1), 31, kCrossed);
  task.draw(Rng(1), 16, kCrossed);
  EXPECT_EQ(program.starts(), 3u);
}

TEST(ExternalTask, AProgramWhoseAnswersDependOnMoreThanTheRequestIsRefused) {
  const std::string said = "in two ways; make a draw of its request alone";
  // A generator that runs on; one without a seed; what was asked before.
  for (const char* body : {"asked = [calls * n + i for i in range(n)]",
                           "shown = [str(random.random()) for i in range(k)]",
                           "shown = [str(os.getpid()) for i in range(k)]"})
    EXPECT_NE(Program(body).fault().find(said), std::string::npos) << body;
  EXPECT_EQ(Program("pass").fault(), "no error");
}

// The seed of the queries is one for all draws; a program that uses the other breaks the crossing.
TEST(ExternalTask, CrossedQueriesThatDifferBetweenDrawsAreRefused) {
  const Program program("asked = [r['draw'] * n + i for i in range(n)]");
  Rng queries = Rng(1).at("queries");
  EXPECT_EQ(program.fault(),
            fmt::format("output of 'python3 mine.py':2: draw 1: its queries are not those of an "
                        "earlier draw with the same query_seed, {}; make queries of query_seed and "
                        "their number alone",
                        queries.next() >> 11));
  EXPECT_EQ(program.fault({Design::nested, {0, 2}, 3, {}}), "no error");
  EXPECT_NE(program.fault(kPerQuery).find(":2: draw 1: its queries"), std::string::npos);
}

TEST(ExternalTask, AnIdThatNamesTwoItemsIsRefused) {
  const TempFolder folder;
  folder.write("mine.py",
               "import json, sys\n"
               "for line in sys.stdin:\n"
               "    seed = json.loads(line)['query_seed']\n"
               "    print(json.dumps({'candidates': ['a', 'b'], 'demonstration': [],\n"
               "        'queries': [{'id': 0, 'input': f'asked {seed}', 'answer': 'a'}]}))\n");
  const ExternalTask task({{"python3", "mine.py"}}, folder.path());
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(1), 0, {Design::nested, {0}, 1, {}});
            }),
            "output of 'python3 mine.py':2: draw 1: id 0 names another item here than before; an "
            "id belongs to one input with its candidates and answer");
}

TEST(ExternalTask, AShapeThatCannotBeDrawnIsRefusedBeforeTheProgramStarts) {
  const Program program("pass");
  Shape shape = kCrossed;
  shape.shots = {2, 2};
  EXPECT_EQ(program.fault(shape),
            "task external: 'python3 mine.py': shots must ascend from 0 or more, but are [2, 2]");
  shape = kCrossed;
  shape.references.pool = 2;
  EXPECT_EQ(
      program.fault(shape),
      "task external: 'python3 mine.py': references asks 2 of the pool, and this task has none "
      "to draw from; ask content_free or unconditional ones");
  shape.references = {.domain_words = 1};
  EXPECT_EQ(
      program.fault(shape),
      "task external: 'python3 mine.py': references asks 1 texts of domain_words, and this task "
      "has no texts to take words from; ask content_free or unconditional ones");
}

TEST(ExternalTask, AProgramThatHangsIsStopped) {
  const ExternalTask task({{"sleep", "1000"}, 1}, "/");
  EXPECT_NE(error_text([&] { task.draw(Rng(1), 0, kCrossed); }).find("had not ended after 1 s"),
            std::string::npos);
}

}  // namespace
}  // namespace tangram
