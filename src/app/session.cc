#include "app/session.h"

#include <fmt/format.h>

#include "app/catalog.h"
#include "base/check.h"
#include "base/hash.h"
#include "core/recording_language_model.h"

namespace tangram {

Prepared prepare(const StudyCommand& command, const Context& context) {
  Prepared out;
  out.study =
      load_study(find_study(context, command.study), {command.profile, command.data, command.set});
  // --model is heard where no learner names a model, too: maps of tokens and embeddings read one.
  const std::string named = model_of_study(out.study);
  const std::string& wanted = command.model.model.empty() ? named : command.model.model;
  if (!wanted.empty()) out.model = find_model(wanted, context);
  const std::string identity = out.study.hash + (out.model ? out.model->sha256 : "");
  const std::string name = out.study.id + "-" + sha256(identity).substr(0, 8) + ".db";
  out.store = command.out.empty() ? context.runs_dir / name : std::filesystem::path(command.out);
  return out;
}

std::unique_ptr<LlamaLanguageModel> load_model(const Prepared& prepared,
                                               const LlamaOptions& options, Log& log) {
  if (!prepared.model) return nullptr;
  return std::make_unique<LlamaLanguageModel>(prepared.model->path, options, log,
                                              prepared.model->sha256);
}

Resources resources_of(const Prepared& prepared, const Context& context,
                       LlamaLanguageModel* model) {
  Resources out;
  out.share_dir = context.share_dir / "data";
  out.cache_dir = context.cache_dir;
  out.study_dir = prepared.study.path.parent_path();
  out.log = context.log;
  out.training = context.training;
  if (model == nullptr) return out;
  out.tokenizer = &model->tokenizer();
  out.model = model;
  out.open_model = model;
  return out;
}

std::optional<Plan> plan_of(const Prepared& prepared, const LlamaLanguageModel* model,
                            const Context& context, std::vector<LabelsKept>* labels) {
  Resources resources = resources_of(prepared, context, nullptr);
  NullLog silence;  // what the data say is said by the run
  resources.log = &silence;
  std::optional<RecordingLanguageModel> recording;
  if (model != nullptr) {
    recording.emplace(model->tokenizer(), model->context_length(), model->n_layers(),
                      model->width());
    resources.tokenizer = &model->tokenizer();
    resources.model = &*recording;
    resources.open_model = &*recording;
  }
  const Catalogs catalogs = all_catalogs();
  const auto laboratory = make_laboratory(prepared.study, catalogs, resources);
  auto plan = make_plan(*laboratory, resources.model, context.stop);
  if (plan && labels != nullptr) {
    count_questions(*laboratory, *plan);
    *labels = labels_kept(*laboratory);
  }
  return plan;
}

}  // namespace tangram
