#include "tasks/jsonl.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kSpace = " \t\r\n";

bool is_blank(std::string_view text) { return text.find_first_not_of(kSpace) == text.npos; }

std::vector<std::string> keys(const Table& table) {
  std::vector<std::string> out;
  for (const auto& entry : table.entries) out.push_back(entry.key);
  return out;
}

/// Index just behind the string literal that begins at `i`.
std::size_t after_string(std::string_view line, std::size_t i) {
  for (++i; i < line.size() && line[i] != '"'; ++i)
    if (line[i] == '\\') ++i;
  return i + 1;
}

}  // namespace

int json_column(std::string_view line, std::string_view key) {
  int depth = 0;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') {
      ++i;
      continue;
    }
    const std::size_t end = after_string(line, i);
    const std::size_t colon = line.find_first_not_of(kSpace, end);
    if (depth == 1 && colon < line.size() && line[colon] == ':' &&
        line.substr(i + 1, end - i - 2) == key)
      return static_cast<int>(line.find_first_not_of(kSpace, colon + 1)) + 1;
    i = end;
  }
  return 1;
}

JsonlReader::JsonlReader(std::filesystem::path path, const std::string& input, std::string label,
                         std::size_t max_line_bytes, std::vector<double> cuts)
    : path_(std::move(path)),
      input_(input, path_.string()),
      label_(std::move(label)),
      cuts_(std::move(cuts)),
      max_line_bytes_(max_line_bytes),
      file_(path_, std::ios::binary) {
  require(file_.is_open() && !std::filesystem::is_directory(path_), "{}: cannot be read: {}",
          path_.string(), errno != 0 ? std::strerror(errno) : "it is a folder");
}

std::optional<Value> JsonlReader::next_object() {
  while (next_line())
    if (!is_blank(line_text_)) return parse();
  return std::nullopt;
}

std::optional<JsonlRow> JsonlReader::next() {
  const std::optional<Value> row = next_object();
  if (!row) return std::nullopt;
  JsonlRow out;
  out.line = line_;
  out.offset = offset_;
  out.text = shown_text(*row);
  read_label(*row, out);
  return out;
}

bool JsonlReader::fill() {
  buffer_.erase(0, std::exchange(begin_, 0));
  const std::size_t old = buffer_.size();
  buffer_.resize(old + kBlock);
  file_.read(buffer_.data() + old, static_cast<std::streamsize>(kBlock));
  require(!file_.bad(), "{}: cannot be read: {}", path_.string(), std::strerror(errno));
  buffer_.resize(old + static_cast<std::size_t>(file_.gcount()));
  return buffer_.size() > old;
}

bool JsonlReader::next_line() {
  std::size_t looked_at = begin_;
  std::size_t end;
  while ((end = buffer_.find('\n', looked_at)) == buffer_.npos) {
    require(buffer_.size() - begin_ <= max_line_bytes_,
            "{}:{}: the line is longer than {} bytes; is this JSON lines, one row a line?",
            path_.string(), line_ + 1, max_line_bytes_);
    looked_at = buffer_.size() - begin_;  // fill() moves what is left to the front
    if (!fill()) break;
  }
  if (begin_ == buffer_.size()) return false;
  if (end == buffer_.npos) end = buffer_.size();
  require(end - begin_ <= max_line_bytes_,
          "{}:{}: the line is longer than {} bytes; is this JSON lines, one row a line?",
          path_.string(), line_ + 1, max_line_bytes_);
  line_text_ = std::string_view(buffer_).substr(begin_, end - begin_);
  offset_ = next_offset_;
  next_offset_ += line_text_.size() + 1;
  begin_ = std::min(end + 1, buffer_.size());
  if (++line_ == 1 && line_text_.starts_with(kByteOrderMark)) {
    line_text_.remove_prefix(kByteOrderMark.size());
    offset_ += kByteOrderMark.size();
  }
  return true;
}

std::string JsonlReader::place(int column) const {
  return fmt::format("{}:{}:{}", path_.string(), line_, column);
}

std::string JsonlReader::place_of(const std::string& name) const { return place(column_of(name)); }

Value JsonlReader::parse() const {
  if (const auto bad = invalid_utf8(line_text_)) {
    fail(
        "{}: byte 0x{:02x} at offset {} of the file is not UTF-8; convert the file, for example "
        "with iconv -f WINDOWS-1252 -t UTF-8",
        place(static_cast<int>(*bad) + 1), static_cast<unsigned char>(line_text_[*bad]),
        offset_ + *bad);
  }
  Value row = parse_json(line_text_, {path_.string(), static_cast<int>(line_), 0});
  require(row.table() != nullptr, "{}: a row must be an object such as {{\"{}\": ...}}, but is {}",
          place(1), label_, row.kind());
  return row;
}

int JsonlReader::column_of(const std::string& field) const {
  return json_column(line_text_, field);
}

const Value& JsonlReader::field(const Value& row, const std::string& name) const {
  const Value* value = row.table()->find(name);
  require(value != nullptr, "{}: the row has no field '{}'{}", place(1), name,
          suggestion(name, keys(*row.table())));
  return *value;
}

std::string JsonlReader::shown_text(const Value& row) const {
  std::string out;
  for (const InputTemplate::Piece& piece : input_.pieces()) {
    if (!piece.is_field) {
      out += piece.text;
      continue;
    }
    const Value& value = field(row, piece.text);
    require(value.string() != nullptr, "{}: field '{}' must be a string, but is {}: {}",
            place_of(piece.text), piece.text, value.kind(), shown(canonical_text(value), 40));
    require(!is_blank(*value.string()), "{}: field '{}' is empty; fill it or take the row out",
            place_of(piece.text), piece.text);
    out += *value.string();
  }
  return out;
}

void JsonlReader::read_label(const Value& row, JsonlRow& out) const {
  const Value& value = field(row, label_);
  out.label_column = column_of(label_);
  if (!cuts_.empty()) {
    const auto number = value.number();
    require(number.has_value(),
            "{}: label '{}' is cut into levels, so it must be a number, but is {}: {}",
            place(out.label_column), label_, value.kind(), shown(canonical_text(value), 40));
    out.label =
        std::to_string(std::upper_bound(cuts_.begin(), cuts_.end(), *number) - cuts_.begin());
    return;
  }
  if (const std::string* text = value.string())
    out.label = *text;
  else if (std::holds_alternative<std::int64_t>(value.data) ||
           std::holds_alternative<bool>(value.data))
    out.label = canonical_text(value);
  else
    fail("{}: label '{}' must be a string or an integer, but is {}: {}", place(out.label_column),
         label_, value.kind(), shown(canonical_text(value), 40));
  require(!is_blank(out.label), "{}: label '{}' is empty; fill it or take the row out",
          place(out.label_column), label_);
}

}  // namespace tangram
