#include "llama/gguf_header.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/files.h"
#include "base/rng.h"
#include "llama/testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

constexpr std::size_t kPairs = 24;  // the first metadata pair

/// What loading says of these bytes; the file's folder is left out.
std::string loading(const std::string& bytes) {
  const TempFolder folder;
  const auto path = folder.write("m.gguf", bytes);
  NullLog log;
  LlamaOptions options;
  options.threads = 1;
  options.exactness = "whole";
  std::string text =
      error_text([&] { LlamaLanguageModel(path, options, log, "hash").tokenizer().encode("a"); });
  if (const auto at = text.find(path.string()); at != std::string::npos)
    text.replace(at, path.string().size(), "m.gguf");
  return text;
}

std::string good_file(const RandomGguf& model = {}) {
  RandomModel file(model);
  return read_file(file.path);
}

template <class T>
std::string with(std::string bytes, std::size_t at, T value) {
  std::memcpy(&bytes[at], &value, sizeof value);
  return bytes;
}

TEST(GgufHeader, ReadsWhatAModelSaysOfItself) {
  RandomModel file({.layers = 3});
  const GgufHeader header = read_gguf_header(file.path);
  EXPECT_EQ(header.architecture, "llama");
  EXPECT_EQ(header.number("block_count", 0), 3);
  EXPECT_EQ(header.number("no_such_key", -5), -5);
  EXPECT_EQ(header.strings.at("tokenizer.ggml.model"), "llama");
  EXPECT_GT(header.array_sizes.at("tokenizer.ggml.tokens"), 500u);
  EXPECT_FALSE(header.two_rope_factors);
}

TEST(GgufHeader, AMissingFileIsNamed) {
  EXPECT_EQ(error_text([] { read_gguf_header("/no/such/model.gguf"); }),
            "/no/such/model.gguf: cannot open the model: No such file or directory");
}

TEST(GgufHeader, AFolderIsNoModel) {
  const TempFolder folder;
  EXPECT_EQ(error_text([&] { read_gguf_header(folder.path()); }),
            folder.path().string() + ": the model must be a file");
}

TEST(GgufHeader, AnEmptyFileIsNoModel) {
  EXPECT_EQ(loading(""), "m.gguf: the file is empty; fetch the model again");
}

TEST(GgufHeader, AFileOfAnotherKindIsNamedByItsBeginning) {
  EXPECT_EQ(loading("{\"weights\": []}"),
            "m.gguf: not a GGUF file (it begins with '{\"we'); give a model converted for "
            "llama.cpp");
  EXPECT_EQ(loading("GG"),
            "m.gguf: not a GGUF file (it begins with 'GG'); give a model converted for llama.cpp");
}

TEST(GgufHeader, AVersionFromAnotherTimeIsRefused) {
  EXPECT_EQ(loading(with(good_file(), 4, std::uint32_t{99})),
            "m.gguf: GGUF version 99, known are 2 and 3");
}

TEST(GgufHeader, ATruncatedFileIsRefusedWhereverItEnds) {
  const std::string good = good_file();
  EXPECT_EQ(loading(good), "no error");
  for (std::size_t size : {std::size_t{5}, std::size_t{20}, std::size_t{200}, good.size() / 40,
                           good.size() / 2, good.size() - 64}) {
    const std::string text = loading(good.substr(0, size));
    EXPECT_NE(text.find("truncated"), std::string::npos) << size << ": " << text;
    EXPECT_NE(text.find("fetch the model again"), std::string::npos) << size << ": " << text;
  }
}

TEST(GgufHeader, ImpossibleLengthsAreRefusedBeforeTheyAreRead) {
  const std::string good = good_file();
  EXPECT_EQ(loading(with(good, kPairs, std::uint64_t{1} << 62)),
            "m.gguf: damaged or truncated GGUF file: a metadata key at byte 32 needs "
            "4611686018427387904 bytes and " +
                std::to_string(good.size() - 32) + " are left; fetch the model again");
  EXPECT_NE(loading(with(good, 16, ~std::uint64_t{0})), "no error") << "number of pairs";
  EXPECT_NE(loading(with(good, 8, ~std::uint64_t{0})), "no error") << "number of tensors";
}

TEST(GgufHeader, ATensorOutsideTheFileIsRefused) {
  const std::string good = good_file();
  const std::size_t name = good.find("blk.0.attn_q.weight");
  const std::size_t offset = name + std::strlen("blk.0.attn_q.weight") + 4 + 16 + 4;
  EXPECT_NE(loading(with(good, offset, std::uint64_t{1} << 40))
                .find("truncated GGUF file: tensor "
                      "'blk.0.attn_q.weight'"),
            std::string::npos);
  EXPECT_NE(loading(with(good, offset - 4, std::uint32_t{4000})).find("has number type 4000"),
            std::string::npos);
}

TEST(GgufHeader, ImpossibleSizesOfTheModelAreRefused) {
  const std::string good = good_file();
  const std::size_t at = good.find("llama.block_count") + std::strlen("llama.block_count") + 4;
  EXPECT_EQ(loading(with(good, at, std::uint32_t{0})),
            "m.gguf: damaged GGUF file: llama.block_count = 0");
  EXPECT_EQ(loading(with(good, at, ~std::uint32_t{0})),
            "m.gguf: damaged GGUF file: llama.block_count = 4294967295");
}

// llama.cpp itself would end the program at the first evaluation.
TEST(GgufHeader, ANegativeEpsilonIsRefused) {
  const std::string key = "llama.attention.layer_norm_rms_epsilon";
  const std::string good = good_file();
  EXPECT_EQ(loading(with(good, good.find(key) + key.size() + 4, -2.0F)),
            "m.gguf: damaged GGUF file: " + key + " = -2");
}

// llama.cpp itself would end the program here: two tokens with the same text.
TEST(GgufHeader, AnAssertionOfLlamaCppIsAnErrorNotTheEnd) {
  std::string bad = good_file();
  const std::size_t token = bad.find("<0x41>");
  bad.replace(token, 6, "<0x42>");
  EXPECT_EQ(loading(bad).substr(0, 47), "m.gguf: llama.cpp cannot load this model: llama");
}

TEST(GgufHeader, AnEmbeddingModelIsRefused) {
  EXPECT_EQ(loading(good_file({.kind = RandomGguf::Kind::embedding})),
            "m.gguf: 'bert' is an embedding model or an encoder: it gives no next-token "
            "probabilities; give a causal language model");
}

TEST(GgufHeader, AModelWithoutAVocabularyIsRefused) {
  std::string bad = good_file();
  bad[bad.find("tokenizer.ggml.tokens")] = 'T';
  EXPECT_EQ(loading(bad), "m.gguf: the model has no vocabulary (tokenizer.ggml.tokens)");
}

TEST(GgufHeader, MutatedHeadersGiveAnErrorOrAModelNeverACrash) {
  const std::string good = good_file({.layers = 1});
  const std::size_t tensors = good.find("token_embd.weight");
  int errors = 0;
  for (std::uint64_t k = 0; k < 60; ++k) {
    Rng rng = Rng(17).at("mutation").at(k);
    std::string bad = good;
    for (std::uint64_t n = 1 + rng.below(3); n > 0; --n) {
      const std::size_t at = rng.below(2) == 0 ? rng.below(500) : tensors - 20 + rng.below(600);
      bad[at] = static_cast<char>(rng.below(256));
    }
    errors += loading(bad) == "no error" ? 0 : 1;
  }
  EXPECT_GT(errors, 30);
}

}  // namespace
}  // namespace tangram
