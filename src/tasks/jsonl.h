#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "tasks/input_template.h"

namespace tangram {

/// One row of a file of labelled texts.
struct JsonlRow {
  std::string text;          // what is shown: the row's fields put into the input template
  std::string label;         // as it stands in the file; integers and booleans as text; a level
  std::int64_t line = 0;     // from 1
  std::uint64_t offset = 0;  // of the line's first byte in the file
  int label_column = 0;      // of the label's value in its line, in bytes, from 1
};

/// Reads JSON lines one by one, whatever the size of the file. Lines of white space are passed
/// over, as is a byte order mark at the beginning. Not thread-safe.
///
/// Errors read "FILE:LINE:COLUMN: what, the value, what to do", columns in bytes from 1: a line
/// that is not UTF-8 or not JSON or not an object, a field that is missing, empty or of the
/// wrong kind, a line longer than `max_line_bytes` (of which no more than that is read).
class JsonlReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 10'000'000;

  /// Throws Error if the file cannot be read. `input` must be a valid InputTemplate. With `cuts`,
  /// ascending, the label field is a number and the label its level: "0" below the first cut, "1"
  /// from it on, and so forth.
  JsonlReader(std::filesystem::path path, const std::string& input, std::string label,
              std::size_t max_line_bytes = kMaxLineBytes, std::vector<double> cuts = {});

  std::optional<JsonlRow> next();  // nullopt: the end of the file
  const std::filesystem::path& path() const { return path_; }

  /// The next row as it stands, an object: for rows that are more than a labelled text. What
  /// follows is said of it. Throws Error where a field is missing, or no text that can be shown.
  std::optional<Value> next_object();
  std::int64_t line() const { return line_; }
  const Value& field(const Value& row, const std::string& name) const;
  std::string shown_text(const Value& row) const;       // its fields put into the input template
  std::string place_of(const std::string& name) const;  // FILE:LINE:COLUMN of a field's value

 private:
  bool next_line();
  bool fill();
  Value parse() const;
  void read_label(const Value& row, JsonlRow& out) const;
  std::string place(int column) const;
  int column_of(const std::string& field) const;

  std::filesystem::path path_;
  InputTemplate input_;
  std::string label_;
  std::vector<double> cuts_;
  std::size_t max_line_bytes_;
  std::ifstream file_;
  std::string buffer_;  // read and not yet given out: buffer_[begin_, size)
  std::size_t begin_ = 0;
  std::string_view line_text_;  // points into buffer_
  std::int64_t line_ = 0;
  std::uint64_t offset_ = 0;  // of line_text_ in the file
  std::uint64_t next_offset_ = 0;
};

/// Column (in bytes, from 1) of the value of a top-level key in a line that holds a valid JSON
/// object; 1 if it has no such key.
int json_column(std::string_view line, std::string_view key);

}  // namespace tangram
