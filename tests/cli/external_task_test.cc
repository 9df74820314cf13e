#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/cli/tangram.h"

// A task in another language, right and hostile, as a study meets it (docs/external-task.md).
namespace tangram {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class ExternalTaskRun : public testing::Test {
 protected:
  /// A study whose task is that command, with a model and a plain learner.
  fs::path study(const std::string& command, const std::string& learners = "\"llm\", \"ngram\"") {
    return box_.write("external.toml", fmt::format(R"([study]
format = 1
id = "external"
question = "Can a program be a task?"
domain = "text"
seed = 3
draws = 2
queries = 6

[grid]
task = ["mine"]
shots = [0, 8]
condition = ["original", "shuffled"]
learner = [{}]

[task]
mine = {{ use = "external", command = {}, timeout_s = 2 }}

[condition]
original = []
shuffled = [{{ use = "shuffle_outputs" }}]

[learner]
llm = {{ use = "prompt" }}
ngram = {{ use = "ngram_logistic" }}
)",
                                                   learners, command));
  }
  std::vector<std::string> args(const fs::path& study) const {
    return {"--quiet",   "run", study.string(), "--model",       box_.model().string(),
            "--threads", "1",   "--out",        store().string()};
  }
  fs::path store() const { return box_.path("external.db"); }

  /// What is said of a program in Python that answers with `body`.
  std::string fault(const std::string& body) {
    box_.write("hostile.py", "import json, os, sys\n" + body + "\n");
    auto run = args(study("[\"python3\", \"hostile.py\"]", "\"ngram\""));
    run.back() = box_.path(fmt::format("{}.db", ++n_stores_)).string();
    return box_.fault(run);
  }

  Sandbox box_;

 private:
  int n_stores_ = 0;
};

TEST_F(ExternalTaskRun, AProgramsDrawsGoThroughAStudy) {
  const std::string script = TANGRAM_SOURCE_DIR "/tests/contract/external_numbers.py";
  box_.output(args(study("[\"python3\", \"" + script + "\"]")));
  EXPECT_THAT(box_.output({"measure", store().string()}),
              AllOf(HasSubstr("mine"), HasSubstr("ngram")));
  EXPECT_THAT(box_.output({"show", store().string(), "mine/original/llm/0"}),
              AllOf(HasSubstr("Number: number "), HasSubstr("Size:")));
}

TEST_F(ExternalTaskRun, AHostileProgramEndsWithTwoAndSaysWhatItDid) {
  EXPECT_THAT(fault("sys.stdin.read()"), HasSubstr("wrote 0 lines for 1 draws"));
  EXPECT_THAT(fault("sys.exit('no data today')"),
              AllOf(HasSubstr("ended with exit code 1"), HasSubstr("no data today")));
  EXPECT_THAT(fault("os.kill(os.getpid(), 9)"), HasSubstr("ended with exit code 137"));
  EXPECT_THAT(fault("while True: sys.stdin.readline()"), HasSubstr("had not ended after 2 s"));
  EXPECT_THAT(fault("while True: print('x' * 1000000)"), HasSubstr("wrote more than 10 MB"));
  EXPECT_THAT(fault("for line in sys.stdin: print('no draw')"),
              HasSubstr("output of 'python3 hostile.py':1:"));
  EXPECT_THAT(fault("for line in sys.stdin: sys.stdout.buffer.write(b'{\"start\": \"\\xff\"}\\n')"),
              AllOf(HasSubstr("output of 'python3 hostile.py':1:"), HasSubstr("UTF-8")));
  EXPECT_THAT(fault("for line in sys.stdin: print('{\"demonstration\": [], \"queries\": []}')"),
              HasSubstr("draw 0: expected 8 in `demonstration`, found 0"));
  EXPECT_THAT(fault("for line in sys.stdin: print('[' * 100000)"), HasSubstr("nested more than"));
}

// The program fails where its data are missing; once they are there the same run goes on, and what
// it committed stays where they get lost again.
TEST_F(ExternalTaskRun, NothingIsLostWhereAProgramFails) {
  const std::string script = read_file(TANGRAM_SOURCE_DIR "/tests/contract/external_numbers.py");
  box_.write("mine.py", script + "open('" + box_.path("data").string() + "').close()\n");
  auto run = args(study("[\"python3\", \"mine.py\"]"));
  EXPECT_THAT(box_.fault(run),
              HasSubstr("No such file or directory: '" + box_.path("data").string() + "'"));
  box_.write("data", "");
  box_.output(run);
  const std::string measured = box_.output({"measure", store().string()});
  fs::remove(box_.path("data"));
  box_.fault(run);
  EXPECT_EQ(box_.output({"measure", store().string()}), measured);
}

}  // namespace
}  // namespace tangram
