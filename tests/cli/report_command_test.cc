#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/tangram.h"

// `tangram report` as a command; page_test.cc opens what it writes in a browser.
namespace tangram {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Runs the sandbox's study into a store of that name.
std::string run(const Sandbox& box, const char* store) {
  box.output({"--quiet", "run", box.study().string(), "--model", box.model().string(), "--threads",
              "1", "--out", box.path(store).string()});
  return box.path(store).string();
}

TEST(ReportCommand, WritesEachFormatBesideTheStoreAndSaysWhere) {
  const Sandbox box;
  const std::string store = run(box, "a.db");
  for (const char* format : {"html", "md", "csv"})
    EXPECT_EQ(box.output({"report", store, "--format", format}),
              box.path(std::string("a.") + format).string() + "\n");
  EXPECT_THAT(read_file(box.path("a.html")), StartsWith("<!doctype html>"));
  EXPECT_THAT(read_file(box.path("a.md")), HasSubstr("| original/llm |"));
  EXPECT_THAT(read_file(box.path("a.csv")), HasSubstr("\n,reviews,original,llm,,0,2,2,"));
}

TEST(ReportCommand, SaysAsJsonWhatItWrote) {
  const Sandbox box;
  const std::string out = box.path("page.html").string();
  const Value said = parse_json(box.output({"--json", "report", run(box, "a.db"), "--out", out}),
                                {"output", 0, 0});
  EXPECT_EQ(*said.table()->find("report")->string(), out);
  EXPECT_EQ(std::get<std::int64_t>(said.table()->find("bytes")->data),
            static_cast<std::int64_t>(std::filesystem::file_size(out)));
}

TEST(ReportCommand, DoesNotWriteOverTheStore) {
  const Sandbox box;
  const std::string store = run(box, "a.db");
  EXPECT_THAT(box.fault({"report", store, "--out", store}), HasSubstr("this is the store itself"));
  EXPECT_THAT(box.output({"show", store}), HasSubstr("8 of 8 units done"));
}

TEST(ReportCommand, IsTheSameFileWhenMadeAgain) {
  const Sandbox box;
  const std::string store = run(box, "a.db");
  box.output({"report", store});
  const std::string once = read_file(box.path("a.html"));
  box.output({"report", store});
  EXPECT_EQ(read_file(box.path("a.html")), once);
}

}  // namespace
}  // namespace tangram
