#include "tasks/record.h"

#include <string>

#include "tasks/csv.h"
#include "tasks/jsonl.h"

namespace tangram {

std::optional<char> separator_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (extension == ".csv") return ',';
  if (extension == ".tsv") return '\t';
  return std::nullopt;
}

std::unique_ptr<RecordReader> open_records(const std::filesystem::path& path,
                                           std::size_t max_row_bytes) {
  if (const auto separator = separator_of(path))
    return std::make_unique<CsvReader>(path, *separator, max_row_bytes);
  return std::make_unique<JsonlReader>(path, max_row_bytes);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace tangram
