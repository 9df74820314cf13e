#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"

namespace tangram {

/// Values by their names: the one list that options, ids and errors take them from.
template <class T, std::size_t N>
using Named = std::array<std::pair<std::string_view, T>, N>;

template <class T, std::size_t N>
std::vector<std::string_view> names_of(const Named<T, N>& all) {
  std::vector<std::string_view> out;
  for (const auto& [name, value] : all) out.push_back(name);
  return out;
}

/// Throws Error, in the name of `owner`, where none has that name.
template <class T, std::size_t N>
const T& named(const Named<T, N>& all, std::string_view owner, std::string_view name) {
  for (const auto& [known, value] : all)
    if (known == name) return value;
  fail("{}: there is no '{}'; there are {}", owner, name, fmt::join(names_of(all), ", "));
}

/// Aborts where `value` is not among them.
template <class T, std::size_t N>
std::string_view name_of(const Named<T, N>& all, const T& value) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.second == value; });
  TANGRAM_CHECK(found != all.end());
  return found->first;
}

}  // namespace tangram
