#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
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

/// Starts the program with the given ends as its standard streams.
pid_t spawn(const std::vector<std::string>& command, const std::array<int, 3>& streams,
            const sigset_t& mask) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int i = 0; i < 3; ++i)
    posix_spawn_file_actions_adddup2(&actions, streams[static_cast<std::size_t>(i)], i);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);  // a handler that we ignore is not inherited
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

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

/// Serves the three streams until the program has closed both of its own.
void exchange_data(End& in, End& out, End& err, std::string_view input, ProcessResult& result) {
  constexpr std::size_t kTail = 4096;
  ::fcntl(in.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) in.close();
  while (out.open() || err.open()) {
    // poll() passes over negative descriptors.
    std::array<pollfd, 3> polled = {
        {{in.get(), POLLOUT, 0}, {out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), -1) < 0) {
      TANGRAM_CHECK(errno == EINTR);
      continue;
    }
    if (polled[0].revents != 0) feed(in, input);
    if (polled[1].revents != 0) drain(out, result.output);
    if (polled[2].revents != 0) drain(err, result.error_tail);
    if (result.error_tail.size() > 16 * kTail)
      result.error_tail.erase(0, result.error_tail.size() - kTail);
  }
  if (result.error_tail.size() > kTail)
    result.error_tail.erase(0, result.error_tail.size() - kTail);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) TANGRAM_CHECK(errno == EINTR);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& command, std::string_view input) {
  require(!command.empty() && !command[0].empty(), "no program to run: the command is empty");
  const PipeSignalBlocked blocked;
  Pipe in, out, err;
  const pid_t pid =
      spawn(command, {in.read.get(), out.write.get(), err.write.get()}, blocked.old_mask());
  in.read.close();
  out.write.close();
  err.write.close();
  ProcessResult result;
  exchange_data(in.write, out.read, err.read, input, result);
  in.write.close();
  result.exit_code = wait_for(pid);
  return result;
}

}  // namespace tangram
