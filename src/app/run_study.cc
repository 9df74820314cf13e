#include "app/run_study.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "app/catalog.h"
#include "app/frozen.h"
#include "app/progress.h"
#include "app/version.h"
#include "base/check.h"
#include "base/difference.h"
#include "spec/canonical.h"
#include "study/run.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

Provenance provenance_of(const Prepared& prepared, const LlamaLanguageModel* model) {
  const Study& study = prepared.study;
  Provenance out;
  out.study_id = study.id;
  out.study_path = study.path.string();
  out.study_text = study.text;
  out.study_canonical = study.canonical;
  out.study_hash = study.hash;
  out.profile = study.overrides.profile;
  out.seed = study.seed;
  out.question = study.question;
  out.source = study.source;
  out.facts = build_facts();
  for (const Block& block : study.blocks)
    out.facts.emplace_back(block.id.empty() ? "design" : "design." + block.id, block.design);
  if (!study.overrides.data.empty()) out.facts.emplace_back("override.data", study.overrides.data);
  for (const std::string& setting : study.overrides.set)
    out.facts.emplace_back("override.set", setting);
  if (model == nullptr) return out;
  const Facts engine = engine_facts(*model, *prepared.model);
  out.facts.insert(out.facts.end(), engine.begin(), engine.end());
  return out;
}

/// Seed, sizes and claims: what a run keeps to beside its units, which know their components by
/// content, wherever a file of theirs lies now.
Value settings_of(const Study& study) {
  Value settings = spec::canonical_value(study);
  Table& table = std::get<Table>(settings.data);
  for (Table::Entry& block : std::get<Table>(table.find("blocks")->data).entries)
    for (const char* key : {"tasks", "conditions", "learners", "axes"})
      std::get<Table>(block.value.data).erase(key);
  return settings;
}

void check_same_settings(const Prepared& prepared, std::string_view place_option) {
  if (!fs::exists(prepared.store)) return;
  const Store store = Store::open(prepared.store, Store::Mode::read);
  if (store.provenance().study_hash == prepared.study.hash) return;
  const auto difference =
      first_difference(settings_of(study_of(store)), settings_of(prepared.study));
  if (difference)
    fail("{}: this run was begun with other settings: {} was {} and is {}; start a new run with {}",
         store.path().string(), difference->path, difference->was, difference->now, place_option);
}

Store open_or_create(const Prepared& prepared, const LlamaLanguageModel* model,
                     const Laboratory& laboratory) {
  if (fs::exists(prepared.store)) return Store::open(prepared.store, Store::Mode::write);
  if (const fs::path dir = prepared.store.parent_path(); !dir.empty()) {
    std::error_code error;
    fs::create_directories(dir, error);
    require(!error, "{}: cannot be made: {}; give another place with --out", dir.string(),
            error.message());
  }
  return Store::create(prepared.store, provenance_of(prepared, model), laboratory.units());
}

/// As the command line says if the run is new, else as the run was made.
LlamaOptions options_for(const Prepared& prepared, const ModelChoice& choice) {
  if (!prepared.model || !fs::exists(prepared.store)) return llama_options(choice);
  const Store store = Store::open(prepared.store, Store::Mode::read);
  return options_of_run(choice, store.provenance().facts, prepared.store.string());
}

std::vector<bool> done_flags(const Store& store) {
  std::vector<bool> out;
  for (const WorkUnit& unit : store.units()) out.push_back(store.done(unit.id));
  return out;
}

}  // namespace

std::unique_ptr<LlamaLanguageModel> load_model_of_run(const Prepared& prepared,
                                                      const ModelChoice& choice,
                                                      const Context& context) {
  return load_model(prepared, options_for(prepared, choice), *context.log);
}

std::optional<Outcome> run_study(const Prepared& prepared, LlamaLanguageModel* model,
                                 const RunRequest& request, const Context& context) {
  check_same_settings(prepared, request.place_option);
  const std::optional<Plan> plan = plan_of(prepared, model, context);
  if (!plan) return std::nullopt;
  const Resources resources = resources_of(prepared, context, model);
  const Catalogs catalogs = all_catalogs();
  const auto laboratory = make_laboratory(prepared.study, catalogs, resources);
  if (!request.frozen.empty()) check_frozen(request.frozen, prepared, laboratory->units());
  Store store = open_or_create(prepared, model, *laboratory);
  Progress progress(laboratory->units(), plan->unit_tokens, done_flags(store), context.quiet);
  return run_units(*laboratory, store, resources, progress, request.stop);
}

}  // namespace tangram
