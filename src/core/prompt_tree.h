#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/language_model.h"

namespace tangram {

/// The radix tree of a set of paths: what there is to evaluate when each shared prefix is
/// evaluated once. Plan, bench bound, engine and server agree on it.
struct PromptTree {
  struct Node {
    int parent = -1;         // index of a node that stands before this one; -1: the root
    int begin = 0, end = 0;  // tokens [begin, end) of path `path`, absolute positions
    std::size_t path = 0;    // a path that passes through this node
  };
  std::vector<Node> nodes;         // in depth-first order, children by ascending first token
  std::vector<int> leaf;           // per path: the node that holds its last token
  std::vector<std::size_t> order;  // the paths in depth-first order (ascending by tokens)

  /// Tokens to evaluate: the last token of a path is scored, not evaluated, unless another
  /// path goes on from it or scores after it.
  std::size_t n_tokens = 0;
};

/// Pure. O(total tokens * log paths).
PromptTree make_tree(std::span<const Path> paths);

}  // namespace tangram
