#include "base/check.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

TEST(Check, RequireThrowsTheFormattedMessageOnlyWhenFalse) {
  EXPECT_NO_THROW(require(true, "never {}", 1));
  try {
    require(false, "{}: {} is too many", "study.toml:3", 7);
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "study.toml:3: 7 is too many");
  }
}

TEST(Check, FailAlwaysThrows) { EXPECT_THROW(fail("no {}", "data"), Error); }

TEST(CheckDeathTest, ABrokenPromiseOfOursAbortsAndSaysWhere) {
  TANGRAM_CHECK(1 + 1 == 2);
  EXPECT_DEATH(TANGRAM_CHECK(1 + 1 == 3), "check_test.cc:[0-9]+: internal error.*1 \\+ 1 == 3");
}

}  // namespace
}  // namespace tangram
