#include "base/process.h"

#include <gtest/gtest.h>

#include <csignal>

#include "base/check.h"

namespace tangram {
namespace {

TEST(Process, InputGoesInAndOutputComesBack) {
  const ProcessResult result = run_process({"cat"}, "line\n\xff");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "line\n\xff");
  EXPECT_EQ(result.error_tail, "");
}

TEST(Process, ArgumentsAreNotReadByAShell) {
  EXPECT_EQ(run_process({"printf", "%s", "$HOME; *"}).output, "$HOME; *");
}

TEST(Process, TheExitCodeAndTheSignalAreReported) {
  EXPECT_EQ(run_process({"sh", "-c", "exit 7"}).exit_code, 7);
  EXPECT_EQ(run_process({"sh", "-c", "kill -TERM $$"}).exit_code, 128 + SIGTERM);
}

// 4 MiB both ways, far more than a pipe holds: writing all before reading would never end.
TEST(Process, BigInputAndBigOutputDoNotBlockEachOther) {
  std::string input;
  for (int i = 0; i < (1 << 22) / 8; ++i) input += "abcdefg\n";
  const ProcessResult result = run_process({"cat"}, input);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(result.output == input);
}

TEST(Process, AProgramThatReadsNothingDoesNotKillUs) {
  const ProcessResult result = run_process({"sh", "-c", "exit 3"}, std::string(1 << 22, 'x'));
  EXPECT_EQ(result.exit_code, 3);
}

TEST(Process, ProgramsGetTheirOwnBrokenPipeSignal) {
  // head ends early; a yes that ignored SIGPIPE would complain or never end.
  EXPECT_EQ(run_process({"sh", "-c", "yes | head -n 1"}).output, "y\n");
}

TEST(Process, OnlyTheEndOfTheErrorsIsKept) {
  const ProcessResult result =
      run_process({"sh", "-c", "head -c 100000 /dev/zero >&2; printf end >&2; printf out"});
  EXPECT_EQ(result.error_tail.size(), 4096U);
  EXPECT_TRUE(result.error_tail.ends_with("end"));
  EXPECT_EQ(result.output, "out");
}

TEST(Process, AProgramThatDoesNotEndIsKilledWithAllThatItStarted) {
  // The shell waits for the sleep, which holds the pipe: killing the shell alone would wait for it.
  const ProcessResult result =
      run_process({"sh", "-c", "printf begun; sleep 1000; true"}, {}, {.seconds = 0.2});
  EXPECT_EQ(result.end, ProcessEnd::too_late);
  EXPECT_EQ(result.exit_code, 128 + SIGKILL);
  EXPECT_EQ(result.output, "begun");
}

TEST(Process, AProgramThatClosesItsStreamsMustEndAllTheSame) {
  const ProcessResult result =
      run_process({"sh", "-c", "exec >&- 2>&-; sleep 1000; true"}, {}, {.seconds = 0.2});
  EXPECT_EQ(result.end, ProcessEnd::too_late);
}

TEST(Process, AProgramThatWritesWithoutEndIsKilled) {
  const ProcessResult result = run_process({"yes"}, {}, {.output_bytes = 1000});
  EXPECT_EQ(result.end, ProcessEnd::too_much_output);
  EXPECT_GT(result.output.size(), 1000U);
  EXPECT_LT(result.output.size(), 1000U + (1 << 16) + 1);  // the limit, and one read
}

TEST(Process, LimitsThatAreKeptChangeNothing) {
  const ProcessResult result =
      run_process({"sh", "-c", "cat; exit 3"}, "12345", {.seconds = 1000, .output_bytes = 5});
  EXPECT_EQ(result.end, ProcessEnd::by_itself);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.output, "12345");
}

TEST(Process, AMissingProgramIsNamed) {
  try {
    run_process({"no-such-program-here"});
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot start 'no-such-program-here': No such file or directory; is it installed "
                 "and on PATH?");
  }
  EXPECT_THROW(run_process({}), Error);
}

}  // namespace
}  // namespace tangram
