#include "verdict/vector_arms.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

/// Numbers that occur, ascending, each with its place.
template <class Number>
std::map<Number, Eigen::Index> places_of(const std::set<Number>& numbers) {
  std::map<Number, Eigen::Index> out;
  for (const Number number : numbers) out.emplace(number, std::ssize(out));
  return out;
}

/// The shots and sequences of a unit, and how its answers fill their table.
struct Layout {
  std::map<int, Eigen::Index> shots;
  std::map<std::uint64_t, Eigen::Index> queries;
};

Layout layout_of(const WorkUnit& unit, const VectorRecord& record) {
  std::set<int> shots;
  std::set<std::uint64_t> queries;
  std::set<std::pair<std::uint64_t, int>> asked;
  for (const VectorAnswer& answer : record.answers) {
    shots.insert(answer.shots);
    queries.insert(answer.query);
    require(asked.emplace(answer.query, answer.shots).second,
            "unit '{}': sequence {} is asked twice at {} shots", unit.id, answer.query,
            answer.shots);
  }
  require(asked.size() == shots.size() * queries.size(),
          "unit '{}': its {} sequences are not asked at the same {} numbers of shots", unit.id,
          queries.size(), shots.size());
  return {places_of(shots), places_of(queries)};
}

VectorDraw draw_of(const WorkUnit& unit, const VectorRecord& record, const Layout& layout) {
  const auto width = std::ssize(record.answers.front().y);
  VectorDraw out{.draw = unit.draw, .queries = {}, .truth = {}, .y = {}};
  for (const auto& [query, row] : layout.queries) out.queries.push_back(query);
  out.y.resize(std::ssize(layout.queries), std::ssize(layout.shots) * width);
  out.truth.resizeLike(out.y);
  for (const VectorAnswer& answer : record.answers) {
    const Eigen::Index row = layout.queries.at(answer.query);
    const Eigen::Index column = layout.shots.at(answer.shots) * width;
    using Row = Eigen::Map<const Eigen::RowVectorXd>;
    out.y.block(row, column, 1, width) = Row(answer.y.data(), width);
    out.truth.block(row, column, 1, width) = Row(answer.truth.data(), width);
  }
  return out;
}

void add(VectorArm& arm, const WorkUnit& unit, const VectorRecord& record) {
  require(!record.answers.empty(), "unit '{}': it holds no vectors, and others do", unit.id);
  const Layout layout = layout_of(unit, record);
  std::vector<int> shots;
  for (const auto& [k, place] : layout.shots) shots.push_back(k);
  const AnswerShape shape{record.dimension, static_cast<int>(record.answers.front().y.size())};
  if (arm.draws.empty()) {
    arm.shots = std::move(shots);
    arm.shape = shape;
  } else {
    require(arm.shots == shots && arm.shape.dimension == shape.dimension &&
                arm.shape.width == shape.width,
            "unit '{}': it is asked at other numbers of shots, or of another size, than draw {}",
            unit.id, arm.draws.front().draw);
  }
  arm.draws.push_back(draw_of(unit, record, layout));
}

}  // namespace

std::vector<VectorArm> make_vector_arms(const UnitAnswers& answers) {
  std::vector<VectorArm> arms;
  std::map<CellKey, std::size_t> index;
  for (const WorkUnit& unit : answers.units) {
    const auto [at, is_new] = index.try_emplace(cell_key(unit), arms.size());
    if (is_new)
      arms.push_back({.block = unit.block,
                      .task = unit.task,
                      .condition = unit.condition,
                      .learner = unit.learner,
                      .axes = unit.axes,
                      .unit = answers.design(unit.block) == "per_query" ? "repeat" : "draw",
                      .draws = {}});
    VectorArm& arm = arms[at->second];
    ++arm.declared;
    if (const auto record = answers.record(unit)) add(arm, unit, record->vectors);
  }
  for (VectorArm& arm : arms)
    std::sort(arm.draws.begin(), arm.draws.end(),
              [](const VectorDraw& a, const VectorDraw& b) { return a.draw < b.draw; });
  return arms;
}

std::vector<VectorArm> read_vector_arms(const Store& store) {
  try {
    return make_vector_arms(stored_answers(store));
  } catch (const Error& error) {
    const std::string path = store.path().string(), what = error.what();
    if (what.find(path) != std::string::npos) throw;
    fail("{}: {}", path, what);
  }
}

std::optional<std::string> setting_of(const std::string& axes, const std::string& axis) {
  for (const auto& [name, value] : settings_of(axes))
    if (name == axis) return value;
  return std::nullopt;
}

}  // namespace tangram
