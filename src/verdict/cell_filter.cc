#include "verdict/cell_filter.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

using Values = std::map<std::string, std::set<std::string>>;  // by name

/// An axis of names has its values in quotes.
std::string unquoted(const std::string& value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

Values values_at(const std::string& block, const std::string& task, const std::string& condition,
                 const std::string& axes) {
  Values out{{"task", {task}}, {"condition", {condition}}};
  if (!block.empty()) out["block"].insert(block);
  for (const auto& [name, value] : settings_of(axes)) out[name].insert(unquoted(value));
  return out;
}

Values values_of(const Cell& cell) {
  Values out = values_at(cell.block, cell.task, cell.condition, cell.axes);
  out["learner"].insert(cell.learner);
  out["shots"].insert(std::to_string(cell.shots));
  return out;
}

Values values_of(const VectorCell& cell) {
  Values out = values_at(cell.block, cell.task, cell.condition, cell.axes);
  out["learner"] = {cell.learner, cell.learners()};
  if (!cell.versus.empty()) out["learner"].insert(cell.versus);
  return out;
}

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& value) { return b.contains(value); });
}

bool has(const Values& cell, const Values& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& want) {
    const auto own = cell.find(want.first);
    return own == cell.end() || meet(own->second, want.second);
  });
}

/// Adds what the cells have to `known`.
template <class C>
std::vector<C> chosen(const std::vector<C>& cells, const Values& wanted, Values& known) {
  std::vector<C> out;
  for (const C& cell : cells) {
    const Values values = values_of(cell);
    for (const auto& [name, own] : values) known[name].insert(own.begin(), own.end());
    if (has(values, wanted)) out.push_back(cell);
  }
  return out;
}

/// n: of the cells that are left.
void check(const Values& wanted, const Values& known, std::size_t n) {
  if (known.empty()) return;  // a run without cells: that is said elsewhere
  std::vector<std::string> names, words;
  for (const auto& [name, values] : known) names.push_back(name);
  for (const auto& [name, values] : wanted) {
    const auto there = known.find(name);
    require(there != known.end(), "--only {}={}: the run has no '{}' to choose by; it has {}", name,
            *values.begin(), name, fmt::join(names, ", "));
    for (const std::string& value : values) {
      require(there->second.contains(value), "--only {}={}: the run has {} = {}", name, value, name,
              fmt::join(there->second, ", "));
      words.push_back(fmt::format("{}={}", name, value));
    }
  }
  require(n > 0, "--only {}: no cell has all of them; give fewer", fmt::join(words, " --only "));
}

}  // namespace

CellFilter::CellFilter(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    require(equals != std::string::npos && equals > 0,
            "--only {}: give NAME=VALUE, such as learner=ridge", word);
    wanted_[word.substr(0, equals)].insert(unquoted(word.substr(equals + 1)));
  }
}

std::vector<Cell> CellFilter::of(const std::vector<Cell>& cells) const {
  Values known;
  std::vector<Cell> out = chosen(cells, wanted_, known);
  check(wanted_, known, out.size());
  return out;
}

VectorMeasures CellFilter::of(const VectorMeasures& measures) const {
  Values known;
  VectorMeasures out{chosen(measures.errors, wanted_, known),
                     chosen(measures.distances, wanted_, known)};
  check(wanted_, known, out.errors.size() + out.distances.size());
  return out;
}

}  // namespace tangram
