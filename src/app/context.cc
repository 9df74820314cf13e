#include "app/context.h"

#include <cstdlib>
#include <system_error>
#include <vector>

#include "base/check.h"
#include "base/json.h"
#include "base/value.h"

#ifndef TANGRAM_BUILD_SHARE_DIR
#error "the build says where data/ is"
#endif

namespace tangram {
namespace fs = std::filesystem;

void TerminalLog::write(LogLevel level, std::string_view message) {
  if (level < least_) return;
  const std::lock_guard lock(mutex_);
  const char* prefix = level == LogLevel::error     ? "error: "
                       : level == LogLevel::warning ? "warning: "
                                                    : "";
  fmt::print(stderr, "{}{}\n", prefix, message);
}

void print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  require(written && std::fflush(stdout) == 0,
          "standard output: cannot be written; is the disk full, or the pipe closed?");
}

void print_json(const Value& value) { print(to_json(value, 2) + "\n"); }

fs::path find_share_dir() {
  std::vector<fs::path> tried;
  if (const char* given = std::getenv("TANGRAM_SHARE_DIR")) {
    tried.emplace_back(given);
  } else {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (!error) tried.push_back(self.parent_path().parent_path() / "share" / "tangram");
    tried.emplace_back(TANGRAM_BUILD_SHARE_DIR);
  }
  std::string list;
  for (const fs::path& dir : tried) {
    if (fs::exists(dir / "data" / "models.toml")) return dir;
    list += (list.empty() ? "" : ", ") + dir.string();
  }
  fail(
      "Tangram's own files (data/, studies/) are not in {}; set TANGRAM_SHARE_DIR to the folder"
      " that holds them",
      list);
}

fs::path find_run(const Context& context, const std::string& name) {
  if (fs::exists(name)) return name;
  std::vector<fs::path> matches;
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(context.runs_dir, error)) {
    if (entry.path().extension() != ".db") continue;
    known.push_back(entry.path().stem().string());
    if (known.back().starts_with(name)) matches.push_back(entry.path());
  }
  require(!matches.empty(), "run '{}': neither a file nor the name of a run in {}{}", name,
          context.runs_dir.string(), known.empty() ? "" : suggestion(name, known));
  require(matches.size() == 1, "run '{}': {} runs in {} begin so, e.g. {}; give more of the name",
          name, matches.size(), context.runs_dir.string(), matches.back().stem().string());
  return matches.front();
}

fs::path find_study(const Context& context, const std::string& name) {
  if (fs::is_regular_file(name)) return name;
  if (fs::is_regular_file(fs::path(name) / "study.toml")) return fs::path(name) / "study.toml";
  fs::path shipped = context.share_dir / "studies" / name / "study.toml";
  if (fs::is_regular_file(shipped)) return shipped;
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(context.share_dir / "studies", error))
    known.push_back(entry.path().filename().string());
  fail("study '{}': neither a file nor a study that ships with Tangram{}", name,
       suggestion(name, known));
}

}  // namespace tangram
