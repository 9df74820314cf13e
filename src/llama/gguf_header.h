#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace tangram {

/// The metadata of a GGUF file (version 2 or 3, little-endian), read with a bound check at each
/// step before llama.cpp sees the file: what it cannot read is an Error here, not a crash there.
struct GgufHeader {
  std::string architecture;                      // general.architecture
  std::map<std::string, std::int64_t> integers;  // whole numbers and booleans, by key
  std::map<std::string, double> reals;
  std::map<std::string, std::string> strings;
  std::map<std::string, std::uint64_t> array_sizes;

  /// The model has two sets of position factors and takes one by the length of its context.
  bool two_rope_factors = false;

  /// SHA-256 of every pair whose key begins with "tokenizer." but the chat templates.
  std::string vocabulary_sha256;

  /// The number under "<architecture>.<key>"; `fallback` if there is none.
  std::int64_t number(std::string_view key, std::int64_t fallback) const;
};

/// Throws Error: the file cannot be read, is no GGUF file, ends early, a length or count in it
/// is impossible, or a tensor stands outside it.
GgufHeader read_gguf_header(const std::filesystem::path& path);

/// Throws Error unless a causal language model can come of it: no vocabulary, an encoder
/// (embeddings only), impossible sizes.
void check_language_model(const GgufHeader& header, const std::filesystem::path& path);

}  // namespace tangram
