#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "base/check.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::path(testing::TempDir()) /
           ("files_test-" + std::to_string(::getpid()) + "-" +
            testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(dir_);
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string error_of_writing(const fs::path& path, std::string_view content) {
    try {
      write_file(path, content);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  fs::path dir_;
};

TEST_F(Files, WhatWasWrittenIsReadByteByByte) {
  const fs::path path = dir_ / "a";
  for (const std::string& content :
       {std::string(), std::string("x\0\r\n\xff", 5), std::string(200000, 'q')}) {
    write_file(path, content);
    EXPECT_EQ(read_file(path), content);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), fs::directory_iterator()), 1);
}

TEST_F(Files, AFileThatStatesNoSizeIsRead) { EXPECT_FALSE(read_file("/proc/self/stat").empty()); }

TEST_F(Files, WhatCannotBeReadIsNamed) {
  try {
    read_file(dir_ / "none");
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(),
              (dir_ / "none").string() + ": cannot be opened: No such file or directory");
  }
  try {
    read_file(dir_);
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), dir_.string() + ": cannot be read: Is a directory");
  }
}

TEST_F(Files, WhatCannotBeWrittenIsNamedAndLeavesNothingBehind) {
  const fs::path below = dir_ / "none" / "a";
  EXPECT_EQ(error_of_writing(below, "x"),
            below.string() + ": cannot be written: No such file or directory");
  const fs::path folder = dir_ / "folder";
  fs::create_directory(folder);
  EXPECT_EQ(error_of_writing(folder, "x"),
            folder.string() + ": cannot be replaced: Is a directory; the old content is unchanged");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), fs::directory_iterator()), 1);
}

// In a child, because a limit on file sizes cannot be lifted again by an ordinary user. 4096 of
// 100000 bytes fit: the write stops half-way.
TEST_F(Files, AWriteThatFailsHalfWayKeepsTheOldContent) {
  const fs::path path = dir_ / "a";
  write_file(path, "old");
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = error_of_writing(path, std::string(100000, 'n'));
    ::_exit(message == path.string() +
                           ": cannot be written: File too large; the old content is unchanged"
                ? 0
                : 1);
  }
  ASSERT_GT(child, 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), fs::directory_iterator()), 1);
}

// What processes of this number have left that were killed as they wrote.
TEST_F(Files, AWriteWalksAroundWhatAKilledOneLeft) {
  const fs::path path = dir_ / "a";
  const int left = 1000;  // more than the tests of this program write
  for (int i = 0; i < left; ++i)
    std::ofstream(path.string() + fmt::format(".tmp-{}-{}", ::getpid(), i)) << "half";
  write_file(path, "new");
  EXPECT_EQ(read_file(path), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), fs::directory_iterator()), left + 1);
}

/// Sets an environment variable (nullptr: none) and puts the old one back.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { set(old_ ? old_->c_str() : nullptr); }

 private:
  void set(const char* value) {
    if (value != nullptr)
      ::setenv(name_, value, 1);
    else
      ::unsetenv(name_);
  }
  const char* name_;
  std::optional<std::string> old_;
};

TEST(Directories, FollowTheXdgVariablesThenHome) {
  const Environment home("HOME", "/home/u"), cache("XDG_CACHE_HOME", "/c"),
      data("XDG_DATA_HOME", nullptr);
  EXPECT_EQ(default_cache_dir(), "/c/tangram");
  EXPECT_EQ(default_runs_dir(), "/home/u/.local/share/tangram/runs");
  const Environment relative("XDG_CACHE_HOME", "c"), given("XDG_DATA_HOME", "/d");
  EXPECT_EQ(default_cache_dir(), "/home/u/.cache/tangram");
  EXPECT_EQ(default_runs_dir(), "/d/tangram/runs");
}

TEST(Directories, WithoutAnyVariableTheOptionToGiveIsNamed) {
  const Environment home("HOME", nullptr), cache("XDG_CACHE_HOME", nullptr);
  try {
    default_cache_dir();
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "neither XDG_CACHE_HOME nor HOME is set; give --cache-dir");
  }
}

}  // namespace
}  // namespace tangram
