#include <fmt/format.h>

#include <algorithm>

#include "app/catalog.h"
#include "app/commands.h"
#include "base/check.h"
#include "base/json.h"
#include "base/toml.h"
#include "spec/study.h"
#include "store/store.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

struct Listed {
  std::string name, summary;
};

struct Help {
  std::string kind, name, summary;
  std::vector<FieldHelp> fields;
};

template <class Component>
void collect(const std::vector<CatalogEntry<Component>>& entries, const char* kind,
             std::vector<Help>& out) {
  for (const auto& entry : entries)
    out.push_back({kind, entry.name, entry.summary, entry.fields()});
}

template <class D>
void collect(const Catalog<D>& catalog, std::vector<Help>& out) {
  collect(catalog.tasks, "task", out);
  collect(catalog.transformations, "transformation", out);
  collect(catalog.learners, "learner", out);
}

/// The components of all domains, one domain after the other.
std::vector<Help> all_components() {
  const Catalogs catalogs = all_catalogs();
  std::vector<Help> out;
  collect(catalogs.text, out);
  collect(catalogs.vector, out);
  return out;
}

std::vector<Listed> of_kind(const std::vector<Help>& all, std::string_view kind) {
  std::vector<Listed> out;
  for (const Help& help : all)
    if (help.kind == kind) out.push_back({help.name, help.summary});
  return out;
}

std::vector<fs::path> sorted_entries(const fs::path& dir) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Listed> studies(const Context& context) {
  std::vector<Listed> out;
  for (const fs::path& dir : sorted_entries(context.share_dir / "studies")) {
    if (!fs::exists(dir / "study.toml")) continue;
    const Study study = load_study(dir / "study.toml");
    out.push_back({dir.filename().string(), fmt::format("{} ({})", study.question, study.source)});
  }
  return out;
}

/// A store that cannot be read is listed with the reason: the others are still of use.
std::vector<Listed> runs(const Context& context) {
  std::vector<Listed> out;
  for (const fs::path& path : sorted_entries(context.runs_dir)) {
    if (path.extension() != ".db") continue;
    try {
      const Store store = Store::open(path, Store::Mode::read);
      out.push_back({path.stem().string(),
                     fmt::format("{} of {} units{}", store.n_done(), store.units().size(),
                                 store.provenance().profile.empty()
                                     ? ""
                                     : ", profile " + store.provenance().profile)});
    } catch (const Error& error) {
      out.push_back({path.stem().string(), error.what()});
    }
  }
  return out;
}

}  // namespace

int list_command(const std::string& what, const Context& context) {
  const std::vector<Help> all = all_components();
  std::vector<std::pair<std::string, std::vector<Listed>>> kinds;
  const auto wanted = [&what](const char* kind) { return what.empty() || what == kind; };
  if (wanted("tasks")) kinds.emplace_back("tasks", of_kind(all, "task"));
  if (wanted("transformations"))
    kinds.emplace_back("transformations", of_kind(all, "transformation"));
  if (wanted("learners")) kinds.emplace_back("learners", of_kind(all, "learner"));
  if (wanted("studies")) kinds.emplace_back("studies", studies(context));
  if (wanted("runs")) kinds.emplace_back("runs", runs(context));

  std::string text;
  std::vector<Table::Entry> object;
  for (const auto& [kind, items] : kinds) {
    text += kind + "\n";
    Array array;
    for (const Listed& item : items) {
      text += fmt::format("  {:<24} {}\n", item.name, item.summary);
      array.push_back(json_object({{"name", json(item.name)}, {"summary", json(item.summary)}}));
    }
    object.push_back({kind, json_array(std::move(array))});
  }
  if (context.json)
    print_json(json_object(std::move(object)));
  else
    print(text);
  return kDone;
}

namespace {

std::string help_text(const Help& help) {
  std::string text = fmt::format("{} ({}): {}\n", help.name, help.kind, help.summary);
  for (const FieldHelp& field : help.fields)
    text += fmt::format("  {} ({}, default {})\n      {}\n", field.name, field.type,
                        field.default_text, field.help);
  return text;
}

Value to_json_value(const Help& help) {
  return json_object({{"kind", json(help.kind)},
                      {"name", json(help.name)},
                      {"summary", json(help.summary)},
                      {"options", json_list(help.fields, [](const FieldHelp& field) {
                         return json_object({{"name", json(field.name)},
                                             {"type", json(field.type)},
                                             {"default", json(field.default_text)},
                                             {"help", json(field.help)}});
                       })}});
}

}  // namespace

int help_command(const std::string& name, const Context& context) {
  const std::vector<Help> all = all_components();
  std::vector<std::string> names;
  for (const Help& help : all)
    if (std::find(names.begin(), names.end(), help.name) == names.end()) names.push_back(help.name);
  require(std::find(names.begin(), names.end(), name) != names.end(),
          "help: no component is called '{}'{}", name, suggestion(name, names));

  // A name may stand for a task and for a learner: `external`.
  std::string text;
  Array components;
  for (const Help& help : all) {
    if (help.name != name) continue;
    text += (text.empty() ? "" : "\n") + help_text(help);
    components.push_back(to_json_value(help));
  }
  if (context.json)
    print_json(json_array(std::move(components)));
  else
    print(text);
  return kDone;
}

}  // namespace tangram
