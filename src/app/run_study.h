#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "app/session.h"

namespace tangram {

/// The model of a run: with the settings that its store was made with, where there is one.
std::unique_ptr<LlamaLanguageModel> load_model_of_run(const Prepared& prepared,
                                                      const ModelChoice& choice,
                                                      const Context& context);

/// What a run is told beside its study.
struct RunRequest {
  std::string frozen;                       // a registration that it keeps to; empty: none
  std::stop_token stop;                     // ends it; the unit that is being answered is given up
  std::string_view place_option = "--out";  // names the store on the command line: for errors
};

/// Runs what prepared.store does not hold yet, with progress; makes it first if it is not there.
/// nullopt: stopped while it was planned, and nothing is written. Throws Error where the store was
/// begun with another seed, size or claim, and as plan_of(), check_frozen() and run_units() do.
std::optional<Outcome> run_study(const Prepared& prepared, LlamaLanguageModel* model,
                                 const RunRequest& request, const Context& context);

}  // namespace tangram
