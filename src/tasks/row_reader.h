#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "tasks/input_template.h"
#include "tasks/record.h"

namespace tangram {

/// One row of a file of labelled texts.
struct DataRow {
  std::string text;             // what is shown: the row's fields put into the input template
  std::string label;            // as it stands in the file; integers and booleans as text; a level
  std::int64_t line = 0;        // on which the row begins, from 1
  std::uint64_t offset = 0;     // of the row's first byte in the file
  std::int64_t label_line = 0;  // where the label's value begins: behind a text of several lines
  int label_column = 0;         // in bytes, from 1
};

/// The value of a record's field. Throws Error where there is none, with the nearest name.
const Value& field_of(const Record& record, const std::string& name);

/// A record's fields put into the template. Throws Error where one is missing, no string or blank.
std::string shown_text(const Record& record, const InputTemplate& input);

/// How a file's records become rows.
struct RowFormat {
  std::string input = "{text}";  // a valid InputTemplate
  std::string label = "label";   // the field
  /// Ascending; not empty: the label field is a number (or the text of one) and the label its
  /// level, "0" below the first cut, "1" from it on, and so forth.
  std::vector<double> cuts{};
  std::size_t max_row_bytes = LineReader::kMaxLineBytes;
};

/// Reads the labelled texts of a data file one by one, JSON lines or a table (open_records).
///
/// Errors read "FILE:LINE:COLUMN: what, the value, what to do", as RecordReader's: a field that is
/// missing, empty or of the wrong kind. Not thread-safe.
class RowReader {
 public:
  /// Throws Error if the file cannot be read.
  RowReader(const std::filesystem::path& path, const RowFormat& format);

  std::optional<DataRow> next();  // nullopt: the end of the file

 private:
  std::string label_of(const Value& value) const;

  InputTemplate input_;
  std::string label_;
  std::vector<double> cuts_;
  std::unique_ptr<RecordReader> records_;
};

}  // namespace tangram
