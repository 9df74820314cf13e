#include "spec/setting.h"

#include <cstddef>

#include "base/check.h"
#include "base/toml.h"
#include "base/unicode.h"

namespace tangram::spec {
namespace {

void set_places(Value& value, const Place& place) {
  value.place = place;
  if (Array* array = std::get_if<Array>(&value.data))
    for (Value& item : *array) set_places(item, place);
  if (Table* table = std::get_if<Table>(&value.data))
    for (Table::Entry& entry : table->entries) set_places(entry.value, place);
}

}  // namespace

Value parse_setting(const std::string& setting) {
  const Place place{fmt::format("--set {}", shown(setting)), 0, 0};
  const std::size_t equals = setting.find('=');
  require(equals != std::string::npos && equals > 0 && equals + 1 < setting.size() &&
              setting.find('\n') == std::string::npos,
          "{}: write it as key=value", place.str());
  const std::string key = setting.substr(0, equals), value = setting.substr(equals + 1);
  const auto parsed = [&](const std::string& written) {
    Value document = parse_toml(key + " = " + written, "--set");
    set_places(document, place);
    return document;
  };
  try {
    parsed("0");
  } catch (const Error&) {
    fail("{}: '{}' is no key; write names joined by dots, and quotes around a name with a dot",
         place.str(), shown(key, 40));
  }
  try {
    return parsed(value);
  } catch (const Error&) {
    require(value.find_first_of("\"'[]{}") == std::string::npos && !invalid_utf8(value),
            "{}: '{}' is neither a TOML value nor a bare word", place.str(), shown(value, 40));
  }
  Value document = parsed("0");
  Value* leaf = &document;
  while (Table* table = std::get_if<Table>(&leaf->data)) leaf = &table->entries.front().value;
  leaf->data = value;
  return document;
}

}  // namespace tangram::spec
