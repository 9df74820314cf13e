#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/line_reader.h"
#include "tasks/record.h"

namespace tangram {

/// A table as RFC 4180 has it, with a separator of one byte: the first record names the fields,
/// each further one is a row, all of its values are strings. A field in double quotes may hold
/// separators, line ends (kept as they are) and doubled quotes. Lines end in LF or CRLF. A quote
/// within a field that does not begin with one stands for itself.
///
/// Refuses, beside what LineReader refuses: a header with fewer than two names, an empty or a
/// repeated one; a record with another number of fields than the header; a quote that is never
/// closed, text behind a closing quote; a carriage return alone; a record longer than
/// `max_record_bytes`.
class CsvReader final : public RecordReader {
 public:
  /// Reads the header. Throws Error if the file cannot be read, or has none.
  CsvReader(std::filesystem::path path, char separator,
            std::size_t max_record_bytes = LineReader::kMaxLineBytes);

  std::optional<Record> next() override;

 private:
  struct Field {
    std::string text;
    Place place;
  };

  bool read_record();
  Field read_field();
  void read_quoted(Field& field);
  void next_line_of(const Field& field);
  void read_plain(Field& field);
  std::size_t line_end() const;  // where the line's text ends, without a CR
  std::string separator_name() const;
  void check_header() const;
  void check_width() const;

  LineReader lines_;
  char separator_;
  std::size_t at_ = 0;         // in the line
  std::vector<Field> fields_;  // of the record
  std::uint64_t offset_ = 0;
  Place place_;
  std::vector<std::string> names_;
  Place names_place_;
};

}  // namespace tangram
