#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/check.h"

extern char** environ;

namespace tangram {
namespace {

/// Owns one end of a pipe; -1: closed.
class End {
 public:
  explicit End(int fd = -1) : fd_(fd) {}
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() { close(); }
  void set(int fd) { fd_ = fd; }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

struct Pipe {
  Pipe() {
    int fds[2];
    const bool made = ::pipe2(fds, O_CLOEXEC) == 0;
    require(made, "cannot make a pipe: {}", std::strerror(errno));
    read.set(fds[0]);
    write.set(fds[1]);
  }
  End read, write;
};

/// A program that stops reading must not kill us: blocks SIGPIPE in this thread and takes
/// the signals that came meanwhile away before it is unblocked.
class PipeSignalBlocked {
 public:
  PipeSignalBlocked() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &old_);
  }
  PipeSignalBlocked(const PipeSignalBlocked&) = delete;
  PipeSignalBlocked& operator=(const PipeSignalBlocked&) = delete;
  ~PipeSignalBlocked() {
    const timespec no_wait = {};
    if (!was_pending_)
      while (sigtimedwait(&pipe_, nullptr, &no_wait) < 0 && errno == EINTR) {
      }
    pthread_sigmask(SIG_SETMASK, &old_, nullptr);
  }

  const sigset_t& old_mask() const { return old_; }

 private:
  sigset_t pipe_ = {}, old_ = {};
  bool was_pending_ = false;
};

/// When a program has to have ended.
class Deadline {
 public:
  /// 0: never.
  explicit Deadline(double seconds)
      : at_(seconds > 0 ? Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                             std::chrono::duration<double>(seconds))
                        : Clock::time_point::max()) {}
  bool passed() const { return Clock::now() >= at_; }

  /// Until then, for poll(): rounded up; -1: for ever.
  int milliseconds() const {
    if (at_ == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at_ - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point at_;
};

struct Limit {
  Deadline deadline;
  std::size_t output_bytes;  // 0: none

  bool passed_by(std::size_t n_bytes) const { return output_bytes > 0 && n_bytes > output_bytes; }
};

struct Streams {
  Pipe in, out, err;
};

/// Starts the program with these as its standard streams; `leads`: as the leader of a group of
/// processes, so that all of them can be killed.
pid_t spawn(const std::vector<std::string>& command, const Streams& streams, const sigset_t& mask,
            bool leads) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::array<int, 3> ends = {streams.in.read.get(), streams.out.write.get(),
                                   streams.err.write.get()};
  for (int i = 0; i < 3; ++i)
    posix_spawn_file_actions_adddup2(&actions, ends[static_cast<std::size_t>(i)], i);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);  // a handler that we ignore is not inherited
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &mask);
  int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (leads) flags |= POSIX_SPAWN_SETPGROUP;
  posix_spawnattr_setflags(&attributes, static_cast<short>(flags));

  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  require(error == 0, "cannot start '{}': {}; is it installed and on PATH?", command[0],
          std::strerror(error));
  return pid;
}

/// Reads what is there; closes `end` at the end of the stream.
void drain(End& end, std::string& out) {
  std::array<char, 1 << 16> buffer;
  const ssize_t n = ::read(end.get(), buffer.data(), buffer.size());
  if (n > 0)
    out.append(buffer.data(), static_cast<std::size_t>(n));
  else if (n == 0 || (errno != EINTR && errno != EAGAIN))
    end.close();
}

/// Writes what the pipe takes; closes `end` when all is written or nobody reads any more.
void feed(End& end, std::string_view& input) {
  const ssize_t n = ::write(end.get(), input.data(), input.size());
  if (n > 0) input.remove_prefix(static_cast<std::size_t>(n));
  if (input.empty() || (n < 0 && errno != EINTR && errno != EAGAIN)) end.close();
}

constexpr std::size_t kTail = 4096;  // bytes of the standard error that are kept

void keep_tail(std::string& text) {
  if (text.size() > kTail) text.erase(0, text.size() - kTail);
}

/// Serves the three streams until the program has closed both of its own or passed a limit.
ProcessEnd exchange_data(Streams& streams, std::string_view input, const Limit& limit,
                         ProcessResult& result) {
  End &in = streams.in.write, &out = streams.out.read, &err = streams.err.read;
  ::fcntl(in.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) in.close();
  while (out.open() || err.open()) {
    if (limit.deadline.passed()) return ProcessEnd::too_late;
    // poll() passes over negative descriptors.
    std::array<pollfd, 3> polled = {
        {{in.get(), POLLOUT, 0}, {out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), limit.deadline.milliseconds()) < 0) {
      TANGRAM_CHECK(errno == EINTR);
      continue;
    }
    if (polled[0].revents != 0) feed(in, input);
    if (polled[1].revents != 0) drain(out, result.output);
    if (polled[2].revents != 0) drain(err, result.error_tail);
    if (limit.passed_by(result.output.size())) return ProcessEnd::too_much_output;
    if (result.error_tail.size() > 16 * kTail) keep_tail(result.error_tail);
  }
  return ProcessEnd::by_itself;
}

/// Waits for the end of a program that has closed its streams; false: the deadline passed first.
bool ends_before(const Deadline& deadline, pid_t pid) {
  const timespec pause = {0, 1'000'000};
  for (;;) {
    siginfo_t info = {};
    TANGRAM_CHECK(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0);
    if (info.si_pid == pid) return true;
    if (deadline.passed()) return false;
    ::nanosleep(&pause, nullptr);
  }
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) TANGRAM_CHECK(errno == EINTR);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& command, std::string_view input,
                          const ProcessLimits& limits) {
  require(!command.empty() && !command[0].empty(), "no program to run: the command is empty");
  const PipeSignalBlocked blocked;
  const bool limited = limits.seconds > 0 || limits.output_bytes > 0;
  const Limit limit{Deadline(limits.seconds), limits.output_bytes};
  Streams streams;
  const pid_t pid = spawn(command, streams, blocked.old_mask(), limited);
  streams.in.read.close();
  streams.out.write.close();
  streams.err.write.close();
  ProcessResult result;
  result.end = exchange_data(streams, input, limit, result);
  keep_tail(result.error_tail);
  streams.in.write.close();
  if (limited && result.end == ProcessEnd::by_itself && !ends_before(limit.deadline, pid))
    result.end = ProcessEnd::too_late;
  if (result.end != ProcessEnd::by_itself) ::kill(-pid, SIGKILL);
  result.exit_code = wait_for(pid);
  return result;
}

}  // namespace tangram
