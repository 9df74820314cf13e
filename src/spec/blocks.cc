#include "spec/blocks.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/components.h"
#include "spec/fields.h"

namespace tangram::spec {
namespace {

/// Where a block finds a key: in itself, then in [study]; an axis: in its grid, then in [grid].
struct Source {
  const Value* block = nullptr;  // [[block]]; null: the study has one grid
  const Value* study = nullptr;
  const Value* block_grid = nullptr;
  const Value* grid = nullptr;
};

/// A value and the table that it stands in, for messages.
struct Found {
  const Value* value = nullptr;
  std::string_view where;

  std::string what(std::string_view key) const { return fmt::format("'{}' in {}", key, where); }
};

Found find_key(const Source& source, std::string_view key) {
  if (source.block != nullptr)
    if (const Value* value = source.block->table()->find(key)) return {value, "[[block]]"};
  return {source.study->table()->find(key), "[study]"};
}

Found find_axis(const Source& source, std::string_view axis) {
  if (source.block_grid != nullptr)
    if (const Value* value = source.block_grid->table()->find(axis)) return {value, "[block.grid]"};
  if (source.grid == nullptr) return {};
  return {source.grid->table()->find(axis), "[grid]"};
}

const Place& place_of(const Source& source) {
  return source.block != nullptr ? source.block->place : source.study->place;
}

/// shots may stand beside the grid or in it, not in both.
Found shots_of(const Value* own, std::string_view own_name, const Value* grid,
               std::string_view grid_name) {
  const Value* beside = own == nullptr ? nullptr : own->table()->find("shots");
  const Value* inside = grid == nullptr ? nullptr : grid->table()->find("shots");
  require(beside == nullptr || inside == nullptr, "{}: 'shots' stands in {} and in {}; keep one",
          inside == nullptr ? "" : inside->place.str(), own_name, grid_name);
  return beside != nullptr ? Found{beside, own_name} : Found{inside, grid_name};
}

std::vector<int> read_shots(const Source& source, const std::string& domain) {
  Found found = shots_of(source.block, "[[block]]", source.block_grid, "[block.grid]");
  const Found shared = shots_of(source.study, "[study]", source.grid, "[grid]");
  if (found.value == nullptr) found = shared;
  require(found.value != nullptr,
          "{}: 'shots' is missing in [grid]: the numbers of demonstrations to ask at",
          place_of(source).str());
  const std::string what = found.what("shots");
  const std::string at = found.value->place.str();
  if (const std::string* word = found.value->string()) {
    require(*word == "all", "{}: {} is '{}'; give a list of numbers, or \"all\"", at, what,
            shown(*word, 40));
    require(domain != "text", "{}: {} = \"all\" is for sequences; in text, list the numbers", at,
            what);
    return {};
  }
  const Array& list = as_list(*found.value, what);
  require(!list.empty(), "{}: {} is an empty list; give at least one number", at, what);
  std::vector<int> shots;
  for (const Value& item : list) {
    const int k = as_int(item, what, 0);
    require(shots.empty() || k > shots.back(), "{}: {} must ascend, but {} follows {}",
            item.place.str(), what, k, shots.empty() ? 0 : shots.back());
    shots.push_back(k);
  }
  return shots;
}

std::uint64_t read_first_draw(const Value& block) {
  const Value* first = block.table()->find("first_draw");
  return first == nullptr
             ? 0
             : static_cast<std::uint64_t>(as_int(*first, "'first_draw' in [[block]]", 0));
}

ReferencesSpec read_references(const Source& source, const std::string& domain,
                               const std::string& design) {
  ReferencesSpec out;
  const Found found = find_key(source, "references");
  if (found.value == nullptr) return out;
  const std::string what = found.what("references");
  as_table(*found.value, what);
  check_keys(*found.value, what, {"pool", "domain_words", "content_free", "unconditional"});
  const std::string at = found.value->place.str();
  require(domain == "text", "{}: {} calibrate answers in words; the domain is '{}'", at, what,
          domain);
  require(design != "per_query",
          "{}: {} with design = per_query: each query has a demonstration of its own, which would "
          "have to be calibrated by itself; use crossed or nested",
          at, what);
  const Table& table = *found.value->table();
  if (const Value* pool = table.find("pool")) out.pool = as_int(*pool, "'pool' in " + what, 0);
  if (const Value* words = table.find("domain_words"))
    out.domain_words = as_int(*words, "'domain_words' in " + what, 0);
  if (const Value* list = table.find("content_free"))
    for (const Value& item : as_list(*list, "'content_free' in " + what))
      out.content_free.push_back(as_string(item, "'content_free' in " + what));
  if (const Value* flag = table.find("unconditional"))
    out.unconditional = as_bool(*flag, "'unconditional' in " + what);
  return out;
}

void read_counts(const Source& source, const std::string& domain, Block& block) {
  if (const Found design = find_key(source, "design"); design.value != nullptr)
    block.design =
        as_choice(*design.value, design.what("design"), {"crossed", "nested", "per_query"});
  const Found draws = find_key(source, "draws");
  require(draws.value != nullptr, "{}: 'draws' is missing in [study]: the number of demonstrations",
          place_of(source).str());
  block.draws = as_int(*draws.value, draws.what("draws"), 1);
  if (const Found each = find_key(source, "demonstrations_per_draw"); each.value != nullptr)
    block.demonstrations = as_int(*each.value, each.what("demonstrations_per_draw"), 1);
  require(block.demonstrations == 1 || block.design != "per_query",
          "{}: demonstrations_per_draw = {} with design = per_query, where each query has a "
          "demonstration of its own; leave one out",
          place_of(source).str(), block.demonstrations);
  const Found queries = find_key(source, "queries");
  if (queries.value != nullptr) block.queries = as_int(*queries.value, queries.what("queries"), 1);
  require(queries.value != nullptr || (domain != "text" && block.design != "per_query"),
          "{}: 'queries' is missing in [study]: the number of questions of a draw",
          place_of(source).str());
}

/// The names that a grid lists, or all that are defined. No name twice.
std::vector<Reference> read_names(const Found& axis, std::string_view key,
                                  const std::vector<std::string>& defined) {
  std::vector<Reference> names;
  if (axis.value == nullptr) {
    for (const std::string& name : defined) names.push_back({name, {}});
    return names;
  }
  const std::string what = axis.what(key);
  std::set<std::string> seen;
  for (const Value& item : as_list(*axis.value, what)) {
    const std::string& name = as_name(item, what);
    require(seen.insert(name).second, "{}: {} lists '{}' twice", item.place.str(), what, name);
    names.push_back({name, item.place});
  }
  require(!names.empty(), "{}: {} is an empty list; name at least one", axis.value->place.str(),
          what);
  return names;
}

Axis read_axis(const Found& found, const std::string& name) {
  const std::string what = found.what(name);
  check_name(name, found.value->place, "an axis of the grid");
  Axis axis{name, as_list(*found.value, what), found.value->place};
  require(!axis.values.empty(), "{}: {} is an empty list; give at least one value",
          axis.place.str(), what);
  std::set<std::string> seen;
  for (const Value& value : axis.values) {
    require(value.table() == nullptr && value.array() == nullptr,
            "{}: {} must hold numbers, strings and booleans, but holds {}", value.place.str(), what,
            value.kind());
    if (value.string() != nullptr) as_name(value, what);
    const double* number = std::get_if<double>(&value.data);
    require(number == nullptr || !std::isnan(*number), "{}: {} holds nan, which is no value",
            value.place.str(), what);
    require(seen.insert(canonical_text(value)).second, "{}: {} lists {} twice", value.place.str(),
            what, shown(canonical_text(value), 40));
  }
  return axis;
}

/// Every axis beyond the four that all studies have: those of [grid], then the block's own.
std::vector<Axis> read_axes(const Source& source) {
  static const std::set<std::string> kStandard{"task", "shots", "condition", "learner"};
  std::vector<Axis> axes;
  std::set<std::string> seen;
  for (const Value* grid : {source.grid, source.block_grid}) {
    if (grid == nullptr) continue;
    for (const Table::Entry& entry : grid->table()->entries)
      if (!kStandard.contains(entry.key) && seen.insert(entry.key).second)
        axes.push_back(read_axis(find_axis(source, entry.key), entry.key));
  }
  return axes;
}

Block read_block(const Source& source, const Definitions& definitions, const std::string& domain) {
  Block block;
  block.place = place_of(source);
  read_counts(source, domain, block);
  block.references = read_references(source, domain, block.design);
  block.shots = read_shots(source, domain);
  const auto names = [&](std::string_view key, const Value* section) {
    return read_names(find_axis(source, key), key, names_in(section));
  };
  block.tasks = resolve_components(names("task", definitions.task), "task", definitions.task);
  block.learners =
      resolve_components(names("learner", definitions.learner), "learner", definitions.learner);
  block.conditions =
      resolve_conditions(names("condition", definitions.condition), definitions.condition);
  block.axes = read_axes(source);
  require(!block.tasks.empty(), "{}: no task: list one in [grid] or define one in [task]",
          block.place.str());
  require(!block.learners.empty(), "{}: no learner: define one in [learner]", block.place.str());
  return block;
}

/// The table under `key` of a document or block; null: there is none.
const Value* optional_table(const Value& parent, std::string_view key, std::string_view what) {
  const Value* value = parent.table()->find(key);
  if (value != nullptr) as_table(*value, what);
  return value;
}

}  // namespace

std::vector<Block> read_blocks(const Value& document, const std::string& domain) {
  const Definitions definitions{optional_table(document, "task", "[task]"),
                                optional_table(document, "condition", "[condition]"),
                                optional_table(document, "learner", "[learner]")};
  Source source{.study = document.table()->find("study"),
                .grid = optional_table(document, "grid", "[grid]")};
  const Value* list = document.table()->find("block");
  if (list == nullptr) return {read_block(source, definitions, domain)};

  static const std::vector<std::string> kKeys{
      "id",         "design", "draws", "demonstrations_per_draw", "first_draw", "queries",
      "references", "shots",  "grid"};
  std::vector<Block> blocks;
  std::set<std::string> ids;
  for (const Value& table : as_list(*list, "[[block]]")) {
    check_keys(table, "[[block]]", kKeys);
    const Value* name = table.table()->find("id");
    const std::string id = name == nullptr ? "" : as_name(*name, "'id' in [[block]]");
    require(ids.insert(id).second, "{}: two blocks have {}", table.place.str(),
            id.empty() ? "no id; one may leave it out" : fmt::format("the id '{}'", id));
    source.block = &table;
    source.block_grid = optional_table(table, "grid", "[block.grid]");
    blocks.push_back(read_block(source, definitions, domain));
    blocks.back().id = id;
    blocks.back().first_draw = read_first_draw(table);
  }
  require(!blocks.empty(), "{}: 'block' is an empty list; write [[block]] tables",
          list->place.str());
  return blocks;
}

}  // namespace tangram::spec
