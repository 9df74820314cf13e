#include "spec/matrix_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/fields.h"
#include "spec/scored_sum_reader.h"
#include "spec/sections.h"

namespace tangram::spec {
namespace {

constexpr std::string_view kMatrix = "[[matrix]]";

/// Keys of a matrix beside metric, shots and axes.
const std::set<std::string> kMatrixKeys{"id", "block", "learner", "conditions", "tasks", "against"};

std::string what_of(std::string_view key) { return fmt::format("'{}' in {}", key, kMatrix); }

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& list) {
  std::vector<std::string> names;
  for (const Named& item : list) names.push_back(item.name);
  return names;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The names under a key; none where there is no such key.
std::vector<std::string> read_list(const Value& table, std::string_view key) {
  const Value* list = table.table()->find(key);
  std::vector<std::string> names;
  if (list == nullptr) return names;
  for (const Value& item : as_list(*list, what_of(key))) {
    const std::string& name = as_name(item, what_of(key));
    require(!holds(names, name), "{}: {} lists '{}' twice", item.place.str(), what_of(key), name);
    names.push_back(name);
  }
  require(!names.empty(), "{}: {} is an empty list; name at least one, or leave it out",
          list->place.str(), what_of(key));
  return names;
}

/// What a matrix names, before its block is known.
struct Asked {
  const Value* against = nullptr;
  std::vector<std::string> conditions, tasks;
  std::vector<std::string> taken_off;  // what `against` names
};

/// Those of `against` that are names; what is none is an error later.
std::vector<std::string> names_against(const Value& against) {
  std::vector<std::string> names;
  if (against.string() != nullptr) names.push_back(*against.string());
  if (against.table() != nullptr)
    for (const Table::Entry& entry : against.table()->entries)
      if (entry.value.string() != nullptr) names.push_back(*entry.value.string());
  return names;
}

Asked read_asked(const Value& table) {
  Asked asked{table.table()->find("against"),
              read_list(table, "conditions"),
              read_list(table, "tasks"),
              {}};
  if (asked.against != nullptr) asked.taken_off = names_against(*asked.against);
  if (asked.against != nullptr && asked.against->table() != nullptr && asked.conditions.empty())
    asked.conditions = keys_of(*asked.against->table());
  return asked;
}

bool fits(const Block& block, const MatrixSpec& m, const Asked& asked) {
  const auto has_all = [](const std::vector<std::string>& known,
                          const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(),
                       [&](const std::string& name) { return holds(known, name); });
  };
  return holds(names_of(block.learners), m.learner) &&
         has_all(names_of(block.conditions), asked.conditions) &&
         has_all(names_of(block.conditions), asked.taken_off) &&
         has_all(names_of(block.tasks), asked.tasks) &&
         std::find(block.shots.begin(), block.shots.end(), m.shots) != block.shots.end();
}

/// One matrix against the grid of the study.
class Reader {
 public:
  explicit Reader(const StatementReader& reader) : reader_(reader) {}

  MatrixSpec read(const Value& table) const {
    require(reader_.study.domain == "text",
            "{}: a matrix is of scores of text, but the domain is {}", table.place.str(),
            reader_.study.domain);
    MatrixSpec m;
    m.place = table.place;
    m.id = as_name(need(table, "id", kMatrix, "the matrix's name"), what_of("id"));
    m.learner = as_name(need(table, "learner", kMatrix, "whose scores"), what_of("learner"));
    const StatementDefaults given =
        reader_of_analysis(reader_, table, kMatrixKeys, kMatrix).defaults;
    m.metric = given.metric.value_or("auc");
    if (!given.shots) need(table, "shots", kMatrix, "after how many demonstrations");
    m.shots = *given.shots;
    const Asked asked = read_asked(table);
    const Block& block = find_block(table, m, asked);
    m.block = block.id;
    check(m, "learner", {m.learner}, names_of(block.learners));
    if (std::find(block.shots.begin(), block.shots.end(), m.shots) == block.shots.end())
      lacks(m, fmt::format("the grid does not ask at {} shots", m.shots));
    read_conditions(m, block, asked);
    m.tasks = asked.tasks.empty() ? names_of(block.tasks) : asked.tasks;
    check(m, "task", m.tasks, names_of(block.tasks));
    bind_axes(table, m, block, given.axes);
    return m;
  }

 private:
  /// What the grid does not have: an error, or a remark on the matrix.
  void lacks(MatrixSpec& m, const std::string& what) const {
    require(!reader_.strict, "{}: {}", m.place.str(), what);
    if (m.missing.empty()) m.missing = what;
  }

