#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tangram {

/// Where a value was written: for errors. line and column count from 1; 0 = unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  /// "study.toml:12", "study.toml" without a line, "command line" without a file.
  std::string str() const;
};

/// Levels of nesting in a text that is read: values are built and freed by recursion.
inline constexpr int kMaxNesting = 64;

struct Value;
using Array = std::vector<Value>;

/// Keys in the order in which they were written. No key twice.
struct Table {
  struct Entry;
  std::vector<Entry> entries;

  const Value* find(std::string_view key) const;  // nullptr: no such key
  Value* find(std::string_view key);
  Value& set(std::string_view key, Value value);  // replaces, or appends
  bool erase(std::string_view key);
};

/// A TOML or JSON document, or a part of one, with the place of each part. Plain data.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table> data;
  Place place;

  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  const Table* table() const { return std::get_if<Table>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  const std::string* string() const { return std::get_if<std::string>(&data); }
  std::optional<double> number() const;  // an integer or not; nullopt: it is none

  /// "a string", "an integer", "a table" ...: for errors.
  std::string_view kind() const;
};

struct Table::Entry {
  std::string key;
  Value value;
};

/// One text for one meaning: keys sorted, numbers in full precision (shortest form that
/// reads back to the same bits), places left out. This text is what gets hashed.
std::string canonical_text(const Value& value);

/// Of `names`, the one nearest to `name` in edit distance, for "did you mean"; empty if
/// none is near (distance over 1/3 of the length, at least 2).
std::string nearest_name(std::string_view name, const std::vector<std::string>& names);

/// "; did you mean 'x'?" or, with nothing near, "; known: a, b, c".
std::string suggestion(std::string_view name, const std::vector<std::string>& names);

}  // namespace tangram
