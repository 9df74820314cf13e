#pragma once

#include <string>

#include "base/options.h"

namespace tangram {

/// How a GGUF model is run. Everything but `bos` goes into the model's fingerprint.
struct LlamaOptions {
  int threads = 0;
  int context = 0;
  std::string kv_type = "f16";
  int gpu_layers = 0;
  std::string exactness = "strict";
  std::string bos = "auto";

  void visit(FieldVisitor& v) {
    v({.name = "threads", .help = "threads of the model; 0: as many as there are cores", .min = 0},
      threads);
    v({.name = "context",
       .help = "tokens of the longest path; 0: the context that the model was trained with. "
               "Memory is taken for the longest path that comes, not for this number",
       .min = 0},
      context);
    v({.name = "kv_type", .help = "number type of the KV cache", .choices = {"f16", "f32"}},
      kv_type);
    v({.name = "gpu_layers",
       .help = "layers on the GPU, where llama.cpp was built with one; -1: all",
       .min = -1},
      gpu_layers);
    v({.name = "exactness",
       .help = "strict: shared prefixes are evaluated once, if a probe at load shows that this "
               "changes no bit, else as whole; whole: each path is evaluated from its start",
       .choices = {"strict", "whole"}},
      exactness);
    v({.name = "bos",
       .help = "the token that begins a document: auto (what the model's file says), none, or a "
               "token's number"},
      bos);
  }
};

}  // namespace tangram
