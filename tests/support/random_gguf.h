#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tangram {

/// A tiny language model with seeded random weights: it knows nothing, and goes through every
/// line of the engine. Its vocabulary reads English: words with the space before them as one
/// token, other words letter by letter, digits, newline, raw bytes.
struct RandomGguf {
  enum class Kind {
    causal,     // architecture "llama"
    recurrent,  // architecture "mamba": its state cannot be cut back
    embedding,  // architecture "bert": no language model
  };
  enum class Vocabulary { spm, bpe };  // as Gemma's, as SmolLM2's

  std::uint64_t seed = 1;
  Kind kind = Kind::causal;
  Vocabulary vocabulary = Vocabulary::spm;
  bool bos = true;            // the model wants BOS
  bool space_prefix = false;  // spm: a space stands before every document
  int layers = 2;
  int width = 64;  // a multiple of `heads`
  int heads = 4;
  int kv_heads = 2;
  int feed_forward = 128;
  int context = 2048;
  bool tied = false;         // the output matrix is the embedding
  std::string type = "f32";  // of the matrices: f32, f16, q8_0, q4_k (width a multiple of 256)
  std::vector<std::string> words = {};     // one token each, beside those that it knows anyway
  std::vector<std::string> controls = {};  // control tokens beside <s> and </s>: the last ids
  std::string chat_template = {};          // empty: none
  std::string name = "random weights";     // llama.cpp reads some habits of a vocabulary in it
};

/// Writes the file. Throws Error if it cannot.
void write_random_gguf(const std::filesystem::path& path, const RandomGguf& model = {});

}  // namespace tangram
