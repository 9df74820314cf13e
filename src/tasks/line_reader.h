#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/value.h"

namespace tangram {

/// Reads the lines of a text file one by one, whatever its size. A byte order mark at the
/// beginning is passed over. Not thread-safe.
///
/// Errors read "FILE:LINE:COLUMN: what, the value, what to do", columns in bytes from 1: a line
/// that is not UTF-8 or holds a NUL byte (encoding_fault), a line longer than `max_line_bytes` (of
/// which no more than that is read), a file that is no text at all.
class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 10'000'000;

  /// Throws Error if the file cannot be read, or is no text by its first bytes.
  explicit LineReader(std::filesystem::path path, std::size_t max_line_bytes = kMaxLineBytes);

  bool next();  // false: the end of the file

  /// The line, without its '\n'. Valid until next() is called.
  std::string_view text() const { return text_; }
  std::int64_t line() const { return line_; }       // from 1
  std::uint64_t offset() const { return offset_; }  // of its first byte in the file
  Place place(std::size_t at) const;                // of the byte with this index in the line
  const std::filesystem::path& path() const { return path_; }
  std::size_t max_line_bytes() const { return max_line_bytes_; }

 private:
  bool fill();
  void check_encoding();

  std::filesystem::path path_;
  std::size_t max_line_bytes_;
  std::ifstream file_;
  std::string buffer_;  // read and not yet given out: buffer_[begin_, size)
  std::size_t begin_ = 0;
  std::string_view text_;  // points into buffer_
  std::int64_t line_ = 0;
  std::uint64_t offset_ = 0, next_offset_ = 0;
  bool utf8_before_ = false;  // a line before has signs beyond ASCII
};

/// "FILE:LINE:COLUMN", as it stands before messages.
std::string full_place(const Place& place);

}  // namespace tangram
