#include "spec/fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram::spec {
namespace {

[[noreturn]] void wrong_type(const Value& value, std::string_view what, std::string_view wanted) {
  fail("{}: {} must be {}, but is {}: {}", value.place.str(), what, wanted, value.kind(),
       shown(canonical_text(value), 40));
}

}  // namespace

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '~' || c == '-';
}

void check_keys(const Value& table, std::string_view where, const std::vector<std::string>& known) {
  for (const Table::Entry& entry : as_table(table, where).entries)
    if (std::find(known.begin(), known.end(), entry.key) == known.end())
      fail("{}: unknown key '{}' in {}{}", entry.value.place.str(), shown(entry.key, 40), where,
           suggestion(entry.key, known));
}

const Table& as_table(const Value& value, std::string_view what) {
  if (value.table() == nullptr) wrong_type(value, what, "a table");
  return *value.table();
}

const Array& as_list(const Value& value, std::string_view what) {
  if (value.array() == nullptr) wrong_type(value, what, "a list");
  return *value.array();
}

const std::string& as_string(const Value& value, std::string_view what) {
  if (value.string() == nullptr) wrong_type(value, what, "a string");
  return *value.string();
}

int as_int(const Value& value, std::string_view what, int min) {
  const std::int64_t* i = std::get_if<std::int64_t>(&value.data);
  if (i == nullptr) wrong_type(value, what, "an integer");
  require(*i >= min, "{}: {} must be at least {}, but is {}", value.place.str(), what, min, *i);
  constexpr int kMax = std::numeric_limits<int>::max();
  require(*i <= kMax, "{}: {} must be at most {}, but is {}", value.place.str(), what, kMax, *i);
  return static_cast<int>(*i);
}

double as_number(const Value& value, std::string_view what) {
  const std::optional<double> number = value.number();
  if (!number || !std::isfinite(*number)) wrong_type(value, what, "a finite number");
  return *number;
}

bool as_bool(const Value& value, std::string_view what) {
  const bool* flag = std::get_if<bool>(&value.data);
  if (flag == nullptr) wrong_type(value, what, "true or false");
  return *flag;
}

const std::string& as_choice(const Value& value, std::string_view what,
                             const std::vector<std::string>& choices) {
  const std::string& chosen = as_string(value, what);
  if (std::find(choices.begin(), choices.end(), chosen) == choices.end())
    fail("{}: {} is '{}'{}", value.place.str(), what, shown(chosen, 40),
         suggestion(chosen, choices));
  return chosen;
}

const std::string& as_name(const Value& value, std::string_view what) {
  const std::string& name = as_string(value, what);
  check_name(name, value.place, what);
  return name;
}

void check_name(std::string_view name, const Place& place, std::string_view what) {
  require(!name.empty() && std::all_of(name.begin(), name.end(), is_name_char),
          "{}: {}: '{}' cannot be a name; use letters, digits and _ . ~ -", place.str(), what,
          shown(name, 40));
}

const Value& need(const Value& table, std::string_view key, std::string_view where,
                  std::string_view help) {
  const Value* value = as_table(table, where).find(key);
  require(value != nullptr, "{}: '{}' is missing in {}: {}", table.place.str(), key, where, help);
  return *value;
}

std::vector<std::string> keys_of(const Table& table) {
  std::vector<std::string> keys;
  keys.reserve(table.entries.size());
  for (const Table::Entry& entry : table.entries) keys.push_back(entry.key);
  return keys;
}

}  // namespace tangram::spec
