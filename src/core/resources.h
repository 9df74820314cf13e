#pragma once

#include <filesystem>
#include <memory>

#include "base/log.h"
#include "core/language_model.h"
#include "core/open_model.h"
#include "core/tokenizer.h"
#include "core/training_observer.h"

namespace tangram {

/// What a component may be given beside its options. Pointers are null where the command
/// has none (a study without a language model, a test); a component that needs one says so
/// in an Error. All outlive the components.
struct Resources {
  const Tokenizer* tokenizer = nullptr;
  LanguageModel* model = nullptr;
  OpenModel* open_model = nullptr;
  std::filesystem::path share_dir;  // data/ of the installation: cards, word lists
  std::filesystem::path cache_dir;  // fetched models and data sets
  std::filesystem::path study_dir;  // relative paths in a study are relative to this
  TrainingObserver* training = nullptr;
  Log* log = nullptr;  // never null where a component is made by the runner
};

}  // namespace tangram
