#include "app/stop_after.h"

#include <chrono>

namespace tangram {

StopAfter::StopAfter(double seconds, const std::stop_token& outer)
    : passed_on_(outer, [this] { source_.request_stop(); }),
      timer_([this, seconds](const std::stop_token& over) {
        std::unique_lock lock(mutex_);
        const std::chrono::duration<double> time(seconds);
        if (!sleep_.wait_for(lock, over, time, [&] { return over.stop_requested(); }))
          source_.request_stop();
      }) {}

}  // namespace tangram
