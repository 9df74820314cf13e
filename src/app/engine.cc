#include "app/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/catalog.h"
#include "app/fetch.h"
#include "base/check.h"

namespace tangram {
namespace {

constexpr char kModelOption[] = "model";  // of every learner that reads a language model

template <class D>
bool takes_model(const CatalogEntry<Learner<D>>& entry) {
  const auto fields = entry.fields();
  return std::any_of(fields.begin(), fields.end(),
                     [](const FieldHelp& field) { return field.name == kModelOption; });
}

template <class D>
std::string model_of(const Study& study, const std::vector<CatalogEntry<Learner<D>>>& learners) {
  std::string wanted;
  for (const Block& block : study.blocks)
    for (const NamedComponent& learner : block.learners) {
      const auto& entry = find_entry(learners, "learner", learner.spec.use, learner.spec.place);
      if (!takes_model(entry)) continue;
      const Value* given = learner.spec.options.table()->find(kModelOption);
      const std::string name = given && given->string() ? *given->string() : "default";
      require(wanted.empty() || wanted == name,
              "{}: learner '{}' reads model '{}', another one '{}'; a run has one model: make two "
              "runs and compare them",
              learner.spec.place.str(), learner.name, name, wanted);
      wanted = name;
    }
  return wanted;
}

std::string fact(const Facts& facts, const std::string& name, const std::string& store) {
  for (const auto& [key, value] : facts)
    if (key == name) return value;
  fail("{}: the run does not say its {}; it was made without a language model, or is damaged",
       store, name);
}

/// A setting of the run, unless the command line asks for another: then an error.
template <class T>
T kept(const T& stored, const T& asked, const T& unset, const char* option,
       const std::string& store) {
  require(asked == unset || asked == stored,
          "{}: this run was made with {} {}, not {}; leave the option out, or start a new run with "
          "--out",
          store, option, stored, asked);
  return stored;
}

}  // namespace

ModelFile find_model(const std::string& wanted, const Context& context) {
  const FetchPlaces places{context.share_dir / "data", context.cache_dir, context.log};
  ModelFile out;
  out.path = resolve_model(wanted, places);
  out.sha256 = model_hash(out.path, context.cache_dir);
  out.name = out.path.stem().string();
  return out;
}

std::string model_of_study(const Study& study) {
  return visit_domain(all_catalogs(), study.domain, study.path.string(),
                      [&](const auto& catalog) { return model_of(study, catalog.learners); });
}

LlamaOptions llama_options(const ModelChoice& choice) {
  LlamaOptions out;
  out.threads = choice.threads;
  out.context = choice.context;
  if (!choice.kv_type.empty()) out.kv_type = choice.kv_type;
  out.gpu_layers = choice.gpu_layers;
  if (!choice.exactness.empty()) out.exactness = choice.exactness;
  if (!choice.bos.empty()) out.bos = choice.bos;
  return out;
}

Facts engine_facts(const LlamaLanguageModel& model, const ModelFile& file) {
  const LlamaOptions& options = model.options();
  return {{"model.name", file.name},
          {"model.sha256", model.file_sha256()},
          {"model.description", model.facts().description},
          {"model.fingerprint", model.fingerprint()},
          {"tokenizer.fingerprint", model.tokenizer().fingerprint()},
          {"engine.threads", std::to_string(options.threads)},
          {"engine.context", std::to_string(options.context)},
          {"engine.kv_type", options.kv_type},
          {"engine.gpu_layers", std::to_string(options.gpu_layers)},
          {"engine.exactness", options.exactness},
          {"engine.bos", options.bos},
          {"engine.evaluates", model.exactness()}};
}

LlamaOptions options_of_run(const ModelChoice& choice, const Facts& facts,
                            const std::string& store) {
  const auto number = [&](const char* name) { return std::stoi(fact(facts, name, store)); };
  const auto text = [&](const char* name) { return fact(facts, name, store); };
  LlamaOptions out;
  out.threads = kept(number("engine.threads"), choice.threads, 0, "--threads", store);
  out.context = kept(number("engine.context"), choice.context, 0, "--context", store);
  out.gpu_layers = kept(number("engine.gpu_layers"), choice.gpu_layers, 0, "--gpu-layers", store);
  out.kv_type = kept(text("engine.kv_type"), choice.kv_type, std::string(), "--kv-type", store);
  out.exactness =
      kept(text("engine.exactness"), choice.exactness, std::string(), "--exactness", store);
  out.bos = kept(text("engine.bos"), choice.bos, std::string(), "--bos", store);
  return out;
}

}  // namespace tangram
