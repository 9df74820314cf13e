#include "base/external_program.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

using Lines = std::vector<std::string>;

ExternalProgram program(Lines command, const std::filesystem::path& dir = "/nowhere") {
  return {{"task external", "draw"}, std::move(command), dir};
}

TEST(ExternalProgram, AnswersEachRequestWithALine) {
  EXPECT_EQ(program({"tr", "a-z", "A-Z"}).ask({"one", "two"}, 60), (Lines{"ONE", "TWO"}));
  EXPECT_EQ(program({"cat"}).ask({}, 0), Lines{});
}

TEST(ExternalProgram, TheLastLineNeedsNoEnd) {
  EXPECT_EQ(program({"printf", "1\\n2"}).ask({"a", "b"}, 0), (Lines{"1", "2"}));
}

// A folder's x.sh is the program's as a word alone; as the first word it must be ./x.sh.
TEST(ExternalProgram, AFileOfTheFolderIsRunFromThereAndItsContentIsPartOfTheIdentity) {
  const TempFolder folder;
  const std::string script = "while read -r line; do echo \"<$line>\"; done\n";
  folder.write("x.sh", script);
  const auto named = program({"sh", "x.sh"}, folder.path());
  EXPECT_EQ(named.ask({"a"}, 60), Lines{"<a>"});
  EXPECT_EQ(named.files(), ", x.sh:" + sha256(script));
  EXPECT_EQ(program({"x.sh"}, folder.path()).files(), "");
  EXPECT_EQ(program({"./x.sh"}, folder.path()).files(), named.files());
  folder.write("x.sh", script + "# changed\n");
  EXPECT_NE(program({"sh", "x.sh"}, folder.path()).files(), named.files());
}

TEST(ExternalProgram, AWordTooLongForANameIsNoFile) {
  const std::string script = "cat #" + std::string(5000, 'x');
  EXPECT_EQ(program({"sh", "-c", script}, "/").ask({"a"}, 60), Lines{"a"});
}

TEST(ExternalProgram, AMessageNamesTheLineOfTheOutput) {
  EXPECT_EQ(program({"sh", "x.sh"}).place(4).str(), "output of 'sh x.sh':5");
}

TEST(ExternalProgram, WhatAProgramDoesWrongIsSaid) {
  const auto fault = [](Lines command, double seconds = 60) {
    return error_text([&] { program(std::move(command)).ask({"a", "b"}, seconds); });
  };
  EXPECT_EQ(fault({}),
            "task external: command is empty; give e.g. command = [\"python3\", \"mine.py\"]");
  EXPECT_EQ(fault({""}), fault({}));
  EXPECT_EQ(fault({"tangram-no-such-program"}).substr(0, 39),
            "cannot start 'tangram-no-such-program':");
  EXPECT_EQ(fault({"true"}),
            "task external: 'true' wrote 0 lines for 2 draws; write one line a draw");
  EXPECT_EQ(
      fault({"printf", "1\\n2\\n3\\n"}),
      "task external: 'printf 1\\n2\\n3\\n' wrote 3 lines for 2 draws; write one line a draw");
  EXPECT_EQ(fault({"sh", "-c", "echo no licence >&2; exit 3"}),
            "task external: 'sh -c echo no licence >&2; exit 3' ended with exit code 3; it said: "
            "no licence\n");
  EXPECT_EQ(fault({"sh", "-c", "kill -KILL $$"}),
            "task external: 'sh -c kill -KILL $$' ended with exit code 137; it said: nothing");
  EXPECT_EQ(fault({"sleep", "1000"}, 0.5),
            "task external: 'sleep 1000' had not ended after 0.5 s and was stopped; it must end "
            "where its input ends, or be given more time (timeout_s); it said: nothing");
  EXPECT_EQ(fault({"yes"}),
            "task external: 'yes' wrote more than 20 MB for 2 draws and was stopped; write one "
            "line a draw");
  EXPECT_EQ(fault({"sh", "-c", "echo a; head -c 10000001 /dev/zero"}),
            "output of 'sh -c echo a; head -c 10000001 /dev/zero':2: the line has 10000001 bytes; "
            "write at most 10000000");
}

}  // namespace
}  // namespace tangram
