#include "spec/overrides.h"

#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/fields.h"
#include "spec/setting.h"

namespace tangram::spec {
namespace {

/// The table under `key`, made where there is none. `parent` is a table.
Value& section_value(Value& parent, std::string_view key) {
  Table& table = std::get<Table>(parent.data);
  Value* value = table.find(key);
  if (value == nullptr) value = &table.set(key, {Table{}, parent.place});
  as_table(*value, fmt::format("[{}]", key));
  return *value;
}

Table& section(Value& parent, std::string_view key) {
  return std::get<Table>(section_value(parent, key).data);
}

void merge(Table& into, const Table& from) {
  for (const Table::Entry& entry : from.entries) {
    Value* old = into.find(entry.key);
    if (old != nullptr && old->table() != nullptr && entry.value.table() != nullptr)
      merge(std::get<Table>(old->data), *entry.value.table());
    else
      into.set(entry.key, entry.value);
  }
}

/// [task] or [learner]: options merge into a definition; a table with `use` is a whole one.
void override_components(Table& defined, std::string_view kind, const Value& changes) {
  for (const Table::Entry& entry : as_table(changes, kind).entries) {
    const std::string what = fmt::format("{} '{}'", kind, shown(entry.key, 40));
    const Table& change = as_table(entry.value, what);
    Value* old = defined.find(entry.key);
    if (change.find("use") != nullptr) {
      defined.set(entry.key, entry.value);
      continue;
    }
    require(old != nullptr, "{}: no {} is defined{}", entry.value.place.str(), what,
            suggestion(entry.key, keys_of(defined)));
    as_table(*old, what);
    merge(std::get<Table>(old->data), change);
  }
}

/// [study] with [grid], or a block with its own grid. The grid is looked up at each use: it
/// stands in its parent and moves when that grows.
struct Scope {
  Value& own;
  Value& grid_parent;
  std::vector<std::string> axes;  // that may be overridden

