#pragma once

#include <optional>
#include <string>

#include "base/value.h"

namespace tangram {

/// Where two values first differ: the path of keys, and the canonical text, shortened, that stood
/// there and stands there now; "nothing" where one has no such key.
struct Difference {
  std::string path, was, now;
};

/// In the order of the keys of `was`, then those of `now` alone. nullopt: they mean the same.
std::optional<Difference> first_difference(const Value& was, const Value& now);

}  // namespace tangram
