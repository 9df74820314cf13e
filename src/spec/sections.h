#pragma once

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/value.h"
#include "spec/fields.h"

namespace tangram::spec {

/// read(body) of each section [[key]] of a document, in order; none where there is no such key.
/// Throws Error as read() does and, calling them `several`, where two have one id.
template <class F>
auto read_sections(const Value& document, std::string_view key, std::string_view several,
                   F&& read) {
  std::vector<decltype(read(document))> out;
  const Value* list = document.table()->find(key);
  if (list == nullptr) return out;
  std::set<std::string> ids;
  for (const Value& body : as_list(*list, fmt::format("[[{}]]", key))) {
    out.push_back(read(body));
    require(ids.insert(out.back().id).second, "{}: two {} have the id '{}'", body.place.str(),
            several, out.back().id);
  }
  return out;
}

}  // namespace tangram::spec
