#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "tasks/line_reader.h"
#include "tasks/record.h"

namespace tangram {

/// JSON lines: a line is a row, an object. Refuses, beside what LineReader refuses, a line that is
/// not JSON or not an object.
class JsonlReader final : public RecordReader {
 public:
  /// Throws Error if the file cannot be read.
  explicit JsonlReader(std::filesystem::path path,
                       std::size_t max_line_bytes = LineReader::kMaxLineBytes);

  std::optional<Record> next() override;

 private:
  LineReader lines_;
};

/// Columns (in bytes, from 1) of the values of the top-level keys, in their order, of a line that
/// holds a valid JSON object.
std::vector<int> value_columns(std::string_view line);

}  // namespace tangram
