#include "tasks/row_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

std::vector<std::string> keys(const Table& table) {
  std::vector<std::string> out;
  for (const auto& entry : table.entries) out.push_back(entry.key);
  return out;
}

/// The number that a value is or writes: 3, "3", " -1.5e2 ". A table knows no numbers but these.
std::optional<double> written_number(const Value& value) {
  if (value.string() == nullptr) return value.number();
  std::string_view text = *value.string();
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

}  // namespace

const Value& field_of(const Record& record, const std::string& name) {
  const Value* value = record.fields.find(name);
  require(value != nullptr,
          "{}: there is no field '{}'{}; a card names the fields (tangram init {})",
          full_place(record.names), shown(name, 40), suggestion(name, keys(record.fields)),
          record.place.file);
  return *value;
}

std::string shown_text(const Record& record, const InputTemplate& input) {
  std::string out;
  for (const InputTemplate::Piece& piece : input.pieces()) {
    if (!piece.is_field) {
      out += piece.text;
      continue;
    }
    const Value& value = field_of(record, piece.text);
    require(value.string() != nullptr, "{}: field '{}' must be a string, but is {}: {}",
            full_place(value.place), piece.text, value.kind(), shown(canonical_text(value), 40));
    require(!is_blank(*value.string()), "{}: field '{}' is empty; fill it or take the row out",
            full_place(value.place), piece.text);
    out += *value.string();
  }
  return out;
}

RowReader::RowReader(const std::filesystem::path& path, const RowFormat& format)
    : input_(format.input, path.string()),
      label_(format.label),
      cuts_(format.cuts),
      records_(open_records(path, format.max_row_bytes)) {}

std::optional<DataRow> RowReader::next() {
  const auto record = records_->next();
  if (!record) return std::nullopt;
  DataRow out;
  out.line = record->place.line;
  out.offset = record->offset;
  out.text = shown_text(*record, input_);
  const Value& label = field_of(*record, label_);
  out.label_line = label.place.line;
  out.label_column = label.place.column;
  out.label = label_of(label);
  return out;
}

std::string RowReader::label_of(const Value& value) const {
  const std::string place = full_place(value.place);
  if (!cuts_.empty()) {
    const auto number = written_number(value);
    require(number.has_value(),
            "{}: label '{}' is cut into levels, so it must be a number, but is {}: {}", place,
            label_, value.kind(), shown(canonical_text(value), 40));
    return std::to_string(std::upper_bound(cuts_.begin(), cuts_.end(), *number) - cuts_.begin());
  }
  if (std::holds_alternative<std::int64_t>(value.data) || std::holds_alternative<bool>(value.data))
    return canonical_text(value);
  require(value.string() != nullptr, "{}: label '{}' must be a string or an integer, but is {}: {}",
          place, label_, value.kind(), shown(canonical_text(value), 40));
  require(!is_blank(*value.string()), "{}: label '{}' is empty; fill it or take the row out", place,
          label_);
  return *value.string();
}

}  // namespace tangram
