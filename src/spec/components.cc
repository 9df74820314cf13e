#include "spec/components.h"

#include "base/check.h"
#include "spec/fields.h"

namespace tangram::spec {
namespace {

const Value& definition(const Reference& reference, std::string_view kind, const Value* section) {
  const Value* found = section == nullptr ? nullptr : section->table()->find(reference.name);
  if (found == nullptr)
    fail("{}: no {} is called '{}'{}", reference.place.str(), kind, reference.name,
         section == nullptr ? fmt::format("; define it in [{}]", kind)
                            : suggestion(reference.name, names_in(section)));
  check_name(reference.name, found->place, fmt::format("a {}", kind));
  return *found;
}

/// A table with `use`, or, where `bare` says so, a component's name alone.
ComponentSpec read_component(const Value& value, const std::string& what, bool bare) {
  if (bare && value.string() != nullptr) {
    Table options;
    options.set("use", {as_name(value, what), value.place});
    return {*value.string(), {std::move(options), value.place}, value.place};
  }
  const Value& use = need(value, "use", what, "the name of the component");
  return {as_name(use, fmt::format("'use' of {}", what)), value, value.place};
}

}  // namespace

std::vector<std::string> names_in(const Value* section) {
  return section == nullptr ? std::vector<std::string>{} : keys_of(*section->table());
}

std::vector<NamedComponent> resolve_components(const std::vector<Reference>& names,
                                               std::string_view kind, const Value* section) {
  std::vector<NamedComponent> components;
  for (const Reference& reference : names) {
    const Value& value = definition(reference, kind, section);
    const std::string what = fmt::format("{} '{}'", kind, reference.name);
    components.push_back({reference.name, read_component(value, what, false)});
  }
  return components;
}

std::vector<ConditionSpec> resolve_conditions(const std::vector<Reference>& names,
                                              const Value* section) {
  if (names.empty()) return {{"original", {}, {}}};
  std::vector<ConditionSpec> conditions;
  for (const Reference& reference : names) {
    const Value& value = definition(reference, "condition", section);
    const std::string what = fmt::format("condition '{}'", reference.name);
    require(value.array() != nullptr,
            "{}: {} must be a list of transformations, [] for none, but is {}", value.place.str(),
            what, value.kind());
    ConditionSpec condition{reference.name, {}, value.place};
    for (const Value& item : *value.array())
      condition.transformations.push_back(read_component(item, what, true));
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace tangram::spec
