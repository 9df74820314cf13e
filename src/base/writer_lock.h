#pragma once

#include <filesystem>
#include <string>

namespace tangram {

/// The right to write something, held for the lock's life: flock(2) on PATH.lock, which says who
/// holds it. The system gives it up when the process ends, however it ends; a file that a
/// killed process left behind holds nobody up.
class WriterLock {
 public:
  /// What lies at `path` is a `kind` ("run", say), for messages. Waits at most `wait_s` seconds.
  /// Throws Error naming the holder's process id, or that the folder is not writable.
  WriterLock(const std::filesystem::path& path, const std::string& kind, double wait_s);
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

 private:
  bool try_lock();

  std::string name_;  // of what is written
  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace tangram
