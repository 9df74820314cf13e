#include "base/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace tangram {
namespace {

void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  out += '"';
}

void append_double(double v, std::string& out) {
  const std::string digits = fmt::format("{}", v);
  out += digits;
  // So that 1.0 and 1 stay two values, as they are two kinds in TOML.
  if (std::isfinite(v) && digits.find_first_of(".e") == std::string::npos) out += ".0";
}

void append_canonical(const Value& value, std::string& out);

void append_canonical(const Table& table, std::string& out) {
  std::vector<const Table::Entry*> sorted;
  sorted.reserve(table.entries.size());
  for (const Table::Entry& entry : table.entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->key < b->key; });
  out += '{';
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0) out += ',';
    append_quoted(sorted[i]->key, out);
    out += ':';
    append_canonical(sorted[i]->value, out);
  }
  out += '}';
}

void append_canonical(const Value& value, std::string& out) {
  if (const bool* b = std::get_if<bool>(&value.data)) {
    out += *b ? "true" : "false";
  } else if (const std::int64_t* i = std::get_if<std::int64_t>(&value.data)) {
    fmt::format_to(std::back_inserter(out), "{}", *i);
  } else if (const double* d = std::get_if<double>(&value.data)) {
    append_double(*d, out);
  } else if (const std::string* s = value.string()) {
    append_quoted(*s, out);
  } else if (const Array* array = value.array()) {
    out += '[';
    for (std::size_t n = 0; n < array->size(); ++n) {
      if (n > 0) out += ',';
      append_canonical((*array)[n], out);
    }
    out += ']';
  } else if (const Table* table = value.table()) {
    append_canonical(*table, out);
  } else {
    out += "null";
  }
}

/// Levenshtein distance of two short texts, in bytes. O(|a| |b|).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Place::str() const {
  if (file.empty()) return "command line";
  return line > 0 ? fmt::format("{}:{}", file, line) : file;
}

const Value* Table::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Value* Table::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Table::set(std::string_view key, Value value) {
  if (Value* old = find(key)) return *old = std::move(value);
  entries.push_back({std::string(key), std::move(value)});
  return entries.back().value;
}

bool Table::erase(std::string_view key) {
  return std::erase_if(entries, [&](const Entry& entry) { return entry.key == key; }) > 0;
}

std::optional<double> Value::number() const {
  if (const double* real = std::get_if<double>(&data)) return *real;
  if (const std::int64_t* whole = std::get_if<std::int64_t>(&data))
    return static_cast<double>(*whole);
  return std::nullopt;
}

std::string_view Value::kind() const {
  static constexpr std::string_view kNames[] = {"nothing",  "a boolean", "an integer", "a number",
                                                "a string", "a list",    "a table"};
  return kNames[data.index()];
}

std::string canonical_text(const Value& value) {
  std::string out;
  append_canonical(value, out);
  return out;
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 200;  // nobody mistypes more; keeps hostile names cheap
  if (name.size() > kLongest) return {};
  const std::size_t limit = std::max<std::size_t>(2, name.size() / 3);
  std::size_t best = std::min(limit + 1, name.size());  // all of it changed is no typing error
  std::string nearest;
  for (const std::string& known : names) {
    if (known.size() > name.size() + limit) continue;
    if (const std::size_t distance = edit_distance(name, known); distance < best) {
      best = distance;
      nearest = known;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 20;
  if (names.empty()) return {};
  if (const std::string nearest = nearest_name(name, names); !nearest.empty())
    return fmt::format("; did you mean '{}'?", nearest);
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size()));
  std::string text = fmt::format("; known: {}", fmt::join(names.begin(), end, ", "));
  if (names.size() > kShown) text += fmt::format(", ... ({} in all)", names.size());
  return text;
}

}  // namespace tangram
