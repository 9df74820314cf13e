#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/options.h"
#include "core/learner.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

/// One component by its name: what `tangram help NAME` prints and what a study makes it
/// from. `make` throws Error on wrong options, with their place.
template <class Component>
struct CatalogEntry {
  std::string name;
  std::string summary;  // one line
  std::vector<FieldHelp> (*fields)();
  std::function<std::unique_ptr<Component>(const Value& options, const Resources& resources)> make;
};

/// What a domain offers. Each library exports its entries; app/catalog.cc concatenates them.
template <class D>
struct Catalog {
  std::vector<CatalogEntry<Task<D>>> tasks;
  std::vector<CatalogEntry<Transformation<D>>> transformations;
  std::vector<CatalogEntry<Learner<D>>> learners;
};

/// The entry of that name. Throws Error at `place` with the nearest known name.
template <class Component>
const CatalogEntry<Component>& find_entry(const std::vector<CatalogEntry<Component>>& entries,
                                          std::string_view kind, std::string_view name,
                                          const Place& place) {
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  fail("{}: no {} is called '{}'{}", place.str(), kind, name, suggestion(name, names));
}

}  // namespace tangram
