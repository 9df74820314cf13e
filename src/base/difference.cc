#include "base/difference.h"

#include <fmt/format.h>

#include "base/unicode.h"

namespace tangram {
namespace {

std::string value_text(const Value* value) {
  return value == nullptr ? "nothing" : shown(canonical_text(*value), 80);
}

/// Of keys; an empty one, as an unnamed block has, is left out.
std::string joined(const std::string& path, const std::string& key) {
  return path.empty() || key.empty() ? path + key : path + "." + key;
}

/// nullptr: there is none.
std::optional<Difference> difference_at(const std::string& path, const Value* was,
                                        const Value* now) {
  const bool both = was != nullptr && now != nullptr;
  if (both && was->table() != nullptr && now->table() != nullptr) {
    const auto below = [&](const std::string& key) {
      return difference_at(joined(path, key), was->table()->find(key), now->table()->find(key));
    };
    for (const Table::Entry& entry : was->table()->entries)
      if (auto difference = below(entry.key)) return difference;
    for (const Table::Entry& entry : now->table()->entries)
      if (auto difference = below(entry.key)) return difference;
    return std::nullopt;
  }
  if (both && was->array() != nullptr && now->array() != nullptr &&
      was->array()->size() == now->array()->size()) {
    for (std::size_t i = 0; i < was->array()->size(); ++i)
      if (auto difference = difference_at(fmt::format("{}[{}]", path, i), &(*was->array())[i],
                                          &(*now->array())[i]))
        return difference;
    return std::nullopt;
  }
  if (both && canonical_text(*was) == canonical_text(*now)) return std::nullopt;
  return Difference{path, value_text(was), value_text(now)};
}

}  // namespace

std::optional<Difference> first_difference(const Value& was, const Value& now) {
  return difference_at("", &was, &now);
}

}  // namespace tangram
