#include <ggml.h>
#include <gguf.h>
#include <gtest/gtest.h>

#include <memory>

#include "llama/testing.h"

namespace tangram {
namespace {

/// Rows of token_embd.weight as the file has them, de-quantised: width x tokens.
Eigen::MatrixXf rows_of_file(const std::filesystem::path& path, const std::vector<Token>& tokens) {
  ggml_context* tensors = nullptr;
  gguf_context* file = gguf_init_from_file(path.c_str(), {.no_alloc = false, .ctx = &tensors});
  EXPECT_NE(file, nullptr);
  const ggml_tensor* embedding = ggml_get_tensor(tensors, "token_embd.weight");
  Eigen::MatrixXf out(embedding->ne[0], static_cast<Eigen::Index>(tokens.size()));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const char* row = static_cast<const char*>(embedding->data) +
                      static_cast<std::size_t>(tokens[i]) * embedding->nb[1];
    float* column = out.col(static_cast<Eigen::Index>(i)).data();
    if (embedding->type == GGML_TYPE_F32)
      std::copy_n(reinterpret_cast<const float*>(row), embedding->ne[0], column);
    else
      ggml_get_type_traits(embedding->type)->to_float(row, column, embedding->ne[0]);
  }
  gguf_free(file);
  ggml_free(tensors);
  return out;
}

const std::vector<Site> kEmbedding = {{SiteKind::residual, 0}};

// Architecture "llama" scales nothing: layer 0 is the file's row, bit by bit, in every type, with
// the output matrix tied or not, in a model whose state cannot be cut back too.
TEST(LlamaEmbedding, IsTheFilesRowDequantised) {
  const std::vector<Token> tokens = {7, 300, 7, 12, 1};
  std::vector<std::vector<Token>> paths;
  for (const Token token : tokens) paths.push_back({token});
  for (const char* type : {"f32", "f16", "q8_0", "q4_k"})
    for (const bool tied : {false, true}) {
      RandomModel file({.width = 256, .feed_forward = 256, .tied = tied, .type = type});
      const auto states = file.load().read_last(paths, kEmbedding, {});
      const Eigen::MatrixXf expected = rows_of_file(file.path, tokens);
      ASSERT_EQ(states.size(), paths.size());
      for (std::size_t i = 0; i < paths.size(); ++i)
        EXPECT_EQ(states[i], expected.col(static_cast<Eigen::Index>(i))) << type << i;
    }
  RandomModel file({.kind = RandomGguf::Kind::recurrent});
  EXPECT_EQ(file.load().read_last(paths, kEmbedding, {})[1], rows_of_file(file.path, {300}));
}

TEST(LlamaEmbedding, IsThatOfTheLastTokenWhateverStandsBeforeAndBesideOtherLayers) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const std::vector<std::vector<Token>> paths = {{1, 5, 9}, {9}, {1, 9, 5}};
  const auto alone = model.read_last(paths, kEmbedding, {});
  EXPECT_EQ(alone[0], alone[1]);
  EXPECT_NE(alone[0], alone[2]);
  const std::vector<Site> both = {
      {SiteKind::residual, 2}, {SiteKind::residual, 0}, {SiteKind::residual, 1}};
  const auto states = model.read_last(paths, both, {});
  const std::vector<Site> deep = {{SiteKind::residual, 1}, {SiteKind::residual, 2}};
  const auto others = model.read_last(paths, deep, {});
  for (std::size_t i = 0; i < paths.size(); ++i) {
    EXPECT_EQ(states[i].col(1), alone[i]);
    EXPECT_EQ(states[i].col(0), others[i].col(1));
    EXPECT_EQ(states[i].col(2), others[i].col(0));
  }
}

// 900 tokens: more than one call of the network. A score after it is what it was before it.
TEST(LlamaEmbedding, ReadsAWholeVocabularyAndLeavesScoresAlone) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  std::vector<Token> tokens;
  std::vector<std::vector<Token>> paths;
  for (Token token = 0; token < model.tokenizer().size(); ++token) {
    tokens.push_back(token);
    paths.push_back({token});
  }
  ASSERT_GT(tokens.size(), 512u);
  const std::vector<Path> scored = {{{1, 5, 9, 20, 30}, 1}};
  const auto before = score_all(model, scored);
  const auto states = model.read_last(paths, kEmbedding, {});
  const Eigen::MatrixXf expected = rows_of_file(file.path, tokens);
  for (std::size_t i = 0; i < paths.size(); ++i)
    ASSERT_EQ(states[i], expected.col(static_cast<Eigen::Index>(i))) << i;
  EXPECT_EQ(score_all(model, scored), before);
}

}  // namespace
}  // namespace tangram
