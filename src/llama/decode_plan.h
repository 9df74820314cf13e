#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/language_model.h"

namespace tangram {

/// What the arithmetic of a back-end allows. The kernels of a matrix product differ with its
/// number of rows (one row, a few, many), and different kernels round differently; within a
/// class a row's result does not depend on the other rows. So decodes keep to one class:
struct DecodeRules {
  bool whole = false;      // evaluate each path from its start, in chunks fixed by the path alone
  int min_rows = 16;       // of a decode; shorter ones are padded behind their end
  int max_rows = 512;      // of a decode
  int min_few_reads = 2;   // rows read in a decode for paths that score few tokens: 1 or 2 ..
  int max_few_reads = 7;   // .. to 7: the last layer and the vocabulary see only these rows
  int min_many_reads = 8;  // rows read in a decode for paths that score more than 7 tokens
  int max_reads = 64;      // rows read in any decode: bounds the memory for logits
};

/// The log-probability of tokens[row + 1] of path `path`, read from the logits of `row`.
struct Wanted {
  int row;
  std::size_t path;
};

/// One call of the network: rows [begin, end) of path `path`, behind the rows [0, begin) that
/// are in the cache.
struct DecodeStep {
  std::size_t path = 0;
  int begin = 0, end = 0;
  int padding = 0;             // rows behind `end` that nobody reads, removed afterwards
  std::vector<int> reads;      // rows whose logits are computed, ascending
  std::vector<Wanted> wanted;  // ascending by row
};

/// The decodes that score `paths`, each shared prefix evaluated once, in depth-first order.
/// `cached`: the tokens in the cache now (ignored by whole plans). Pure. Paths must be valid
/// (check_paths). O(total tokens * log paths + paths * depth of the tree).
std::vector<DecodeStep> plan_decodes(std::span<const Path> paths, std::span<const Token> cached,
                                     const DecodeRules& rules);

/// Cuts [begin, end) into pieces of at most `most` rows whose lengths differ by at most one.
std::vector<std::pair<int, int>> balanced(int begin, int end, int most);

}  // namespace tangram
