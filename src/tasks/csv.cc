#include "tasks/csv.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {

CsvReader::CsvReader(std::filesystem::path path, char separator, std::size_t max_record_bytes)
    : lines_(std::move(path), max_record_bytes), separator_(separator) {
  require(read_record(), "{}: the file is empty; its first line must name the fields",
          lines_.path().string());
  names_place_ = place_;
  for (const Field& field : fields_) names_.push_back(field.text);
  check_header();
}

std::optional<Record> CsvReader::next() {
  if (!read_record()) return std::nullopt;
  check_width();
  Record out{{}, place_, names_place_, offset_};
  out.fields.entries.reserve(fields_.size());
  for (std::size_t i = 0; i < fields_.size(); ++i)
    out.fields.entries.push_back(
        {names_[i], {std::move(fields_[i].text), std::move(fields_[i].place)}});
  return out;
}

bool CsvReader::read_record() {
  const auto blank = [this] {
    const std::string_view text = lines_.text();
    return is_blank(text) && text.find(separator_) == text.npos;
  };
  do
    if (!lines_.next()) return false;
  while (blank());
  fields_.clear();
  at_ = 0;
  place_ = lines_.place(0);
  offset_ = lines_.offset();
  for (;; ++at_) {
    fields_.push_back(read_field());
    if (at_ == line_end()) return true;
  }
}

CsvReader::Field CsvReader::read_field() {
  Field out{"", lines_.place(at_)};
  if (at_ < line_end() && lines_.text()[at_] == '"')
    read_quoted(out);
  else
    read_plain(out);
  return out;
}

void CsvReader::read_plain(Field& field) {
  const std::size_t end = std::min(lines_.text().find(separator_, at_), line_end());
  field.text = lines_.text().substr(at_, end - at_);
  const std::size_t cr = field.text.find('\r');
  require(
      cr == std::string::npos,
      "{}: a carriage return that ends no line; write the field in quotes, or, if lines end so, "
      "convert the file: tr '\\r' '\\n'",
      full_place(lines_.place(at_ + cr)));
  at_ = end;
}

void CsvReader::read_quoted(Field& field) {
  ++at_;
  for (;;) {
    const std::size_t quote = lines_.text().find('"', at_);
    field.text += lines_.text().substr(at_, quote - at_);
    if (quote == std::string_view::npos) {
      field.text += '\n';
      next_line_of(field);
      continue;
    }
    at_ = quote + 1;
    if (at_ == lines_.text().size() || lines_.text()[at_] != '"') break;
    field.text += '"';
    ++at_;
  }
  if (at_ == line_end() || lines_.text()[at_] == separator_) return;
  fail(
      "{}: \"{}\" stands behind the quote that closes the field (opened at {}:{}); double a quote "
      "that is part of the text: \"\"",
      full_place(lines_.place(at_)), shown(lines_.text().substr(at_, line_end() - at_), 20),
      field.place.line, field.place.column);
}

void CsvReader::next_line_of(const Field& field) {
  require(
      lines_.next(),
      "{}: the quote that opens here is never closed, up to the end of the file (line {}); close "
      "it, or double a quote that is part of the text and write its field in quotes",
      full_place(field.place), lines_.line());
  require(lines_.offset() + lines_.text().size() - offset_ <= lines_.max_line_bytes(),
          "{}: the record that begins here is longer than {} bytes; is the quote at {}:{} closed?",
          full_place(place_), lines_.max_line_bytes(), field.place.line, field.place.column);
  at_ = 0;
}

std::size_t CsvReader::line_end() const {
  return lines_.text().size() - (lines_.text().ends_with('\r') ? 1 : 0);
}

std::string CsvReader::separator_name() const {
  return separator_ == '\t' ? "a tab" : fmt::format("'{}'", separator_);
}

void CsvReader::check_header() const {
  if (names_.size() < 2) {
    const std::size_t other = names_[0].find_first_of(",;\t|");
    fail(
        "{}: the header names one field only, '{}'; a text and its label are needed, parted by "
        "{}{}",
        full_place(names_place_), shown(names_[0], 60), separator_name(),
        other == std::string::npos ? ""
                                   : fmt::format(", not by '{}': export the file anew",
                                                 shown(names_[0].substr(other, 1))));
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    require(!is_blank(names_[i]),
            "{}: field {} has no name in the header; give it one, or leave the column out (pandas: "
            "to_csv(..., index=False))",
            full_place(fields_[i].place), i + 1);
    const auto first = std::find(names_.begin(), names_.end(), names_[i]) - names_.begin();
    require(first == static_cast<std::ptrdiff_t>(i),
            "{}: the header names '{}' twice, as field {} and as field {}; give one another name",
            full_place(fields_[i].place), shown(names_[i], 40), first + 1, i + 1);
  }
}

void CsvReader::check_width() const {
  if (fields_.size() == names_.size()) return;
  const bool more = fields_.size() > names_.size();
  const Place& place = more ? fields_[names_.size()].place : place_;
  const std::string what =
      more
          ? fmt::format("field {} is '{}'; write a field that holds {} in quotes",
                        names_.size() + 1, shown(fields_[names_.size()].text, 40), separator_name())
          : fmt::format("'{}' is missing; write an empty field for what has no value",
                        shown(names_[fields_.size()], 40));
  fail("{}: the record has {} fields, but the header names {}: {}", full_place(place),
       fields_.size(), names_.size(), what);
}

}  // namespace tangram
