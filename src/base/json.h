#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/value.h"

namespace tangram {

/// The one door to JSON (nlohmann). Throws Error "PLACE: ..." on a syntax error, with the
/// column within `text`; `place` says where the text stands (a file and a line, say).
Value parse_json(std::string_view text, const Place& place);

/// indent < 0: one line. Non-finite numbers are an internal error: absent data is null.
std::string to_json(const Value& value, int indent = -1);

/// Building blocks, so that callers read as tables: json_object({{"a", json(1)}}).
Value json(bool v);
Value json(std::int64_t v);
Value json(int v);
Value json(double v);
Value json(std::string v);
Value json(const char* v);

/// null where it is missing.
template <class T>
Value json(const std::optional<T>& v) {
  return v ? json(*v) : Value{};
}

Value json_array(Array items);

/// value_of(item) of each item.
template <class Items, class F>
Value json_list(const Items& items, F&& value_of) {
  Array out;
  for (const auto& item : items) out.push_back(value_of(item));
  return json_array(std::move(out));
}

Value json_strings(const std::vector<std::string>& items);
Value json_object(std::vector<Table::Entry> entries);

}  // namespace tangram
