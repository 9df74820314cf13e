#include "base/options.h"

#include <fmt/format.h>

#include <cmath>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

/// Where an option stands and what it is called, for messages.
struct Spot {
  const FieldInfo& info;
  const std::string& owner;
};

[[noreturn]] void wrong_type(const Spot& at, const Value& value, std::string_view wanted) {
  fail("{}: {}: '{}' must be {}, but is {}: {}", value.place.str(), at.owner, at.info.name, wanted,
       value.kind(), shown(canonical_text(value), 40));
}

std::string number_text(double v) {
  const bool whole = std::abs(v) < 1e15 && v == std::floor(v);
  return whole ? fmt::format("{:.0f}", v) : fmt::format("{}", v);
}

void check_range(const Spot& at, const Place& place, double v, std::string_view text) {
  require(v >= at.info.min, "{}: {}: '{}' must be at least {}, but is {}", place.str(), at.owner,
          at.info.name, number_text(at.info.min), text);
  require(v <= at.info.max, "{}: {}: '{}' must be at most {}, but is {}", place.str(), at.owner,
          at.info.name, number_text(at.info.max), text);
}

void read(const Spot& at, const Value& value, bool& out) {
  const bool* b = std::get_if<bool>(&value.data);
  if (b == nullptr) wrong_type(at, value, "true or false");
  out = *b;
}

void read(const Spot& at, const Value& value, std::int64_t& out) {
  const std::int64_t* i = std::get_if<std::int64_t>(&value.data);
  if (i == nullptr) wrong_type(at, value, "an integer");
  check_range(at, value.place, static_cast<double>(*i), fmt::format("{}", *i));
  out = *i;
}

void read(const Spot& at, const Value& value, double& out) {
  const std::optional<double> v = value.number();
  if (!v) wrong_type(at, value, "a number");
  check_range(at, value.place, *v, canonical_text(value));
  out = *v;
}

void read(const Spot& at, const Value& value, std::string& out) {
  const std::string* s = value.string();
  if (s == nullptr) wrong_type(at, value, "a string");
  const auto& choices = at.info.choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), *s) == choices.end()) {
    const std::vector<std::string> names(choices.begin(), choices.end());
    const std::string near = nearest_name(*s, names);
    fail("{}: {}: '{}' must be one of {}, but is '{}'{}", value.place.str(), at.owner, at.info.name,
         fmt::join(names, ", "), shown(*s, 40),
         near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
  }
  out = *s;
}

template <class T>
void read(const Spot& at, const Value& value, std::vector<T>& out) {
  const Array* array = value.array();
  if (array == nullptr) wrong_type(at, value, "a list");
  std::vector<T> items(array->size());
  for (std::size_t i = 0; i < items.size(); ++i) read(at, (*array)[i], items[i]);
  out = std::move(items);
}

void read(const Spot& at, const Value& value, Table& out) {
  const Table* table = value.table();
  if (table == nullptr) wrong_type(at, value, "a table");
  out = *table;
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + "'";
}

template <class T>
std::string list_text(const std::vector<T>& items) {
  std::string out = "[";
  for (const T& item : items) {
    if (out.size() > 1) out += ", ";
    if constexpr (std::is_same_v<T, std::string>)
      out += in_quotes(item);
    else
      out += fmt::format("{}", item);
  }
  return out + "]";
}

/// "integer, 2 to 10", "string: a, b": the type with what limits it.
std::string type_text(const FieldInfo& info, std::string type) {
  if (!info.choices.empty()) return fmt::format("{}: {}", type, fmt::join(info.choices, ", "));
  constexpr double kIntMin = std::numeric_limits<int>::min();
  constexpr double kIntMax = std::numeric_limits<int>::max();
  const bool low = std::isfinite(info.min) && info.min != kIntMin;
  const bool high = std::isfinite(info.max) && info.max != kIntMax;
  if (low && high)
    return fmt::format("{}, {} to {}", type, number_text(info.min), number_text(info.max));
  if (low) return fmt::format("{}, at least {}", type, number_text(info.min));
  if (high) return fmt::format("{}, at most {}", type, number_text(info.max));
  return type;
}

}  // namespace

FieldParser::FieldParser(const Value& table, std::string_view owner)
    : table_(table), owner_(owner) {
  require(table.is_null() || table.table() != nullptr,
          "{}: {}: options must be a table, but are {}", table.place.str(), owner_, table.kind());
}

const Value* FieldParser::take(const FieldInfo& info) {
  known_.emplace_back(info.name);
  const Table* table = table_.table();
  const Value* value = table == nullptr ? nullptr : table->find(info.name);
  if (value == nullptr && info.required && missing_.empty())
    missing_ = fmt::format("'{}' is missing: {}", info.name, info.help);
  return value;
}

void FieldParser::operator()(const FieldInfo& info, bool& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, std::int64_t& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, double& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, std::string& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, std::vector<std::int64_t>& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, std::vector<double>& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, std::vector<std::string>& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}
void FieldParser::operator()(const FieldInfo& info, Table& value) {
  if (const Value* v = take(info)) read({info, owner_}, *v, value);
}

void FieldParser::finish() const {
  if (const Table* table = table_.table()) {
    for (const Table::Entry& entry : table->entries) {
      if (entry.key == "use") continue;
      if (std::find(known_.begin(), known_.end(), entry.key) == known_.end())
        fail("{}: {}: unknown option '{}'{}", entry.value.place.str(), owner_, shown(entry.key, 40),
             known_.empty() ? "; it takes none" : suggestion(entry.key, known_));
    }
  }
  // After unknown keys: a mistyped key is the likeliest reason for a missing one.
  require(missing_.empty(), "{}: {}: {}", table_.place.str(), owner_, missing_);
}

void FieldPrinter::add(const FieldInfo& info, std::string type, std::string value) {
  const bool written = info.unwritten.empty() || value != in_quotes(info.unwritten);
  if (written && !text_.empty()) text_ += ", ";
  if (written) text_ += fmt::format("{}={}", info.name, value);
  fields_.push_back({std::string(info.name), type_text(info, std::move(type)),
                     info.required ? "required" : std::move(value), std::string(info.help),
                     written});
}

void FieldPrinter::operator()(const FieldInfo& info, bool& value) {
  add(info, "boolean", value ? "true" : "false");
}
void FieldPrinter::operator()(const FieldInfo& info, std::int64_t& value) {
  add(info, "integer", fmt::format("{}", value));
}
void FieldPrinter::operator()(const FieldInfo& info, double& value) {
  add(info, "number", fmt::format("{}", value));
}
void FieldPrinter::operator()(const FieldInfo& info, std::string& value) {
  add(info, "string", in_quotes(value));
}
void FieldPrinter::operator()(const FieldInfo& info, std::vector<std::int64_t>& value) {
  add(info, "list of integers", list_text(value));
}
void FieldPrinter::operator()(const FieldInfo& info, std::vector<double>& value) {
  add(info, "list of numbers", list_text(value));
}
void FieldPrinter::operator()(const FieldInfo& info, std::vector<std::string>& value) {
  add(info, "list of strings", list_text(value));
}
void FieldPrinter::operator()(const FieldInfo& info, Table& value) {
  add(info, "table", canonical_text({.data = value, .place = {}}));
}

}  // namespace tangram
