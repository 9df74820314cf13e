#include "study/run.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "app/catalog.h"
#include "app/frozen.h"
#include "app/progress.h"
#include "app/session.h"
#include "app/version.h"
#include "base/check.h"
#include "base/json.h"
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

void say_end(const Store& store, Outcome outcome, const Context& context) {
  if (context.json) {
    print_json(json_object({{"store", json(store.path().string())},
                            {"done", json(static_cast<std::int64_t>(store.n_done()))},
                            {"units", json(static_cast<std::int64_t>(store.units().size()))},
                            {"complete", json(outcome == Outcome::done)}}));
    return;
  }
  const std::string path = store.path().string();
  if (outcome == Outcome::done) {
    print(verdicts_text(verdicts_of(store, read_claim_arms(store))));
    print(fmt::format("\n{} units are in {}\ntangram measure {}\ntangram report {}\n",
                      store.n_done(), path, path, path));
  } else {
    print(fmt::format("stopped: {} of {} units are in {}; the same command goes on from there\n",
                      store.n_done(), store.units().size(), path));
  }
}

}  // namespace

int run_command(const StudyCommand& command, const Context& context) {
  const Prepared prepared = prepare(command, context);
  const auto model = load_model(prepared, options_for(prepared, command.model), *context.log);
  const std::optional<Plan> plan = plan_of(prepared, model.get(), context);
  if (!plan) return kInterrupted;

  const Resources resources = resources_of(prepared, context, model.get());
  const Catalog<Text> catalog = text_catalog();
  Laboratory laboratory(prepared.study, catalog, resources);
  if (!command.frozen.empty()) check_frozen(command.frozen, prepared, laboratory.units());
  Store store = open_or_create(prepared, model.get(), laboratory);
  Outcome outcome = Outcome::done;
  {
    Progress progress(laboratory.units(), plan->unit_tokens, done_flags(store), context.quiet);
    outcome = run_units(laboratory, store, resources, progress, context.stop);
  }
  say_end(store, outcome, context);
  return outcome == Outcome::done ? kDone : kInterrupted;
}

}  // namespace tangram
