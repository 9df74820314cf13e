#include "tasks/jsonl.h"

#include <utility>

#include "base/check.h"
#include "base/json.h"

namespace tangram {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// Index just behind the string literal that begins at `i`.
std::size_t after_string(std::string_view line, std::size_t i) {
  for (++i; i < line.size() && line[i] != '"'; ++i)
    if (line[i] == '\\') ++i;
  return i + 1;
}

}  // namespace

std::vector<int> value_columns(std::string_view line) {
  std::vector<int> out;
  int depth = 0;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ':' && depth == 1)
      out.push_back(static_cast<int>(line.find_first_not_of(kSpace, i + 1)) + 1);
    i = c == '"' ? after_string(line, i) : i + 1;
  }
  return out;
}

JsonlReader::JsonlReader(std::filesystem::path path, std::size_t max_line_bytes)
    : lines_(std::move(path), max_line_bytes) {}

std::optional<Record> JsonlReader::next() {
  do
    if (!lines_.next()) return std::nullopt;
  while (is_blank(lines_.text()));
  Record out;
  out.place = out.names = lines_.place(0);
  out.offset = lines_.offset();
  Value row = parse_json(lines_.text(), {out.place.file, out.place.line, 0});
  Table* fields = std::get_if<Table>(&row.data);
  require(
      fields != nullptr,
      "{}: a row must be an object such as {{\"text\": \"...\", \"label\": \"...\"}}, but is {}",
      full_place(out.place), row.kind());
  out.fields = std::move(*fields);
  const std::vector<int> columns = value_columns(lines_.text());
  TANGRAM_CHECK(columns.size() == out.fields.entries.size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    out.fields.entries[i].value.place.column = columns[i];
  return out;
}

}  // namespace tangram
