#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "verdict/plot.h"
#include "verdict/text_table.h"
#include "verdict/vector_measure.h"

namespace tangram {
namespace {

using Cells = std::vector<VectorCell>;

constexpr std::size_t kShownShots = 4;

std::string task_text(const VectorCell& cell) {
  return (cell.block.empty() ? "" : cell.block + "/") + cell.task;
}

std::string value_text(const Estimate& e) { return e.value ? three_digits(*e.value) : "-"; }

const char* plus_minus(const CurveOptions& options) { return options.unicode ? "±" : "+-"; }

/// The first, the last, and evenly between.
std::set<int> shown_shots(const Cells& cells) {
  std::set<int> all = shots_of(cells);
  if (all.size() <= kShownShots) return all;
  const std::vector<int> list(all.begin(), all.end());
  std::set<int> out;
  for (std::size_t i = 0; i < kShownShots; ++i)
    out.insert(list[i * (list.size() - 1) / (kShownShots - 1)]);
  return out;
}

std::string notes_text(const Cells& cells) {
  std::string out;
  const VectorNotes notes = notes_of(cells);
  for (const auto* list : {&notes.missing, &notes.left_out})
    for (const auto& [note, n] : *list)
      out += fmt::format("note: {} ({} of {} rows)\n", note, n, cells.size());
  return out;
}

std::string part_text(const char* metric, const Cells& cells, const CurveOptions& options) {
  if (cells.empty()) return {};
  const VectorRowNames names(cells);
  std::vector<std::vector<std::string>> columns{{names.head(metric)}, {"units"}, {"mean"}};
  for (const VectorCell& cell : cells) {
    columns[0].push_back(names.of(cell));
    columns[1].push_back(cell.units());
    columns[2].push_back(small_estimate(cell.mean, plus_minus(options)));
  }
  for (const int shots : shown_shots(cells)) {
    auto& column = columns.emplace_back(1, fmt::format("{} shots", shots));
    for (const VectorCell& cell : cells) {
      const auto at = cell.at_shots.find(shots);
      column.push_back(at == cell.at_shots.end() ? "" : value_text(at->second));
    }
  }
  return columns_text(columns, 2, options.width) + notes_text(cells);
}

/// Block, task and condition: within them, learners are drawn together.
std::string group_name(const VectorCell& cell) {
  return fmt::format("{}, {}", task_text(cell), cell.condition);
}

/// The axes that every cell of a group has: those of its task, as a rule.
std::map<std::string, std::set<std::string>> axes_in_common(const Cells& cells) {
  std::map<std::string, std::set<std::string>> out;
  for (const VectorCell& cell : cells) {
    std::set<std::string> names;
    for (const auto& [name, value] : settings_of(cell.axes)) names.insert(name);
    const auto [at, is_new] = out.try_emplace(group_name(cell), names);
    if (!is_new)
      std::erase_if(at->second, [&](const std::string& name) { return !names.contains(name); });
  }
  return out;
}

/// A picture: its title and its curves.
struct Picture {
  std::string title;
  Cells cells;
  std::vector<std::string> names;  // of the curves
};

std::vector<Picture> pictures_of(const Cells& cells) {
  const auto common = axes_in_common(cells);
  std::vector<Picture> out;
  for (const VectorCell& cell : cells) {
    std::string title = group_name(cell), name = cell.learners();
    for (const auto& [axis, value] : settings_of(cell.axes))
      (common.at(group_name(cell)).contains(axis) ? title : name) +=
          fmt::format(" {}={}", axis, value);
    auto picture = std::find_if(out.begin(), out.end(),
                                [&](const Picture& known) { return known.title == title; });
    if (picture == out.end()) picture = out.insert(out.end(), {title, {}, {}});
    picture->cells.push_back(cell);
    picture->names.push_back(name);
  }
  return out;
}

std::string drawn(const Picture& picture, const CurveOptions& options) {
  const std::set<int> shots = shots_of(picture.cells);
  Plot plot;
  for (const int k : shots) plot.x_labels.push_back(std::to_string(k));
  for (std::size_t i = 0; i < picture.cells.size(); ++i) {
    Plot::Curve curve{picture.names[i], {}};
    for (const int k : shots) {
      const auto at = picture.cells[i].at_shots.find(k);
      curve.y.push_back(at == picture.cells[i].at_shots.end() ? std::nullopt : at->second.value);
    }
    plot.curves.push_back(std::move(curve));
  }
  return draw_plot(plot, {.width = std::max(options.width, 40),
                          .height = std::max(options.height, 5),
                          .unicode = options.unicode,
                          .color = options.color});
}

}  // namespace

VectorRowNames::VectorRowNames(const std::vector<VectorCell>& cells) {
  for (const VectorCell& cell : cells) {
    tasks_.insert(task_text(cell));
    conditions_.insert(cell.condition);
  }
}

std::string VectorRowNames::head(const char* metric) const {
  std::string out = metric;
  if (tasks_.size() == 1) out += " of " + *tasks_.begin();
  if (conditions_.size() == 1) out += (tasks_.size() == 1 ? "/" : " of ") + *conditions_.begin();
  return out;
}

std::string VectorRowNames::of(const VectorCell& cell) const {
  return (tasks_.size() == 1 ? "" : task_text(cell) + "/") +
         (conditions_.size() == 1 ? "" : cell.condition + "/") + cell.learners() +
         (cell.axes.empty() ? "" : "/" + cell.axes);
}

std::string table_text(const VectorMeasures& measures, const CurveOptions& options) {
  const std::string errors = part_text(kErrorMetric, measures.errors, options),
                    distances = part_text(kDistanceMetric, measures.distances, options);
  return fmt::format(
      "{}{}{}mean over numbers of shots and units {} half of the 95 % interval over units "
      "(docs/statistics.md)\n",
      errors, errors.empty() || distances.empty() ? "" : "\n", distances, plus_minus(options));
}

std::string curves_text(const VectorMeasures& measures, const CurveOptions& options) {
  const std::vector<std::string>& known = claim_metrics("vector");
  require(std::find(known.begin(), known.end(), options.metric) != known.end(),
          "no metric of vectors is called '{}'; known: {}", options.metric, fmt::join(known, ", "));
  const bool errors = options.metric == kErrorMetric;
  std::string out;
  for (const Picture& picture : pictures_of(errors ? measures.errors : measures.distances))
    if (const std::string picture_text = drawn(picture, options); !picture_text.empty())
      out += fmt::format("\n{}: {} by shots\n{}", picture.title, options.metric, picture_text);
  return out;
}

}  // namespace tangram
