#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/prompt_tree.h"
#include "store/vector_record.h"

namespace tangram {

/// What is known of a candidate as it was shown, so that every normalisation can be read
/// later: per token, per character, per byte.
struct CandidateInfo {
  std::string word;
  int n_tokens = 0;  // 0: the learner reads no tokens
  int n_chars = 0;   // code points of what was scored: the word; where it is the input, that
  int n_bytes = 0;   // UTF-8
  bool operator==(const CandidateInfo&) const = default;
};

/// The prompts of a variant as one token tree: node i stands after its parent.
struct PromptRecord {
  struct Node {
    int parent = -1;
    std::vector<Token> tokens;
    bool operator==(const Node&) const = default;
  };
  std::vector<Node> nodes;
  bool operator==(const PromptRecord&) const = default;
};

/// One question with its raw answer.
struct QuestionRecord {
  int shots = 0;
  std::uint64_t query = 0;  // names the item across draws
  int truth = -1;           // index of the right candidate; -1: a reference question
  int candidate_set = 0;    // index into VariantRecord::candidate_sets
  std::vector<std::vector<double>> candidate_logps;  // nats, absolute, per token
  std::vector<int> leaf;         // per candidate: its node in the prompt tree; empty: none
  std::vector<int> scored_from;  // per candidate: position of its first scored token
  bool operator==(const QuestionRecord&) const = default;
};

struct VariantRecord {
  std::vector<std::vector<CandidateInfo>> candidate_sets;
  std::vector<QuestionRecord> questions;
  PromptRecord prompt;
  bool operator==(const VariantRecord&) const = default;
};

/// All that a work unit brought. Text: one record a variant (the rotations of g), for each of the
/// draw's demonstrations in turn. Vectors: the answers.
struct UnitRecord {
  std::vector<VariantRecord> variants;
  VectorRecord vectors = {};
  bool operator==(const UnitRecord&) const = default;
};

/// The byte form of docs/store-format.md: versioned, little-endian, exact. decode_record
/// throws Error on any byte string that encode_record did not make (fuzzed in the tests).
std::string encode_record(const UnitRecord& record);
UnitRecord decode_record(std::string_view bytes);

/// The tree of a variant's candidate paths, and each path's leaf in it.
PromptRecord make_prompt_record(const std::vector<Path>& paths, std::vector<int>& leaf);

/// The tokens from the root to a node, in order.
std::vector<Token> prompt_tokens(const PromptRecord& prompt, int leaf);

}  // namespace tangram
