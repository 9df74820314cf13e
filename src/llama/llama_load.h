#pragma once

#include <filesystem>
#include <memory>

#include "base/log.h"
#include "llama/llama_options.h"

struct llama_model;

namespace tangram {

/// The model of a file whose header was checked (read_gguf_header, check_language_model).
/// options == nullptr: the vocabulary only. Weights are memory-mapped and not repacked: repacked
/// kernels round differently for different numbers of rows. Throws Error with what llama.cpp said.
std::shared_ptr<const llama_model> load_llama_model(const std::filesystem::path& path,
                                                    const LlamaOptions* options, Log& log);

}  // namespace tangram
