#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace tangram {

/// Threads that are made once and work together many times: run(body) calls body(0), ...,
/// body(size - 1), each on a thread of its own, the same each time, 0 on the caller's. Which
/// member does what is the caller's to say, so results need not hang on which was faster.
///
/// run() allocates nothing, and is called by one thread at a time.
class ThreadTeam {
 public:
  using Body = std::function<void(std::size_t)>;

  /// Throws Error where the system does not start so many threads. Aborts unless size >= 1.
  explicit ThreadTeam(int size);
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  [[nodiscard]] std::size_t size() const { return errors_.size(); }

  /// The share of a member of n items: begin, and the begin of the next. Shares differ by at most
  /// one item.
  [[nodiscard]] std::pair<std::size_t, std::size_t> share(std::size_t n, std::size_t member) const {
    return {n * member / size(), n * (member + 1) / size()};
  }

  /// Returns once all are done; then rethrows what the first of them, by number, has thrown.
  void run(const Body& body);

 private:
  void work(std::size_t member, const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wake_, done_;
  std::uint64_t round_ = 0;     // how many run() were begun
  std::size_t running_ = 0;     // members that have not ended this one
  const Body* body_ = nullptr;  // of this one
  std::vector<std::exception_ptr> errors_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace tangram
