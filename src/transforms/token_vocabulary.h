#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "base/options.h"
#include "base/rng.h"
#include "core/tokenizer.h"

namespace tangram {

/// Which tokens a token map may touch: options that the maps share, so that an arm and its
/// control are told the same.
struct TokenScope {
  std::string preserve = "none";
  std::vector<std::string> keep;

  void visit(FieldVisitor& v) {
    v({.name = "preserve",
       .help = "space: a token that begins with white space becomes one that does, and the others "
               "others; none: any token becomes any",
       .choices = {"none", "space"}},
      preserve);
    v({.name = "keep",
       .help = "legacy of Li et al. 2024: words whose tokens are left as they are, wherever they "
               "stand in an input"},
      keep);
  }
};

/// What the vocabulary offers to maps of input tokens.
///
/// Eligible: ordinary tokens (Tokenizer::is_ordinary) with a character that is no white
/// space and without control characters such as new lines, less the kept words' tokens. So
/// no map writes a separator into an input or a control token into a prompt. Everything
/// else is a fixed point: white space, control and unused tokens, raw bytes.
///
/// The lists are built on first use, once (one decode a token: about 0.1 s for 262,144).
/// Thread-safe.
class TokenVocabulary {
 public:
  /// `user` names the transformation in the Error thrown if there is no tokenizer.
  TokenVocabulary(const Tokenizer* tokenizer, TokenScope scope, const std::string& user);

  const Tokenizer& tokenizer() const { return tokenizer_; }
  const TokenScope& scope() const { return scope_; }

  /// Eligible ids, ascending, by class: one class, or {no space, space} where scope says so.
  /// Throws Error if nothing is eligible.
  const std::vector<std::vector<Token>>& classes() const;

  std::int64_t n_eligible() const;

  /// Index into classes() of the tokens that may stand for `id`; -1: `id` carries no text or
  /// is kept. Also given for tokens that are not eligible themselves but carry text (raw
  /// bytes): where text must vanish they have to go too.
  int class_of(Token id) const;

 private:
  void build() const;

  const Tokenizer& tokenizer_;
  TokenScope scope_;
  std::string user_;
  mutable std::once_flag built_;
  mutable std::vector<std::vector<Token>> classes_;
  mutable std::vector<std::int8_t> class_of_;  // by id
};

/// h as a table: h[id] for every id of the vocabulary.
using TokenMap = std::vector<Token>;

/// A uniformly drawn bijection of the eligible tokens (within each class) onto themselves,
/// the identity elsewhere; `fraction` in [0, 1]: of them only this share, drawn, is permuted
/// among itself, 1 = all; a larger share contains a smaller one. Fixed points may occur (one
/// in expectation), as in any uniform permutation.
TokenMap draw_bijection(const TokenVocabulary& vocabulary, double fraction, const Rng& rng);

/// The many-to-one version of draw_bijection(.., 1, rng) with `n_images` images in all (at
/// least one a class, at most the eligible): eligible tokens are divided at random into
/// classes of equal size (by at most 1), and all of a class go where the bijection sends
/// one of them. n_images = number of eligible tokens is the bijection itself.
TokenMap draw_merging_map(const TokenVocabulary& vocabulary, std::int64_t n_images, const Rng& rng);

}  // namespace tangram
