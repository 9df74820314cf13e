#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// The tables in which a study defines what its grids name; null: there is none.
struct Definitions {
  const Value* task = nullptr;
  const Value* condition = nullptr;
  const Value* learner = nullptr;
};

/// A name as a grid lists it.
struct Reference {
  std::string name;
  Place place;
};

/// The names that a section defines, in order; none where there is no section.
std::vector<std::string> names_in(const Value* section);

/// The definition of each task or learner. `kind`: "task", "learner". Throws Error on a name
/// that is not defined and on a definition without `use`.
std::vector<NamedComponent> resolve_components(const std::vector<Reference>& names,
                                               std::string_view kind, const Value* section);

/// Each condition's transformations, written as tables with `use` or as plain names. No names
/// at all: the one condition "original", which transforms nothing.
std::vector<ConditionSpec> resolve_conditions(const std::vector<Reference>& names,
                                              const Value* section);

}  // namespace tangram::spec
