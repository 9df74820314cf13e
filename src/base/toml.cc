#include "base/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/files.h"

namespace tangram {
namespace {

/// Finds nesting that would exhaust the stack before the parser sees it: counts the open
/// brackets and the dots of keys around each point of the text. Knows no more of TOML than
/// comments, strings and brackets; what it misreads is a syntax error anyway.
class DepthGuard {
 public:
  DepthGuard(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  void check() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'')
        skip_string(c);
      else if (c == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else
        step(c);
    }
  }

 private:
  void step(char c) {
    ++at_;
    if (c == '[' || c == '{') {
      dots_.push_back(std::exchange(here_, 0));
      add(1);
    } else if ((c == ']' || c == '}') && !dots_.empty()) {
      total_ -= 1 + here_;
      here_ = dots_.back();
      dots_.pop_back();
    } else if (c == '.') {
      ++here_;
      add(1);
    } else if (c == ',' || c == '\n') {
      total_ -= here_;
      here_ = 0;
      line_ += c == '\n' ? 1 : 0;
    }
  }

  void add(int levels) {
    total_ += levels;
    require(total_ <= kMaxNesting, "{}:{}: nested more than {} deep", file_, line_, kMaxNesting);
  }

  void skip_string(char quote) {
    const bool three = text_.substr(at_, 3) == std::string(3, quote);
    const std::string_view end =
        std::string_view(quote == '"' ? "\"\"\"" : "'''").substr(three ? 0 : 2);
    for (at_ += end.size(); at_ < text_.size(); ++at_) {
      if (text_.substr(at_, end.size()) == end) {
        at_ += end.size();
        return;
      }
      if (text_[at_] == '\n') {
        if (!three) return;  // not closed: the parser will say so
        ++line_;
      }
      if (quote == '"' && text_[at_] == '\\') ++at_;
    }
  }

  std::string_view text_, file_;
  std::size_t at_ = 0;
  int line_ = 1;
  int here_ = 0;           // dots since the last separator at this level
  int total_ = 0;          // open brackets and dots of all levels
  std::vector<int> dots_;  // per open bracket, the dots before it
};

class Converter {
 public:
  explicit Converter(std::string_view file) : file_(file) {}

  Value convert(const toml::node& node) const {
    Value value;
    value.place = place(node.source());
    if (const auto* table = node.as_table())
      value.data = convert_table(*table);
    else if (const auto* array = node.as_array())
      value.data = convert_array(*array);
    else if (const auto* s = node.as_string())
      value.data = s->get();
    else if (const auto* i = node.as_integer())
      value.data = i->get();
    else if (const auto* d = node.as_floating_point())
      value.data = d->get();
    else if (const auto* b = node.as_boolean())
      value.data = b->get();
    else
      fail("{}:{}:{}: dates and times are not used here; write a string", value.place.file,
           value.place.line, value.place.column);
    return value;
  }

 private:
  Place place(const toml::source_region& source) const {
    return {file_, static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
  }

  Array convert_array(const toml::array& array) const {
    Array items;
    items.reserve(array.size());
    for (const toml::node& item : array) items.push_back(convert(item));
    return items;
  }

  Table convert_table(const toml::table& source) const {
    // toml++ sorts its keys: put them back into the order of the file.
    std::vector<std::pair<const toml::key*, const toml::node*>> members;
    for (auto&& [key, node] : source) members.emplace_back(&key, &node);
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      const auto& x = a.first->source().begin;
      const auto& y = b.first->source().begin;
      return std::pair(x.line, x.column) < std::pair(y.line, y.column);
    });
    Table table;
    table.entries.reserve(members.size());
    for (const auto& [key, node] : members) {
      table.entries.push_back({std::string(key->str()), convert(*node)});
      Place& at = table.entries.back().value.place;
      if (at.line == 0) at = place(key->source());  // a table that only dotted keys imply
    }
    return table;
  }

  std::string file_;
};

}  // namespace

Value parse_toml(std::string_view text, std::string_view file) {
  DepthGuard(text, file).check();
  try {
    return Converter(file).convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    fail("{}:{}:{}: {}", file, at.line, at.column, error.description());
  }
}

Value load_toml(const std::filesystem::path& path) {
  return parse_toml(read_file(path), path.string());
}

}  // namespace tangram
