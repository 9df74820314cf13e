#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"
#include "tasks/planted_map.h"

namespace tangram {

/// Options of the task `token_map`.
struct TokenMapOptions {
  std::string g = "random";
  int pairs = 16;
  bool held_out = false;
  int responses = 0;
  int rank = 0;
  int prompt_words = 128;
  int response_words = 64;
  int pool = 1;
  TextFormat format;

  void visit(FieldVisitor& v);
};

/// tau_g on single tokens (Li et al. 2024, table 1): a prompt p is one token, its response g(p)
/// another, and a demonstration shows K pairs (option `pairs`).
///
/// Fixed by tokenizer and options, whatever the study's seed: a pool of prompt words and one of
/// response words, each a single token where it stands (RandomWords), no two alike.
///
/// Drawn, for each draw: the candidates out of the response words, and g.
///   random    K candidates, one for each shown prompt, in random order
///   planted   `responses` candidates; g(p) is the one nearest to W e(p), e a model's token
///             embedding and W a map of rank `rank` drawn anew (PlantedMaps)
///
/// held_out = false, as published: what is asked is shown. The K prompts are the draw's queries
/// and as many more as make K: the same in all draws of a crossed design, where g and the order
/// are drawn, its own in each draw or repeat otherwise. Shots below K show only some of them.
/// held_out = true: one half of the prompt words is shown, the other asked, in every draw. A linear
/// learner can answer if g is planted; a random g gives the asked prompts random candidates:
/// nobody can answer, a floor.
///
/// Demonstration: the K pairs in random order, each once, then uniform draws among them; where
/// held out and planted, first one pair for each candidate, so that from `responses` shots on
/// every answer has been shown. Class balance has no meaning here. Reference questions ask prompt
/// words that the draw does not show. Immutable, thread-safe.
class TokenMap final : public Task<Text> {
 public:
  /// Throws Error without a tokenizer, without a model to read where g is planted, where the
  /// vocabulary has too few words, and on numbers that do not fit each other: more pairs than
  /// prompts or candidates, fewer than 2 prompts to hold out, a rank out of range.
  TokenMap(const TokenMapOptions& options, const Resources& resources);

  std::string id() const override { return id_; }

  /// Throws Error where more queries are asked for than there are, and where none of 1,000 maps
  /// tells the prompts apart (two responses among the asked, every candidate among the shown).
  Episode<Text> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override;

 private:
  /// Prompt words as numbers of the pool. g: an index into `candidates`, -1 where never used.
  struct Drawn {
    std::vector<int> candidates, shown, asked, references, g;
  };

  void plant(OpenModel* model, const Tokenizer& tokenizer);
  int n_shown() const;  // prompt words [0, n_shown()) may be shown
  void draw_published(const Rng& rng, std::uint64_t index, const Shape& shape, Drawn& d) const;
  void draw_held_out(const Rng& rng, std::uint64_t index, const Shape& shape, Drawn& d) const;
  bool tells_apart(const Drawn& d) const;
  void draw_planted(const Rng& rng, Drawn& d) const;
  std::vector<int> draw_references(const Rng& rng, int n, const std::vector<int>& shown) const;

  TokenMapOptions options_;
  int n_candidates_;
  std::vector<std::string> prompts_, responses_;
  std::optional<PlantedMaps> maps_;  // none: g is random
  std::string id_;
};

/// For the catalog.
std::unique_ptr<Task<Text>> make_token_map(const Value& options, const Resources& resources);

}  // namespace tangram