  void check(MatrixSpec& m, std::string_view kind, const std::vector<std::string>& names,
             const std::vector<std::string>& known) const {
    for (const std::string& name : names)
      if (!holds(known, name))
        lacks(m, fmt::format("the grid of the matrix '{}' has no {} '{}'{}", m.id, kind,
                             shown(name, 40), suggestion(name, known)));
  }

  const Block& find_block(const Value& table, MatrixSpec& m, const Asked& asked) const {
    const Value* given = table.table()->find("block");
    if (given == nullptr) {
      for (const Block& block : reader_.study.blocks)
        if (fits(block, m, asked)) return block;
      return reader_.study.blocks.front();  // whose names are then suggested
    }
    const std::string& id = as_name(*given, what_of("block"));
    std::vector<std::string> ids;
    for (const Block& block : reader_.study.blocks) {
      if (block.id == id) return block;
      ids.push_back(block.id);
    }
    fail("{}: no block is called '{}'{}", given->place.str(), id, suggestion(id, ids));
  }

  void read_conditions(MatrixSpec& m, const Block& block, const Asked& asked) const {
    const std::vector<std::string> known = names_of(block.conditions);
    const std::string* one = asked.against == nullptr ? nullptr : asked.against->string();
    m.conditions = asked.conditions;
    if (m.conditions.empty())
      for (const std::string& name : known)
        if (one == nullptr || name != *one) m.conditions.push_back(name);
    check(m, "condition", m.conditions, known);
    if (asked.against == nullptr) return;
    if (one != nullptr) {
      as_name(*asked.against, what_of("against"));
      for (const std::string& name : m.conditions) m.against[name] = *one;
    } else {
      const Table& table = as_table(*asked.against, what_of("against"));
      for (const Table::Entry& entry : table.entries) {
        require(holds(m.conditions, entry.key),
                "{}: {} names '{}', which is not among the conditions{}", entry.value.place.str(),
                what_of("against"), shown(entry.key, 40), suggestion(entry.key, m.conditions));
        m.against[entry.key] = as_name(entry.value, what_of("against"));
      }
    }
    for (const std::string& name : m.conditions) {
      require(m.against.contains(name), "{}: {} says nothing of the condition '{}'",
              asked.against->place.str(), what_of("against"), name);
      require(m.against.at(name) != name, "{}: {} takes '{}' off itself",
              asked.against->place.str(), what_of("against"), name);
      check(m, "condition", {m.against.at(name)}, known);
    }
  }

  /// Every axis of the block is bound to one of its values; no other key is known.
  void bind_axes(const Value& table, MatrixSpec& m, const Block& block,
                 const Table& bindings) const {
    std::vector<std::string> keys(kMatrixKeys.begin(), kMatrixKeys.end());
    keys.insert(keys.end(), {"metric", "shots"});
    for (const Axis& axis : block.axes) {
      keys.push_back(axis.name);
      const Value* bound = bindings.find(axis.name);
      require(bound != nullptr, "{}: the axis '{}' is left open: a matrix binds it ({} = VALUE)",
              table.place.str(), axis.name, axis.name);
      const std::string text = canonical_text(*bound);
      if (!axis.lists(text)) lacks(m, fmt::format("the grid has no {} = {}", axis.name, text));
      m.axes.emplace_back(axis.name, text);
    }
    check_keys(table, kMatrix, keys);
  }

  const StatementReader& reader_;
};

Value text(const std::string& word) { return {word, {}}; }

Value texts(const std::vector<std::string>& words) {
  Array list;
  for (const std::string& word : words) list.push_back(text(word));
  return {std::move(list), {}};
}

template <class Pairs>
Value table_of(const Pairs& pairs) {
  Table table;
  for (const auto& [key, word] : pairs) table.set(key, text(word));
  return {std::move(table), {}};
}

}  // namespace

std::vector<MatrixSpec> read_matrices(const Value& document, const StatementReader& reader) {
  return read_sections(document, "matrix", "matrices", [&](const Value& table) {
    as_table(table, kMatrix);
    return Reader(reader).read(table);
  });
}

Value canonical_value(const MatrixSpec& m) {
  Table table;
  table.set("block", text(m.block));
  table.set("learner", text(m.learner));
  table.set("metric", text(m.metric));
  table.set("shots", {std::int64_t{m.shots}, {}});
  table.set("conditions", texts(m.conditions));
  table.set("tasks", texts(m.tasks));
  table.set("against", table_of(m.against));
  table.set("axes", table_of(m.axes));
  return {std::move(table), {}};
}

}  // namespace tangram::spec
