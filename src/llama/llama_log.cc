#include "llama/llama_log.h"

#include <llama.h>

#include <stdexcept>

namespace tangram {

namespace {

void to_log(ggml_log_level level, const char* text, void* log) {
  static_cast<LlamaLog*>(log)->receive(level, text);
}

[[noreturn]] void to_exception(const char* message) { throw std::runtime_error(message); }

void to_nowhere(ggml_log_level, const char*, void*) {}

}  // namespace

LlamaLog::LlamaLog(Log& log) : log_(log) {
  llama_log_set(to_log, this);
  llama_backend_init();
}

LlamaLog::~LlamaLog() {
  flush();
  llama_log_set(to_nowhere, nullptr);
}

void LlamaLog::receive(int level, const char* text) {
  if (level != GGML_LOG_LEVEL_CONT) level_ = level;
  line_ += text;
  if (line_.ends_with('\n')) flush();
}

void LlamaLog::flush() {
  while (!line_.empty() && (line_.back() == '\n' || line_.back() == ' ')) line_.pop_back();
  if (line_.find_first_not_of(". ") == std::string::npos) line_.clear();  // progress dots
  if (line_.empty()) return;
  log_.write(LogLevel::debug, line_);  // about its own set-up; --verbose shows it
  if (level_ == GGML_LOG_LEVEL_ERROR) errors_ += (errors_.empty() ? "" : "; ") + line_;
  line_.clear();
}

LlamaAssertions::LlamaAssertions() : before_(ggml_set_abort_callback(to_exception)) {}
LlamaAssertions::~LlamaAssertions() { ggml_set_abort_callback(before_); }

}  // namespace tangram
