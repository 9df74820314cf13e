#pragma once

#include <cstdint>
#include <string>

#include "core/resources.h"
#include "core/task.h"
#include "transforms/token_vocabulary.h"

namespace tangram {

struct PermuteInputTokensOptions {
  bool identity = false;
  double fraction = 1;
  TokenScope scope;

  void visit(FieldVisitor& v) {
    v({.name = "identity",
       .help = "inputs become token ids but no token moves: the arm that measures the seam"},
      identity);
    v({.name = "fraction",
       .help = "share of the vocabulary that h moves, the rest stays; 1: all of it",
       .min = 0,
       .max = 1},
      fraction);
    scope.visit(v);
  }
};

/// tau_PA = tau o h^-1 (Li et al. 2024): every input is written h(x), token by token, in
/// what is shown and in what is asked; labels and truth stay.
///
/// h is a true bijection, drawn uniformly in every draw from rng.at("h"), on the eligible
/// tokens of TokenVocabulary; a label word inside an input is permuted like any other. Only
/// x is mapped, so the ids of template, separators and candidates are untouched, and an
/// input's ids are those it has in the prompt (InputTokens).
class PermuteInputTokens final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "permute_input_tokens";
  using Options = PermuteInputTokensOptions;

  /// Throws Error if there is no tokenizer.
  PermuteInputTokens(Options options, const Resources& resources);

  std::string id() const override;
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  PermuteInputTokensOptions options_;
  TokenVocabulary vocabulary_;
};

struct MergeInputTokensOptions {
  std::int64_t classes = 0;
  double merge = 0;
  TokenScope scope;

  void visit(FieldVisitor& v) {
    v({.name = "classes",
       .help = "number of different tokens that inputs are written in; 0: `merge` says",
       .min = 0},
      classes);
    v({.name = "merge",
       .help = "share of the vocabulary's bits that is lost, in (0, 1]: n tokens become n^(1 - "
               "merge); 1: all tokens become one; 0: `classes` says",
       .min = 0,
       .max = 1},
      merge);
    scope.visit(v);
  }
};

/// The control with an h that is not injective, graded: inputs are mapped as in
/// PermuteInputTokens, but eligible tokens share images (draw_merging_map). What was told
/// apart by a token is told apart no longer; length, format and labels stay. In the limit
/// of as many images as tokens it is PermuteInputTokens under the same stream.
/// Compare Fang et al. 2025 (ICL Ciphers), bijective against non-bijective.
class MergeInputTokens final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "merge_input_tokens";
  using Options = MergeInputTokensOptions;

  /// Throws Error unless exactly one of classes and merge is given, or without a tokenizer.
  MergeInputTokens(Options options, const Resources& resources);

  std::string id() const override;

  /// Throws Error if `classes` is more than the eligible tokens.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  std::int64_t n_images() const;

  MergeInputTokensOptions options_;
  TokenVocabulary vocabulary_;
};

struct FreshInputTokensOptions {
  TokenScope scope;

  void visit(FieldVisitor& v) { scope.visit(v); }
};

/// The control that carries no text: each occurrence of a token that carries text becomes
/// an independent, uniformly drawn eligible token. Only the number of tokens is left.
/// Streams are named by example and by query: a query has the same ids at every number of
/// shots, and adding shots or queries moves no other draw.
class FreshInputTokens final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "fresh_input_tokens";
  using Options = FreshInputTokensOptions;

  /// Throws Error if there is no tokenizer.
  FreshInputTokens(Options options, const Resources& resources);

  std::string id() const override;
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  TokenSegment drawn(TokenSegment segment, Rng rng) const;

  FreshInputTokensOptions options_;
  TokenVocabulary vocabulary_;
};

}  // namespace tangram
