#include <fmt/format.h>

#include <algorithm>

#include "app/catalog.h"
#include "app/commands.h"
#include "base/json.h"
#include "spec/study.h"

namespace tangram {
namespace {

/// Checks what spec/ cannot know: the names of components and of their options.
template <class Component>
void check_component(const std::vector<CatalogEntry<Component>>& entries, std::string_view kind,
                     const ComponentSpec& spec) {
  const auto& entry = find_entry(entries, kind, spec.use, spec.place);
  std::vector<std::string> known;
  for (const FieldHelp& field : entry.fields()) known.push_back(field.name);
  for (const auto& [key, value] : spec.options.table()->entries)
    require(key == "use" || std::find(known.begin(), known.end(), key) != known.end(),
            "{}: {} '{}' has no option '{}'{}", value.place.str(), kind, spec.use, key,
            suggestion(key, known));
}

template <class D>
void check_components(const Study& study, const Catalog<D>& catalog) {
  for (const Block& block : study.blocks) {
    for (const auto& task : block.tasks) check_component(catalog.tasks, "task", task.spec);
    for (const auto& condition : block.conditions)
      for (const auto& step : condition.transformations)
        check_component(catalog.transformations, "transformation", step);
    for (const auto& learner : block.learners)
      check_component(catalog.learners, "learner", learner.spec);
  }
}

std::size_t n_cells(const Block& block) {
  return block.tasks.size() * block.conditions.size() * block.learners.size();
}

}  // namespace

int validate_command(const StudyCommand& command, const Context& context) {
  const Study study =
      load_study(find_study(context, command.study), {command.profile, command.data, command.set});
  visit_domain(all_catalogs(), study.domain, study.path.string(),
               [&](const auto& catalog) { check_components(study, catalog); });
  std::size_t cells = 0;
  for (const Block& block : study.blocks) cells += n_cells(block);
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
