#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace tangram {

/// A fault of the world (study file, data, model, disk): ends the command with exit code 2.
/// The message says place, what, value, and what to do.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Error with the formatted message unless `ok`; the message is built only then.
template <class... Args>
void require(bool ok, fmt::format_string<Args...> message, Args&&... args) {
  if (!ok) throw Error(fmt::format(message, std::forward<Args>(args)...));
}

/// Throws Error with the formatted message.
template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> message, Args&&... args) {
  throw Error(fmt::format(message, std::forward<Args>(args)...));
}

/// Prints file, line and condition to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace tangram

/// A fault of ours, in every build type: a condition that no input can break.
#define TANGRAM_CHECK(condition) \
  ((condition) ? void() : ::tangram::check_failed(#condition, __FILE__, __LINE__))