  Table& keys() { return std::get<Table>(own.data); }
  Table& grid() { return section(grid_parent, "grid"); }
};

/// shots stand in [study] or in the grid: an override replaces them wherever they stand.
void override_shots(Scope& scope, const Value& shots) {
  scope.keys().erase("shots");
  scope.grid().set("shots", shots);
}

void override_grid(Scope& scope, const Value& changes) {
  for (const Table::Entry& entry : as_table(changes, "grid").entries) {
    require(std::find(scope.axes.begin(), scope.axes.end(), entry.key) != scope.axes.end(),
            "{}: the grid has no axis '{}'{}", entry.value.place.str(), shown(entry.key, 40),
            suggestion(entry.key, scope.axes));
    if (entry.key == "shots")
      override_shots(scope, entry.value);
    else
      scope.grid().set(entry.key, entry.value);
  }
}

std::vector<std::string> known_axes(const Table& grid) {
  std::vector<std::string> axes{"task", "shots", "condition", "learner"};
  for (const Table::Entry& entry : grid.entries)
    if (std::find(axes.begin(), axes.end(), entry.key) == axes.end()) axes.push_back(entry.key);
  return axes;
}

void override_block(Value& block, std::vector<std::string> axes, const Value& changes,
                    std::string_view where) {
  static const std::vector<std::string> kKeys{
      "draws", "demonstrations_per_draw", "queries", "references", "shots", "design", "grid"};
  check_keys(changes, where, kKeys);
  for (const std::string& axis : known_axes(section(block, "grid")))
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) axes.push_back(axis);
  Scope scope{block, block, std::move(axes)};
  for (const Table::Entry& entry : changes.table()->entries) {
    if (entry.key == "grid")
      override_grid(scope, entry.value);
    else if (entry.key == "shots")
      override_shots(scope, entry.value);
    else
      scope.keys().set(entry.key, entry.value);
  }
}

/// The tables of [[block]]; none: the study has one grid.
std::vector<Value*> blocks_of(Value& document) {
  std::vector<Value*> blocks;
  Value* value = std::get<Table>(document.data).find("block");
  if (value == nullptr) return blocks;
  as_list(*value, "[[block]]");
  for (Value& block : std::get<Array>(value->data)) {
    as_table(block, "[[block]]");
    blocks.push_back(&block);
  }
  return blocks;
}

void override_blocks(Value& document, const Value& changes, std::string_view where) {
  const std::vector<std::string> axes = known_axes(section(document, "grid"));
  const std::vector<Value*> blocks = blocks_of(document);
  std::vector<std::string> ids;
  for (Value* block : blocks) {
    const Value* id = block->table()->find("id");
    ids.push_back(id != nullptr && id->string() != nullptr ? *id->string() : "");
  }
  for (const Table::Entry& entry : as_table(changes, "block").entries) {
    const auto found = std::find(ids.begin(), ids.end(), entry.key);
    require(found != ids.end(), "{}: no block is called '{}'{}", entry.value.place.str(),
            shown(entry.key, 40),
            ids.empty() ? "; the study has none" : suggestion(entry.key, ids));
    Value& block = *blocks[static_cast<std::size_t>(found - ids.begin())];
    override_block(block, axes, entry.value, fmt::format("{} block.{}", where, entry.key));
  }
}

/// `where` says who overrides: "[profile.smoke]", "--set".
void apply(Value& document, const Value& changes, std::string_view where) {
  static const std::vector<std::string> kKeys{"draws",   "demonstrations_per_draw",
                                              "queries", "references",
                                              "shots",   "design",
                                              "seed",    "grid",
                                              "task",    "condition",
                                              "learner", "block",
                                              "verdicts"};
  check_keys(changes, where, kKeys);
  for (const Table::Entry& entry : changes.table()->entries) {
    const Value& change = entry.value;
    // Looked up anew for each key: adding a section moves the others.
    const std::vector<std::string> axes = known_axes(section(document, "grid"));
    Scope scope{section_value(document, "study"), document, axes};
    if (entry.key == "grid")
      override_grid(scope, change);
    else if (entry.key == "shots")
      override_shots(scope, change);
    else if (entry.key == "task" || entry.key == "learner")
      override_components(section(document, entry.key), entry.key, change);
    else if (entry.key == "condition")
      for (const Table::Entry& condition : as_table(change, "condition").entries)
        section(document, "condition").set(condition.key, condition.value);
    else if (entry.key == "block")
      override_blocks(document, change, where);
    else
      scope.keys().set(entry.key, change);
  }
}

/// "dir/my reviews.jsonl" -> "my_reviews".
std::string task_name(const std::string& data) {
  const std::filesystem::path file = std::filesystem::path(data).filename();
  const std::string extension = file.extension().string();
  const bool known = extension == ".jsonl" || extension == ".json" || extension == ".csv" ||
                     extension == ".tsv" || extension == ".toml";
  std::string name = (known ? file.stem() : file).string();
  for (char& c : name)
    if (!is_name_char(c)) c = '_';
  require(!name.empty(), "--data {}: names no data set and no file", shown(data));
  return name;
}

/// One task, read from `data`, in place of all that the grids name.
void replace_tasks(Value& document, const std::string& data) {
  const Place place{fmt::format("--data {}", shown(data)), 0, 0};
  const Value* domain = section(document, "study").find("domain");
  require(domain == nullptr || domain->string() == nullptr || *domain->string() == "text",
          "{}: data sets are for studies with domain = \"text\"", place.str());
  const std::string name = task_name(data);
  Table task;
  task.set("use", {std::string("text_set"), place});
  task.set("data", {data, place});
  section(document, "task").set(name, {std::move(task), place});
  section(document, "grid").set("task", {Array{{name, place}}, place});
  for (Value* block : blocks_of(document))
    if (block->table()->find("grid") != nullptr) section(*block, "grid").erase("task");
}

/// The names that any grid lists under `axis`. What is wrong with the list is said later.
std::vector<Value> listed_names(Value& document, std::string_view axis) {
  std::vector<const Value*> grids{document.table()->find("grid")};
  for (const Value* block : blocks_of(document)) grids.push_back(block->table()->find("grid"));
  std::vector<Value> names;
  for (const Value* grid : grids) {
    const Value* list = grid == nullptr ? nullptr : as_table(*grid, "[grid]").find(axis);
    if (list == nullptr || list->array() == nullptr) continue;
    for (const Value& name : *list->array())
      if (name.string() != nullptr) names.push_back(name);
  }
  return names;
}

/// { use = USE, data = NAME }, or { use = NAME } where `use` is empty.
Value implied_component(const Value& name, const std::string& use) {
  Table options;
  options.set("use", use.empty() ? name : Value{use, name.place});
  if (!use.empty()) options.set("data", name);
  return {std::move(options), name.place};
}

}  // namespace

void define_listed_names(Value& document) {
  const Value* domain = section(document, "study").find("domain");
  const bool text = domain != nullptr && domain->string() != nullptr && *domain->string() == "text";
  if (text)
    for (const Value& name : listed_names(document, "task"))
      if (Table& tasks = section(document, "task"); tasks.find(*name.string()) == nullptr)
        tasks.set(*name.string(), implied_component(name, "text_set"));
  const std::vector<Value> learners = listed_names(document, "learner");
  if (learners.empty()) return;
  Table& defined = section(document, "learner");
  const std::vector<std::string> written = keys_of(defined);
  for (const Value& name : learners)
    if (defined.find(*name.string()) == nullptr && nearest_name(*name.string(), written).empty())
      defined.set(*name.string(), implied_component(name, ""));
}

void apply_overrides(Value& document, const StudyOverrides& overrides) {
  Table& root = std::get<Table>(document.data);
  const Value* found = root.find("profile");
  const Value profiles = found == nullptr ? Value{Table{}, document.place} : *found;
  const Table& defined = as_table(profiles, "[profile]");
  root.erase("profile");
  define_listed_names(document);
  if (!overrides.profile.empty()) {
    const Value* profile = defined.find(overrides.profile);
    require(profile != nullptr, "{}: no profile is called '{}'{}", document.place.file,
            shown(overrides.profile, 40),
            defined.entries.empty() ? "; the study has none"
                                    : suggestion(overrides.profile, keys_of(defined)));
    apply(document, *profile, fmt::format("[profile.{}]", overrides.profile));
  }
  if (!overrides.data.empty()) replace_tasks(document, overrides.data);
  for (const std::string& setting : overrides.set) {
    define_listed_names(document);
    apply(document, parse_setting(setting), "--set");
  }
}

}  // namespace tangram::spec
