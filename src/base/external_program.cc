#include "base/external_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/hash.h"
#include "base/process.h"

namespace tangram {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string said(const ProcessResult& result) {
  return "it said: " + (result.error_tail.empty() ? "nothing" : result.error_tail);
}

}  // namespace

ExternalProgram::ExternalProgram(Role role, std::vector<std::string> command,
                                 const std::filesystem::path& dir)
    : role_(std::move(role)),
      words_(fmt::format("{}", fmt::join(command, " "))),
      command_(std::move(command)) {
  require(!command_.empty() && !command_[0].empty(),
          "{}: command is empty; give e.g. command = [\"python3\", \"mine.py\"]", role_.owner);
  for (std::size_t i = 0; i < command_.size(); ++i) {
    const std::string word = command_[i];
    if (word.empty() || (i == 0 && word.find('/') == std::string::npos)) continue;
    const std::filesystem::path path = dir / word;
    std::error_code too_long;  // for a name, as a script behind sh -c may be
    if (!std::filesystem::is_regular_file(path, too_long)) continue;
    command_[i] = path.string();
    files_ += fmt::format(", {}:{}", path.filename().string(), sha256_file(path));
  }
}

std::string ExternalProgram::name() const { return fmt::format("{}: '{}'", role_.owner, words_); }

Place ExternalProgram::place(std::size_t n) const {
  return {fmt::format("output of '{}'", words_), static_cast<int>(n + 1), 0};
}

std::vector<std::string> ExternalProgram::ask(const std::vector<std::string>& requests,
                                              double seconds) const {
  std::string input;
  for (const std::string& request : requests) (input += request) += '\n';
  const std::size_t n = requests.size();
  const std::size_t most = std::min(n * (kMaxLineBytes + 1), kMaxOutputBytes);
  const ProcessResult result = run_process(command_, input, {seconds, most});
  require(result.end != ProcessEnd::too_late,
          "{} had not ended after {} s and was stopped; it must end where its input ends, or be "
          "given more time (timeout_s); {}",
          name(), seconds, said(result));
  require(result.end != ProcessEnd::too_much_output,
          "{} wrote more than {} MB for {} {}s and was stopped; write one line a {}", name(),
          most / 1'000'000, n, role_.request, role_.request);
  require(result.exit_code == 0, "{} ended with exit code {}; {}", name(), result.exit_code,
          said(result));
  auto lines = lines_of(result.output);
  require(lines.size() == n, "{} wrote {} lines for {} {}s; write one line a {}", name(),
          lines.size(), n, role_.request, role_.request);
  for (std::size_t i = 0; i < n; ++i)
    require(lines[i].size() <= kMaxLineBytes, "{}: the line has {} bytes; write at most {}",
            place(i).str(), lines[i].size(), kMaxLineBytes);
  return lines;
}

}  // namespace tangram
