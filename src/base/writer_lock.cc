#include "base/writer_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "base/check.h"

namespace tangram {
namespace {

/// What the holder wrote, or what else can be said of it.
std::string holder(int fd) {
  char text[64] = {};
  const ssize_t n = pread(fd, text, sizeof text - 1, 0);
  const std::string pid(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  const bool number = !pid.empty() && std::all_of(pid.begin(), pid.end(),
                                                  [](char c) { return c >= '0' && c <= '9'; });
  return number ? "process " + pid : "another process";
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& path, const std::string& kind, double wait_s)
    : name_(path.string()), path_(name_ + ".lock") {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(wait_s);
  while (!try_lock()) {
    if (Clock::now() >= deadline) {
      const std::string who = holder(fd_);
      close(fd_);
      fail("{}: {} is writing this {}: wait until it ends, or stop it, and try again", name_, who,
           kind);
    }
    close(fd_);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const std::string pid = std::to_string(getpid());
  // The content only helps a message: the lock holds without it (a full disk, say).
  if (ftruncate(fd_, 0) == 0 && pwrite(fd_, pid.data(), pid.size(), 0) < 0) errno = 0;
}

bool WriterLock::try_lock() {
  for (;;) {
    fd_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    require(fd_ >= 0,
            "{}: no lock file can be made beside it ({}): give the folder write permission, or "
            "copy it to a place where you may write",
            name_, std::strerror(errno));
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0) return false;
    struct stat ours {
    }, there{};
    if (fstat(fd_, &ours) == 0 && stat(path_.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
        ours.st_dev == there.st_dev)
      return true;
    close(fd_);  // the holder before us removed this file: a lock on it excludes nobody
  }
}

WriterLock::~WriterLock() {
  unlink(path_.c_str());  // first: whoever locks the file later sees that it is gone
  close(fd_);
}

}  // namespace tangram
