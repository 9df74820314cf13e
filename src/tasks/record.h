#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/value.h"
#include "tasks/line_reader.h"

namespace tangram {

/// A row of a data file as it stands there. Each value has its place: line and column of the file,
/// in bytes, from 1.
struct Record {
  Table fields;
  Place place;               // where the row begins
  Place names;               // where its fields are named: the header, or the row itself
  std::uint64_t offset = 0;  // of its first byte in the file
};

/// Reads the rows of a data file one by one, whatever its size; blank lines between them are
/// passed over. Errors read "FILE:LINE:COLUMN: what, the value, what to do". Not thread-safe.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  virtual std::optional<Record> next() = 0;  // nullopt: the end of the file
};

/// The separator of a table's file: ',' of .csv, a tab of .tsv, whatever the case; nullopt: no
/// table.
std::optional<char> separator_of(const std::filesystem::path& path);

/// A reader by the file's extension: .csv and .tsv are tables (CsvReader), everything else is JSON
/// lines (JsonlReader). Throws Error if the file cannot be read.
std::unique_ptr<RecordReader> open_records(const std::filesystem::path& path,
                                           std::size_t max_row_bytes = LineReader::kMaxLineBytes);

/// Nothing but white space.
bool is_blank(std::string_view text);

}  // namespace tangram
