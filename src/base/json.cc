#include "base/json.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

/// Builds a Value while nlohmann's parser, which does not recurse, reads the text. Keys keep
/// their order. false from a callback ends the parse; `problem` then says why.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(const Place& place) : place_(place) {}

  bool null() override { return add({}); }
  bool boolean(bool v) override { return add(v); }
  bool number_integer(std::int64_t v) override { return add(v); }
  bool number_unsigned(std::uint64_t v) override {
    if (v > static_cast<std::uint64_t>(INT64_MAX))
      return refuse(fmt::format("the integer {} is beyond 64 bits with sign", v));
    return add(static_cast<std::int64_t>(v));
  }
  bool number_float(double v, const std::string& text) override {
    if (text.find_first_of(".eE") == std::string::npos)
      return refuse(fmt::format("the integer {} is beyond 64 bits with sign", shown(text, 40)));
    return add(v);
  }
  bool string(std::string& v) override { return add(std::move(v)); }
  bool binary(nlohmann::json::binary_t&) override { return refuse("binary data"); }

  bool start_object(std::size_t) override { return open(Table{}); }
  bool key(std::string& v) override {
    Level& level = open_.back();
    if (!level.keys.insert(v).second)
      return refuse(fmt::format("the key '{}' stands twice in one object", shown(v, 40)));
    level.key = std::move(v);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Array{}); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    problem = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 8: syntax error ...".
    if (const std::size_t at = problem.find(": "); at != std::string::npos)
      problem.erase(0, at + 2);
    column = static_cast<int>(position);
    return false;
  }

  std::string problem;
  int column = 0;  // bytes from 1; 0: not known
  Value root;

 private:
  struct Level {
    Value value;
    std::string key;  // of the member that is being read
    std::unordered_set<std::string> keys;
  };

  bool refuse(std::string why) {
    problem = std::move(why);
    return false;
  }
  bool open(decltype(Value::data) container) {
    if (std::ssize(open_) == kMaxNesting)
      return refuse(fmt::format("nested more than {} deep", kMaxNesting));
    open_.push_back({{std::move(container), place_}, {}, {}});
    return true;
  }
  bool close() {
    Value done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done.data));
  }
  bool add(decltype(Value::data) data) {
    Value value{std::move(data), place_};
    if (open_.empty()) {
      root = std::move(value);
    } else if (Array* array = std::get_if<Array>(&open_.back().value.data)) {
      array->push_back(std::move(value));
    } else {
      std::get<Table>(open_.back().value.data)
          .entries.push_back({std::move(open_.back().key), std::move(value)});
    }
    return true;
  }

  const Place& place_;
  std::vector<Level> open_;
};

void append_string(std::string_view text, std::string& out) {
  if (const auto bad = invalid_utf8(text))
    fail("cannot be written as JSON: byte {} of \"{}\" is not valid UTF-8", *bad, shown(text));
  out += nlohmann::json(text).dump();
}

void append_number(double v, std::string& out) {
  TANGRAM_CHECK(std::isfinite(v));
  const std::size_t start = out.size();
  fmt::format_to(std::back_inserter(out), "{}", v);  // shortest text that reads back exactly
  if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
}

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void write(const Value& value) {
    if (const bool* b = std::get_if<bool>(&value.data)) {
      out += *b ? "true" : "false";
    } else if (const std::int64_t* i = std::get_if<std::int64_t>(&value.data)) {
      fmt::format_to(std::back_inserter(out), "{}", *i);
    } else if (const double* d = std::get_if<double>(&value.data)) {
      append_number(*d, out);
    } else if (const std::string* s = value.string()) {
      append_string(*s, out);
    } else if (const Array* array = value.array()) {
      members('[', *array, ']', [&](const Value& item) { write(item); });
    } else if (const Table* table = value.table()) {
      members('{', table->entries, '}', [&](const Table::Entry& entry) {
        append_string(entry.key, out);
        out += indent_ < 0 ? ":" : ": ";
        write(entry.value);
      });
    } else {
      out += "null";
    }
  }

  std::string out;

 private:
  template <class Items, class WriteOne>
  void members(char open, const Items& items, char close, WriteOne write_one) {
    out += open;
    ++depth_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out += ',';
      new_line();
      write_one(items[i]);
    }
    --depth_;
    if (!items.empty()) new_line();
    out += close;
  }
  void new_line() {
    if (indent_ < 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent_) * depth_, ' ');
  }

  int indent_;
  std::size_t depth_ = 0;
};

}  // namespace

Value parse_json(std::string_view text, const Place& place) {
  Builder builder(place);
  if (nlohmann::json::sax_parse(text, &builder)) return std::move(builder.root);
  if (builder.column > 0 && place.line > 0)
    fail("{}:{}: {}", place.str(), builder.column, builder.problem);
  if (builder.column > 0) fail("{}: byte {}: {}", place.str(), builder.column, builder.problem);
  fail("{}: {}", place.str(), builder.problem);
}

std::string to_json(const Value& value, int indent) {
  Writer writer(indent);
  writer.write(value);
  return std::move(writer.out);
}

Value json(bool v) { return {v, {}}; }
Value json(std::int64_t v) { return {v, {}}; }
Value json(int v) { return {std::int64_t{v}, {}}; }
Value json(double v) { return {v, {}}; }
Value json(std::string v) { return {std::move(v), {}}; }
Value json(const char* v) { return {std::string(v), {}}; }
Value json_array(Array items) { return {std::move(items), {}}; }

Value json_strings(const std::vector<std::string>& items) {
  return json_list(items, [](const std::string& item) { return json(item); });
}
Value json_object(std::vector<Table::Entry> entries) { return {Table{std::move(entries)}, {}}; }

}  // namespace tangram
