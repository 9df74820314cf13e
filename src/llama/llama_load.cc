#include "llama/llama_load.h"

#include <llama.h>

#include "base/check.h"
#include "base/unicode.h"
#include "llama/llama_log.h"

namespace tangram {

std::shared_ptr<const llama_model> load_llama_model(const std::filesystem::path& path,
                                                    const LlamaOptions* options, Log& log) {
  LlamaLog llama_log(log);
  llama_model_params params = llama_model_default_params();
  params.vocab_only = options == nullptr;
  params.n_gpu_layers = options == nullptr ? 0 : options->gpu_layers;
  params.use_extra_bufts = false;
  params.load_mode = LLAMA_LOAD_MODE_MMAP;
  const LlamaAssertions assertions;
  llama_model* model = llama_model_load_from_file(path.c_str(), params);
  require(model != nullptr, "{}: llama.cpp cannot load this model: {}", path.string(),
          llama_log.errors().empty() ? "no reason given" : shown(llama_log.errors(), 400));
  return {model, [](const llama_model* m) { llama_model_free(const_cast<llama_model*>(m)); }};
}

}  // namespace tangram
