#include <fmt/format.h>

#include "app/commands.h"
#include "app/fetch.h"
#include "base/check.h"
#include "base/json.h"
#include "tasks/choice_data.h"
#include "tasks/data_card.h"
#include "tasks/text_data.h"

namespace tangram {
namespace {

constexpr char kDefaultModel[] = "default";
constexpr char kDefaultData[] = "vader_movie";

FetchPlaces places_of(const Context& context) {
  FetchPlaces out;
  out.data_dir = context.share_dir / "data";
  out.cache_dir = context.cache_dir;
  out.log = context.log;
  return out;
}

/// One path as the result of a command.
int print_path(const std::filesystem::path& path, const Context& context) {
  if (context.json)
    print_json(json_object({{"path", json(path.string())}}));
  else
    print(path.string() + "\n");
  return kDone;
}

Value model_json(const KnownModel& model) {
  return json_object({{"name", json(model.name)},
                      {"description", json(model.description)},
                      {"licence", json(model.licence)},
                      {"terms_url", json(model.terms_url)},
                      {"sha256", json(model.sha256)},
                      {"size", json(model.size)},
                      {"default", json(model.is_default)},
                      {"installed", json(model.installed)},
                      {"path", json(model.path.string())},
                      {"notes", json_strings(model.notes)}});
}

std::string model_text(const KnownModel& model) {
  std::string out =
      fmt::format("{}{}\n  {}\n  licence: {}\n", model.name, model.is_default ? " (default)" : "",
                  model.description, model.licence);
  if (!model.terms.empty()) out += fmt::format("  terms: {} ({})\n", model.terms, model.terms_url);
  for (const std::string& note : model.notes) out += "  note: " + note + "\n";
  out += fmt::format("  {:.0f} MB, SHA-256 {}\n  {}\n", static_cast<double>(model.size) / 1e6,
                     model.sha256,
                     model.installed ? model.path.string()
                                     : "not here; `tangram models fetch " + model.name + "`");
  return out;
}

int list_models(const std::string& name, const Context& context) {
  Array all;
  std::string text;
  std::vector<std::string> names;
  for (const KnownModel& model : known_models(places_of(context))) {
    names.push_back(model.name);
    const bool wanted =
        name.empty() || name == model.name || (name == kDefaultModel && model.is_default);
    if (!wanted) continue;
    all.push_back(model_json(model));
    text += model_text(model);
  }
  require(!all.empty(), "models: none is called '{}'{}", name, suggestion(name, names));
  if (context.json)
    print_json(json_array(std::move(all)));
  else
    print(text);
  return kDone;
}

int list_data(const Context& context) {
  Array all;
  std::string text;
  for (const KnownData& set : known_data(places_of(context))) {
    all.push_back(json_object({{"name", json(set.name)},
                               {"description", json(set.description)},
                               {"licence", json(set.licence)},
                               {"abusive", json(set.abusive)},
                               {"installed", json(set.installed)},
                               {"path", json(set.path.string())}}));
    text += fmt::format("{:<22} {:<10} {}{}\n", set.name, set.installed ? "here" : "",
                        set.description, set.abusive ? " (abusive texts)" : "");
  }
  if (context.json)
    print_json(json_array(std::move(all)));
  else
    print(text +
          "`tangram data fetch NAME` brings one; `tangram data show NAME` or a file's path "
          "says what is in it\n");
  return kDone;
}

DataCard card_of(const std::string& name, const Context& context) {
  Resources resources;
  resources.share_dir = context.share_dir / "data";
  resources.cache_dir = context.cache_dir;
  return find_card(name, resources);
}

int show_data(const std::string& name, const Context& context) {
  const DataCard card = card_of(name, context);
  const DataReport report =
      holds_choices(card) ? load_choice_data(card, false).report : load_text_data(card, {}).report;
  if (context.json)
    print_json(report.json_value());
  else
    print(report.text());
  return kDone;
}

}  // namespace

int models_command(const RegistryCommand& command, const Context& context) {
  const std::string name = command.name.empty() ? kDefaultModel : command.name;
  if (command.action == "fetch") return print_path(fetch_model(name, places_of(context)), context);
  if (command.action == "where")
    return print_path(resolve_model(name, places_of(context)), context);
  return list_models(command.action == "show" ? name : command.name, context);
}

int data_command(const RegistryCommand& command, const Context& context) {
  const std::string name = command.name.empty() ? kDefaultData : command.name;
  if (command.action == "fetch") return print_path(fetch_data(name, places_of(context)), context);
  if (command.action == "where") return print_path(card_of(name, context).file, context);
  if (command.action == "show") return show_data(name, context);
  return list_data(context);
}

}  // namespace tangram
