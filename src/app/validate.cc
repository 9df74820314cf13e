#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog.h"
#include "app/commands.h"
#include "base/json.h"
#include "spec/study.h"
#include "study/axes.h"

namespace tangram {
namespace {

/// Throws Error on an option that the component does not have.
void check_options(const std::vector<FieldHelp>& fields, std::string_view kind,
                   const ComponentSpec& spec) {
  std::vector<std::string> known;
  for (const FieldHelp& field : fields) known.push_back(field.name);
  for (const auto& [key, value] : spec.options.table()->entries)
    require(key == "use" || std::find(known.begin(), known.end(), key) != known.end(),
            "{}: {} '{}' has no option '{}'{}", value.place.str(), kind, spec.use, key,
            suggestion(key, known));
}

/// Task, condition and learner, at each point of the axes that one of them takes. Throws Error on a
/// name of a component, an option or an axis that there is not: what spec/ cannot know.
template <class D>
std::size_t n_cells(const Block& block, const Catalog<D>& catalog) {
  std::set<std::vector<std::string>> cells;
  std::set<std::string> known;
  std::vector<bool> taken(block.axes.size());
  std::string label;
  const auto bind = [&](const auto& entries, const char* kind, const ComponentSpec& spec,
                        const AxisPoint& point) {
    const std::vector<FieldHelp> fields = find_entry(entries, kind, spec.use, spec.place).fields();
    check_options(fields, kind, spec);
    for (const FieldHelp& field : fields) known.insert(field.name);
    bind_axes(spec, fields, block.axes, point, taken, label);
  };
  for (const AxisPoint& point : axis_points(block.axes))
    for (const NamedComponent& task : block.tasks)
      for (const ConditionSpec& condition : block.conditions)
        for (const NamedComponent& learner : block.learners) {
          label.clear();
          bind(catalog.tasks, "task", task.spec, point);
          bind(catalog.learners, "learner", learner.spec, point);
          for (const ComponentSpec& step : condition.transformations)
            bind(catalog.transformations, "transformation", step, point);
          cells.insert({task.name, condition.name, learner.name, label});
        }
  check_axes_taken(block, taken, known);
  return cells.size();
}

}  // namespace

int validate_command(const StudyCommand& command, const Context& context) {
  const Study study =
      load_study(find_study(context, command.study), {command.profile, command.data, command.set});
  std::size_t cells = 0;
  visit_domain(all_catalogs(), study.domain, study.path.string(), [&](const auto& catalog) {
    for (const Block& block : study.blocks) cells += n_cells(block, catalog);
  });
  if (context.json)
    print_json(json_object({{"study", json(study.id)},
                            {"hash", json(study.hash)},
                            {"blocks", json(static_cast<std::int64_t>(study.blocks.size()))},
                            {"cells", json(static_cast<std::int64_t>(cells))}}));
  else
    print(fmt::format("{}: valid; {} cells in {} block(s), hash {}\n", study.path.string(), cells,
                      study.blocks.size(), study.hash.substr(0, 8)));
  return kDone;
}

}  // namespace tangram
