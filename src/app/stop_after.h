#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace tangram {

/// Asks for a stop when the time is over, or when `outer` is asked to stop.
class StopAfter {
 public:
  StopAfter(double seconds, const std::stop_token& outer);

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable_any sleep_;
  std::stop_callback<std::function<void()>> passed_on_;
  std::jthread timer_;
};

}  // namespace tangram
