#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/commands.h"
#include "app/engine.h"
#include "core/resources.h"
#include "spec/study.h"
#include "store/store.h"
#include "study/labels_kept.h"
#include "study/plan.h"

namespace tangram {

/// A study read, its model found, its store's place known: nothing is loaded yet.
struct Prepared {
  Study study;
  std::optional<ModelFile> model;  // nullopt: no learner reads one
  std::filesystem::path store;     // --out, or by study and model among the runs
};

/// Throws Error as load_study() and find_model() do.
Prepared prepare(const StudyCommand& command, const Context& context);

/// Null where no learner reads one.
std::unique_ptr<LlamaLanguageModel> load_model(const Prepared& prepared,
                                               const LlamaOptions& options, Log& log);

/// What components are given. model: null where no learner reads one, or another stands for it.
Resources resources_of(const Prepared& prepared, const Context& context, LlamaLanguageModel* model);

/// Counts what the study costs, evaluating nothing. model: null where no learner reads one.
/// nullopt: stopped. `labels`, where it is given, becomes what demonstrations show of the data's
/// labels, and the questions of learners without a model are counted, too: that is for who shows
/// the plan. Throws Error if the longest prompt does not fit the model.
std::optional<Plan> plan_of(const Prepared& prepared, const LlamaLanguageModel* model,
                            const Context& context, std::vector<LabelsKept>* labels = nullptr);

}  // namespace tangram
