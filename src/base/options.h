#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/check.h"
#include "base/value.h"

namespace tangram {

/// What is known of one option, stated once, at the place where it is declared.
struct FieldInfo {
  std::string_view name;
  std::string_view help;  // a sentence; units and meaning of special values
  bool required = false;  // no default: the study must give it
  double min = -std::numeric_limits<double>::infinity();  // numbers, and each number of a list
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string_view> choices = {};  // strings: if not empty, the only valid ones

  /// Strings: a value that options_text() leaves out, since it means what components did before
  /// they had this option; so their ids stay what they were.
  std::string_view unwritten = {};
};

/// Options describe themselves once: a struct of options has
///
///   void visit(FieldVisitor& v) { v({.name = "folds", .help = "...", .min = 2}, folds); }
///
/// and parsing, `tangram help NAME` and the canonical text that is hashed all come from
/// that list. The value held before parsing is the default.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void operator()(const FieldInfo& info, bool& value) = 0;
  virtual void operator()(const FieldInfo& info, std::int64_t& value) = 0;
  virtual void operator()(const FieldInfo& info, double& value) = 0;
  virtual void operator()(const FieldInfo& info, std::string& value) = 0;
  virtual void operator()(const FieldInfo& info, std::vector<std::int64_t>& value) = 0;
  virtual void operator()(const FieldInfo& info, std::vector<double>& value) = 0;
  virtual void operator()(const FieldInfo& info, std::vector<std::string>& value) = 0;
  virtual void operator()(const FieldInfo& info, Table& value) = 0;  // keys of its owner's choice

  /// Small integers are stored wide, so that one overload serves and ranges are checked.
  void operator()(const FieldInfo& info, int& value) {
    std::int64_t wide = value;
    FieldInfo narrow = info;
    narrow.min = std::max(info.min, static_cast<double>(std::numeric_limits<int>::min()));
    narrow.max = std::min(info.max, static_cast<double>(std::numeric_limits<int>::max()));
    (*this)(narrow, wide);
    value = static_cast<int>(wide);
  }
};

/// One line of `tangram help NAME`.
struct FieldHelp {
  std::string name, type, default_text, help;
  bool written = true;  // in options_text(), at its default
};

/// Visitor that reads `table`; after the visit finish() throws Error on a key that no field
/// read (place, key, nearest known name), on a wrong type, a value out of range, or a
/// required key that is missing. `owner` names the component in messages. The key "use" is
/// always allowed: it chose the component.
class FieldParser final : public FieldVisitor {
 public:
  FieldParser(const Value& table, std::string_view owner);
  using FieldVisitor::operator();
  void operator()(const FieldInfo& info, bool& value) override;
  void operator()(const FieldInfo& info, std::int64_t& value) override;
  void operator()(const FieldInfo& info, double& value) override;
  void operator()(const FieldInfo& info, std::string& value) override;
  void operator()(const FieldInfo& info, std::vector<std::int64_t>& value) override;
  void operator()(const FieldInfo& info, std::vector<double>& value) override;
  void operator()(const FieldInfo& info, std::vector<std::string>& value) override;
  void operator()(const FieldInfo& info, Table& value) override;
  void finish() const;

 private:
  const Value* take(const FieldInfo& info);

  const Value& table_;
  std::string owner_;
  std::vector<std::string> known_;
  std::string missing_;  // what to say of the first required key that is not there
};

/// Visitor that collects what the fields are and hold: for help and for the canonical text.
class FieldPrinter final : public FieldVisitor {
 public:
  using FieldVisitor::operator();
  void operator()(const FieldInfo& info, bool& value) override;
  void operator()(const FieldInfo& info, std::int64_t& value) override;
  void operator()(const FieldInfo& info, double& value) override;
  void operator()(const FieldInfo& info, std::string& value) override;
  void operator()(const FieldInfo& info, std::vector<std::int64_t>& value) override;
  void operator()(const FieldInfo& info, std::vector<double>& value) override;
  void operator()(const FieldInfo& info, std::vector<std::string>& value) override;
  void operator()(const FieldInfo& info, Table& value) override;

  const std::vector<FieldHelp>& fields() const { return fields_; }
  const std::string& text() const { return text_; }  // "a=1, b='x'", as declared: full precision

 private:
  void add(const FieldInfo& info, std::string type, std::string value);

  std::vector<FieldHelp> fields_;
  std::string text_;
};

/// Reads a struct of options from a table. Throws Error as FieldParser says.
template <class Options>
Options parse_options(const Value& table, std::string_view owner) {
  Options options;
  FieldParser parser(table, owner);
  options.visit(parser);
  parser.finish();
  return options;
}

/// make(), of options that are right each by itself: where they do not go together, its Error names
/// the place of their table, and `owner` where the message does not.
template <class Make>
auto made_of(const Value& table, const Make& make, std::string_view owner = {}) {
  try {
    return make();
  } catch (const Error& error) {
    fail("{}: {}{}{}", table.place.str(), owner, owner.empty() ? "" : ": ", error.what());
  }
}

/// "a=1, b='x'": every option, defaults too (but see FieldInfo::unwritten), for a component's id.
template <class Options>
std::string options_text(Options options) {
  FieldPrinter printer;
  options.visit(printer);
  return printer.text();
}

/// The fields of a struct of options, with their defaults, for `tangram help`.
template <class Options>
std::vector<FieldHelp> describe_options() {
  Options options;
  FieldPrinter printer;
  options.visit(printer);
  return printer.fields();
}

}  // namespace tangram
