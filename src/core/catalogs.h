#pragma once

#include <string_view>
#include <utility>

#include "core/catalog.h"

namespace tangram {

/// What every domain offers.
struct Catalogs {
  Catalog<Text> text;
  Catalog<Vector> vector;
};

/// f(the catalog of that domain): the one place that tells domains apart by name. Throws Error at
/// `owner` on a domain that has no catalog.
template <class F>
decltype(auto) visit_domain(const Catalogs& catalogs, std::string_view domain,
                            std::string_view owner, F&& f) {
  if (domain == "text") return std::forward<F>(f)(catalogs.text);
  require(domain == "vector", "{}: domain '{}' cannot be run by this version; known: text, vector",
          owner, domain);
  return std::forward<F>(f)(catalogs.vector);
}

}  // namespace tangram
