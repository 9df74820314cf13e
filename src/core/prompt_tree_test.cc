#include "core/prompt_tree.h"

#include <gtest/gtest.h>

#include <set>

#include "base/rng.h"

namespace tangram {
namespace {

using Node = PromptTree::Node;

std::vector<Path> paths_of(std::vector<std::vector<Token>> tokens) {
  std::vector<Path> paths;
  for (auto& t : tokens) paths.push_back({std::move(t), 1});
  return paths;
}

/// The definition, counted one by one: distinct prefixes among the tokens that must be evaluated.
std::size_t naive_count(const std::vector<Path>& paths) {
  std::set<std::vector<Token>> prefixes;
  for (const Path& path : paths)
    for (std::size_t n = 1; n < path.tokens.size(); ++n)
      prefixes.insert({path.tokens.begin(), path.tokens.begin() + static_cast<std::ptrdiff_t>(n)});
  return prefixes.size();
}

TEST(PromptTree, NoPathsMakeAnEmptyTree) {
  const PromptTree tree = make_tree({});
  EXPECT_TRUE(tree.nodes.empty());
  EXPECT_TRUE(tree.order.empty());
  EXPECT_EQ(tree.n_tokens, 0u);
}

// The last token is scored by the row of the token before it: 4 tokens need 3 rows.
TEST(PromptTree, OnePathIsOneNodeAndItsLastTokenIsNotEvaluated) {
  const PromptTree tree = make_tree(paths_of({{7, 8, 9, 10}}));
  ASSERT_EQ(tree.nodes.size(), 1u);
  EXPECT_EQ(tree.nodes[0].parent, -1);
  EXPECT_EQ(tree.nodes[0].begin, 0);
  EXPECT_EQ(tree.nodes[0].end, 4);
  EXPECT_EQ(tree.leaf, std::vector<int>{0});
  EXPECT_EQ(tree.n_tokens, 3u);
}

// A prompt 1 2 3 with the labels 4 and 5: the rows of 1, 2 and 3 score both.
TEST(PromptTree, SingleTokenLabelsShareAllTheirRows) {
  const PromptTree tree = make_tree(paths_of({{1, 2, 3, 5}, {1, 2, 3, 4}}));
  ASSERT_EQ(tree.nodes.size(), 3u);
  EXPECT_EQ(tree.nodes[0].end, 3);
  EXPECT_EQ(tree.nodes[1].parent, 0);
  EXPECT_EQ(tree.nodes[1].path, 1u) << "children by ascending first token: 4 before 5";
  EXPECT_EQ(tree.nodes[2].path, 0u);
  EXPECT_EQ(tree.leaf, (std::vector<int>{2, 1}));
  EXPECT_EQ(tree.order, (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(tree.n_tokens, 3u);
}

TEST(PromptTree, TheSamePathTwiceCostsOnceAndEndsInOneLeaf) {
  const PromptTree tree = make_tree(paths_of({{1, 2, 3}, {1, 2, 3}}));
  EXPECT_EQ(tree.nodes.size(), 1u);
  EXPECT_EQ(tree.leaf, (std::vector<int>{0, 0}));
  EXPECT_EQ(tree.n_tokens, 2u);
}

// 1 2 needs the row of 1; 1 2 3 4 needs those of 1, 2, 3: 3 in all.
TEST(PromptTree, APathThatIsAPrefixOfAnotherCostsNothing) {
  const PromptTree tree = make_tree(paths_of({{1, 2, 3, 4}, {1, 2}}));
  ASSERT_EQ(tree.nodes.size(), 2u);
  EXPECT_EQ(tree.nodes[0].end, 2);
  EXPECT_EQ(tree.nodes[1].begin, 2);
  EXPECT_EQ(tree.leaf, (std::vector<int>{1, 0}));
  EXPECT_EQ(tree.n_tokens, 3u);
}

// The last token of 1 2 is evaluated, because 1 2 3 goes on from it and 1 2 9 scores after it:
// rows of 1 and 2.
TEST(PromptTree, ALastTokenIsEvaluatedWhereAnotherPathScoresAfterIt) {
  EXPECT_EQ(make_tree(paths_of({{1, 2}, {1, 2, 3}, {1, 2, 9}})).n_tokens, 2u);
  EXPECT_EQ(make_tree(paths_of({{1, 2}, {1, 3}})).n_tokens, 1u);
}

// The first path is cut twice: at 4 by the second, at 2 by the third.
//   [1 2] -> [3 4] -> [5 6]
//                  -> [7]
//         -> [8]
TEST(PromptTree, ANodeIsCutAgainByALaterBranch) {
  const PromptTree tree = make_tree(paths_of({{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 7}, {1, 2, 8}}));
  ASSERT_EQ(tree.nodes.size(), 5u);
  const std::vector<std::vector<int>> expected = {
      {-1, 0, 2}, {0, 2, 4}, {1, 4, 6}, {1, 4, 5}, {0, 2, 3}};
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ((std::vector<int>{tree.nodes[i].parent, tree.nodes[i].begin, tree.nodes[i].end}),
              expected[i])
        << i;
  EXPECT_EQ(tree.leaf, (std::vector<int>{2, 3, 4}));
  EXPECT_EQ(tree.n_tokens, 5u);  // 1 2 3 4 5
}

TEST(PromptTree, PathsThatShareNothingHaveNoCommonRoot) {
  const PromptTree tree = make_tree(paths_of({{5, 1, 1}, {3, 1}, {4, 2, 2, 2}}));
  EXPECT_EQ(tree.order, (std::vector<std::size_t>{1, 2, 0}));
  for (const Node& node : tree.nodes) EXPECT_EQ(node.parent, -1);
  EXPECT_EQ(tree.n_tokens, 1u + 3u + 2u);
}

// Shots nest: k demonstrations of 3 tokens behind BOS, a query of 2 tokens, one label token. The
// trunk of 2 shots is 1 + 6 rows; at each of 0, 1, 2 shots a query of its own adds 2 rows.
TEST(PromptTree, NestedShotsPayForTheTrunkOnce) {
  std::vector<std::vector<Token>> tokens;
  for (int k = 0; k <= 2; ++k) {
    std::vector<Token> t = {1};
    for (int i = 0; i < k; ++i) t.insert(t.end(), {10 + i, 20, 30});
    t.insert(t.end(), {90, 91, 92});
    tokens.push_back(t);
  }
  EXPECT_EQ(make_tree(paths_of(tokens)).n_tokens, 7u + 3u * 2u);
}

// The bound P + Q (q + C (l - 1)) of a shared prefix: P = 40, Q = 5 queries of q = 6 tokens, C = 3
// labels of l = 4 tokens whose first tokens differ: 40 + 5 (6 + 9) = 115.
TEST(PromptTree, ReachesTheBoundOfASharedPrefixWithLabelsAsBranches) {
  const int P = 40, Q = 5, q = 6, C = 3, l = 4;
  std::vector<std::vector<Token>> tokens;
  for (int i = 0; i < Q; ++i)
    for (int c = 0; c < C; ++c) {
      std::vector<Token> t(P, 1);
      t.push_back(100 + i);
      t.insert(t.end(), q - 1, 7);
      t.push_back(200 + c);
      t.insert(t.end(), l - 1, 8);
      tokens.push_back(t);
    }
  EXPECT_EQ(make_tree(paths_of(tokens)).n_tokens,
            static_cast<std::size_t>(P + Q * (q + C * (l - 1))));
}

TEST(PromptTree, IsTheRadixTreeOfRandomPaths) {
  Rng rng = Rng(5).at("paths");
  for (int round = 0; round < 200; ++round) {
    std::vector<Path> paths(1 + rng.below(12));
    for (Path& path : paths) {
      path.tokens.resize(1 + rng.below(7));
      for (Token& t : path.tokens) t = static_cast<Token>(rng.below(3));
    }
    const PromptTree tree = make_tree(paths);
    EXPECT_EQ(tree.n_tokens, naive_count(paths));
    for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
      const Node& node = tree.nodes[n];
      EXPECT_LT(node.parent, static_cast<int>(n));
      EXPECT_LT(node.begin, node.end);
      if (node.parent >= 0) {
        EXPECT_EQ(tree.nodes[static_cast<std::size_t>(node.parent)].end, node.begin);
      }
    }
    for (std::size_t i = 0; i < paths.size(); ++i) {  // the chain of a leaf spells its path
      std::vector<Token> spelt;
      for (int n = tree.leaf[i]; n >= 0; n = tree.nodes[static_cast<std::size_t>(n)].parent) {
        const Node& node = tree.nodes[static_cast<std::size_t>(n)];
        const auto& from = paths[node.path].tokens;
        spelt.insert(spelt.begin(), from.begin() + node.begin, from.begin() + node.end);
      }
      EXPECT_EQ(spelt, paths[i].tokens);
      if (i > 0) {
        EXPECT_LE(paths[tree.order[i - 1]].tokens, paths[tree.order[i]].tokens);
      }
    }
  }
}

}  // namespace
}  // namespace tangram
