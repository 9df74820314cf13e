#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "app/commands.h"
#include "llama/llama_language_model.h"
#include "spec/study.h"

namespace tangram {

/// A model found on this machine, not loaded.
struct ModelFile {
  std::string name;  // of the registry, or the file's name
  std::filesystem::path path;
  std::string sha256;
};

/// The model that is asked for: a file, a name of the registry, or "default". Throws Error
/// if the file is missing (`tangram models fetch NAME` brings one of the registry's).
ModelFile find_model(const std::string& wanted, const Context& context);

/// What the learners of a study call their model: "" if none reads one. Throws Error if two
/// of them name different ones: a run has one tokenizer, so one model.
std::string model_of_study(const Study& study);

/// Dotted names and values, as a store keeps them.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// Settings of the engine as the command line gives them.
LlamaOptions llama_options(const ModelChoice& choice);

/// Settings with everything that the machine decided, and what they led to.
Facts engine_facts(const LlamaLanguageModel& model, const ModelFile& file);

/// The settings that a run was made with. Throws Error if the command line asks for others.
LlamaOptions options_of_run(const ModelChoice& choice, const Facts& facts,
                            const std::string& store);

}  // namespace tangram
