#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace tangram::spec {

// Typed reading of a study's values. `what` names the value in the message, e.g.
// "'draws' in [study]"; the message begins with its place. All throw Error.

/// No other keys than `known`. `where` is the table's name as the study writes it: "[grid]".
void check_keys(const Value& table, std::string_view where, const std::vector<std::string>& known);

const Table& as_table(const Value& value, std::string_view what);
const Array& as_list(const Value& value, std::string_view what);
const std::string& as_string(const Value& value, std::string_view what);

/// An integer of at least `min` that fits an int.
int as_int(const Value& value, std::string_view what, int min);

/// A finite number, written as an integer or not.
double as_number(const Value& value, std::string_view what);

bool as_bool(const Value& value, std::string_view what);

/// One of `choices`.
const std::string& as_choice(const Value& value, std::string_view what,
                             const std::vector<std::string>& choices);

/// A string that check_name() accepts.
const std::string& as_name(const Value& value, std::string_view what);

bool is_name_char(char c);

/// Names become parts of ids and of file names: only characters of is_name_char(), letters,
/// digits and _ . ~ -.
void check_name(std::string_view name, const Place& place, std::string_view what);

/// The value of a key that must be there; `help` says what it is for.
const Value& need(const Value& table, std::string_view key, std::string_view where,
                  std::string_view help);

/// The keys of a table, in order.
std::vector<std::string> keys_of(const Table& table);

}  // namespace tangram::spec
