#pragma once

#include <filesystem>

namespace tangram {

/// The right to write a store, held for its life: flock(2) on PATH.lock, which says who
/// holds it. The system gives it up when the process ends, however it ends; a file that a
/// killed process left behind holds nobody up.
class WriterLock {
 public:
  /// Waits at most `wait_s` seconds. Throws Error naming the holder's process id, or that
  /// the folder is not writable.
  WriterLock(const std::filesystem::path& store, double wait_s);
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  ~WriterLock();

 private:
  bool try_lock();

  std::filesystem::path store_, path_;
  int fd_ = -1;
};

}  // namespace tangram
