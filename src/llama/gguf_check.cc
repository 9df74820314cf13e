#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/unicode.h"
#include "llama/gguf_header.h"

namespace tangram {

namespace {

/// Numbers on which llama.cpp would divide by zero, run out of memory or end the program.
void check_sizes(const GgufHeader& header, const std::filesystem::path& path) {
  struct Range {
    const char* key;
    std::int64_t least, most;
  };
  for (const auto& [key, least, most] :
       {Range{"block_count", 1, 1 << 12}, Range{"embedding_length", 1, 1 << 20},
        Range{"context_length", 1, 1 << 30}, Range{"feed_forward_length", 0, 1 << 24},
        Range{"attention.head_count", 0, 1 << 16}, Range{"attention.head_count_kv", 0, 1 << 16}}) {
    const std::int64_t value = header.number(key, least);
    require(value >= least && value <= most, "{}: damaged GGUF file: {}.{} = {}", path.string(),
            header.architecture, key, value);
  }
  for (const auto& [key, value] : header.reals) {
    const bool epsilon = key.ends_with("epsilon");
    require(!epsilon || (value >= 0.0 && value <= 1.0), "{}: damaged GGUF file: {} = {}",
            path.string(), shown(key), value);
  }
}

}  // namespace

void check_language_model(const GgufHeader& header, const std::filesystem::path& path) {
  const std::string& arch = header.architecture;
  require(!arch.empty(), "{}: no general.architecture: not a language model", path.string());
  const bool encoder = arch.find("bert") != std::string::npos || arch.starts_with("t5") ||
                       arch == "clip" || arch.find("embedding") != std::string::npos ||
                       header.number("pooling_type", 0) != 0 ||
                       header.number("attention.causal", 1) == 0;
  require(!encoder,
          "{}: '{}' is an embedding model or an encoder: it gives no next-token probabilities; "
          "give a causal language model",
          path.string(), arch);
  const auto tokens = header.array_sizes.find("tokenizer.ggml.tokens");
  require(tokens != header.array_sizes.end() && tokens->second > 0,
          "{}: the model has no vocabulary (tokenizer.ggml.tokens)", path.string());
  check_sizes(header, path);
}

}  // namespace tangram
