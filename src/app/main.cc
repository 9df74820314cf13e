#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <stop_token>
#include <thread>

#include "app/cli.h"
#include "app/context.h"

namespace {

/// Ctrl-C asks for a stop; the command finishes its evaluation and ends with exit code 3. A
/// second one ends at once: what is committed is safe. A thread of its own waits for the
/// signals, so that no code of ours runs inside a handler.
void watch_signals(std::stop_source stop) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([signals, stop]() mutable {
    for (int received = 0;; ++received) {
      int which = 0;
      if (sigwait(&signals, &which) != 0) return;
      if (received > 0) _exit(tangram::kInterrupted);
      stop.request_stop();
    }
  }).detach();
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write, with a message
  signal(SIGXFSZ, SIG_IGN);  // so is a file that has reached its limit
  const std::stop_source stop;
  watch_signals(stop);
  return tangram::run_program(argc, argv, stop.get_token());
}
