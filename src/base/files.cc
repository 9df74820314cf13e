#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

std::string system_says(int error) { return std::strerror(error); }

/// Owns a file descriptor; -1: none.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  /// False, with errno, where closing reports a write that failed late.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Removes a file unless it was kept.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

int open_retrying(const fs::path& path, int flags, mode_t mode = 0) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EINTR) return fd;
  }
}

/// A new file beside `path`, and it open for writing; below 0: not, as errno says. A name that is
/// there is passed over: of a process that was killed, which a later one may share its number with.
std::pair<fs::path, int> open_sibling(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  for (;;) {
    fs::path sibling = path;
    sibling += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    const int fd = open_retrying(sibling, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd >= 0 || errno != EEXIST) return {sibling, fd};
  }
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Makes a rename durable. Some file systems cannot flush a directory (EINVAL): not an error.
bool flush_directory(const fs::path& directory) {
  const Descriptor fd(open_retrying(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY));
  return fd.get() >= 0 && (::fsync(fd.get()) == 0 || errno == EINVAL);
}

fs::path xdg_dir(const char* variable, const char* below_home, const char* option) {
  // The XDG specification: a relative path in these variables is to be ignored.
  if (const char* dir = std::getenv(variable); dir != nullptr && dir[0] == '/') return dir;
  const char* home = std::getenv("HOME");
  require(home != nullptr && home[0] != '\0', "neither {} nor HOME is set; give {}", variable,
          option);
  return fs::path(home) / below_home;
}

}  // namespace

std::string read_file(const fs::path& path) {
  const Descriptor fd(open_retrying(path, O_RDONLY));
  require(fd.get() >= 0, "{}: cannot be opened: {}", path.string(), system_says(errno));
  std::string content;
  struct stat info = {};
  if (::fstat(fd.get(), &info) == 0 && info.st_size > 0)
    content.reserve(static_cast<std::size_t>(info.st_size) + 1);
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  for (std::size_t size = 0;;) {
    content.resize(size + kBlock);
    const ssize_t n = ::read(fd.get(), content.data() + size, kBlock);
    if (n < 0 && errno == EINTR) continue;
    require(n >= 0, "{}: cannot be read: {}", path.string(), system_says(errno));
    size += static_cast<std::size_t>(n);
    content.resize(size);
    if (n == 0) return content;
  }
}

void write_file(const fs::path& path, std::string_view content) {
  auto [sibling, opened] = open_sibling(path);
  Descriptor fd(opened);
  require(fd.get() >= 0, "{}: cannot be written: {}", path.string(), system_says(errno));
  TemporaryFile temporary(sibling);
  const bool written = write_all(fd.get(), content) && ::fsync(fd.get()) == 0 && fd.close();
  require(written, "{}: cannot be written: {}; the old content is unchanged", path.string(),
          system_says(errno));
  const bool renamed = ::rename(sibling.c_str(), path.c_str()) == 0;
  require(renamed, "{}: cannot be replaced: {}; the old content is unchanged", path.string(),
          system_says(errno));
  temporary.keep();
  const bool flushed = flush_directory(path.parent_path());
  require(flushed, "{}: written, but its folder cannot be flushed: {}", path.string(),
          system_says(errno));
}

fs::path default_cache_dir() {
  return xdg_dir("XDG_CACHE_HOME", ".cache", "--cache-dir") / "tangram";
}

fs::path default_runs_dir() {
  return xdg_dir("XDG_DATA_HOME", ".local/share", "--out") / "tangram" / "runs";
}

}  // namespace tangram
