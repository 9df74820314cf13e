#include "core/prompt_tree.h"

#include <algorithm>
#include <numeric>

namespace tangram {

namespace {

std::size_t common_prefix(const std::vector<Token>& a, const std::vector<Token>& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}

/// A node as it is found: along the path at position `first` of the order. `parent` indexes the
/// nodes as found.
struct Draft {
  int parent;
  int begin, end;
  std::size_t first;
};

/// The open nodes, from the root to the last token of the path read last.
class Builder {
 public:
  /// Adds the path at position `i` of the order, which shares `shared` tokens with the one
  /// before it. Returns the node of its last token, or -1 if it has none.
  int add(std::size_t i, int shared, int size) {
    while (!open_.empty() && drafts_[open_.back()].begin >= shared) open_.pop_back();
    if (!open_.empty() && drafts_[open_.back()].end > shared) split(shared);
    if (size > shared) {
      drafts_.push_back({open_.empty() ? -1 : static_cast<int>(open_.back()), shared, size, i});
      open_.push_back(drafts_.size() - 1);
    }
    return open_.empty() ? -1 : static_cast<int>(open_.back());
  }

  std::vector<Draft> drafts() && { return std::move(drafts_); }

 private:
  /// Cuts the last open node in two at `end`; the upper part stays open. The lower part keeps
  /// its index, because children and leaves point to it.
  void split(int end) {
    Draft& lower = drafts_[open_.back()];
    const Draft upper{lower.parent, lower.begin, end, lower.first};
    lower.parent = static_cast<int>(drafts_.size());
    lower.begin = end;
    drafts_.push_back(upper);
    open_.back() = drafts_.size() - 1;
  }

  std::vector<Draft> drafts_;
  std::vector<std::size_t> open_;
};

/// Depth-first order is (first path, begin): a node's paths are consecutive, and an ancestor
/// begins earlier on the same or an earlier path. Returns new index by old.
std::vector<int> depth_first(const std::vector<Draft>& drafts, std::vector<std::size_t>& order) {
  order.resize(drafts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(drafts[a].first, drafts[a].begin) <
           std::pair(drafts[b].first, drafts[b].begin);
  });
  std::vector<int> place(drafts.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<int>(i);
  return place;
}

}  // namespace

PromptTree make_tree(std::span<const Path> paths) {
  PromptTree tree;
  tree.order.resize(paths.size());
  std::iota(tree.order.begin(), tree.order.end(), std::size_t{0});
  std::stable_sort(tree.order.begin(), tree.order.end(),
                   [&](std::size_t a, std::size_t b) { return paths[a].tokens < paths[b].tokens; });

  Builder builder;
  std::vector<int> found(paths.size());
  std::size_t rows_before = 0;  // rows (tokens but the last) of the path before
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::vector<Token>& tokens = paths[tree.order[i]].tokens;
    const std::size_t shared = i == 0 ? 0 : common_prefix(paths[tree.order[i - 1]].tokens, tokens);
    found[i] = builder.add(i, static_cast<int>(shared), static_cast<int>(tokens.size()));
    const std::size_t rows = tokens.empty() ? 0 : tokens.size() - 1;
    tree.n_tokens += rows - std::min({rows, shared, rows_before});
    rows_before = rows;
  }

  const std::vector<Draft> drafts = std::move(builder).drafts();
  std::vector<std::size_t> by_place;
  const std::vector<int> place = depth_first(drafts, by_place);
  for (std::size_t d : by_place)
    tree.nodes.push_back(
        {drafts[d].parent < 0 ? -1 : place[static_cast<std::size_t>(drafts[d].parent)],
         drafts[d].begin, drafts[d].end, tree.order[drafts[d].first]});
  tree.leaf.resize(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i)
    tree.leaf[tree.order[i]] = found[i] < 0 ? -1 : place[static_cast<std::size_t>(found[i])];
  return tree;
}

}  // namespace tangram
