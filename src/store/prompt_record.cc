#include "base/check.h"
#include "store/record.h"

namespace tangram {

PromptRecord make_prompt_record(const std::vector<Path>& paths, std::vector<int>& leaf) {
  const PromptTree tree = make_tree(paths);
  PromptRecord prompt;
  prompt.nodes.reserve(tree.nodes.size());
  for (const PromptTree::Node& node : tree.nodes) {
    const std::vector<Token>& tokens = paths[node.path].tokens;
    prompt.nodes.push_back({node.parent, {tokens.begin() + node.begin, tokens.begin() + node.end}});
  }
  leaf = tree.leaf;
  return prompt;
}

std::vector<Token> prompt_tokens(const PromptRecord& prompt, int leaf) {
  TANGRAM_CHECK(leaf >= 0 && static_cast<std::size_t>(leaf) < prompt.nodes.size());
  std::vector<int> chain;
  std::size_t n = 0;
  for (int i = leaf; i >= 0; i = prompt.nodes[static_cast<std::size_t>(i)].parent) {
    chain.push_back(i);
    n += prompt.nodes[static_cast<std::size_t>(i)].tokens.size();
  }
  std::vector<Token> tokens;
  tokens.reserve(n);
  for (auto i = chain.rbegin(); i != chain.rend(); ++i) {
    const std::vector<Token>& part = prompt.nodes[static_cast<std::size_t>(*i)].tokens;
    tokens.insert(tokens.end(), part.begin(), part.end());
  }
  return tokens;
}

}  // namespace tangram
