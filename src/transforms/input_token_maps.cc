#include "transforms/input_token_maps.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "transforms/input_tokens.h"

namespace tangram {
namespace {

template <class Options>
std::string id_text(const char* name, const Options& options, const TokenVocabulary& vocabulary) {
  return fmt::format("{}({}, tokenizer={})", name, options_text(options),
                     vocabulary.tokenizer().fingerprint());
}

/// Every input as tokens, each token through h; an empty h leaves them as they are.
void map_tokens(Problem<Text>& problem, const Tokenizer& tokenizer, const TokenMap& h,
                const char* user) {
  InputTokens tokens(tokenizer, problem.format, user);
  replace_inputs(problem, [&](const TextInput& x) {
    TokenSegment segment = tokens(x);
    if (!h.empty())
      for (Token& id : segment.ids) id = h[static_cast<std::size_t>(id)];
    return segment;
  });
}

}  // namespace

PermuteInputTokens::PermuteInputTokens(Options options, const Resources& resources)
    : options_(std::move(options)), vocabulary_(resources.tokenizer, options_.scope, kName) {}

std::string PermuteInputTokens::id() const { return id_text(kName, options_, vocabulary_); }

Episode<Text> PermuteInputTokens::apply(Episode<Text> episode, const Rng& rng, int) const {
  TokenMap h;
  if (!options_.identity) h = draw_bijection(vocabulary_, options_.fraction, rng.at("h"));
  map_tokens(episode.problem, vocabulary_.tokenizer(), h, kName);
  return episode;
}

MergeInputTokens::MergeInputTokens(Options options, const Resources& resources)
    : options_(std::move(options)), vocabulary_(resources.tokenizer, options_.scope, kName) {
  require((options_.classes > 0) != (options_.merge > 0),
          "{}: give either classes (now {}) or merge (now {}), above 0", kName, options_.classes,
          options_.merge);
}

std::string MergeInputTokens::id() const { return id_text(kName, options_, vocabulary_); }

std::int64_t MergeInputTokens::n_images() const {
  const std::int64_t n = vocabulary_.n_eligible();
  const auto least = static_cast<std::int64_t>(vocabulary_.classes().size());
  if (options_.merge > 0)
    return std::max<std::int64_t>(
        least, std::llround(std::pow(static_cast<double>(n), 1 - options_.merge)));
  require(options_.classes >= least && options_.classes <= n,
          "{}: classes is {}, but must be from {} to {}, the vocabulary's eligible tokens", kName,
          options_.classes, least, n);
  return options_.classes;
}

Episode<Text> MergeInputTokens::apply(Episode<Text> episode, const Rng& rng, int) const {
  const TokenMap h = draw_merging_map(vocabulary_, n_images(), rng.at("h"));
  map_tokens(episode.problem, vocabulary_.tokenizer(), h, kName);
  return episode;
}

FreshInputTokens::FreshInputTokens(Options options, const Resources& resources)
    : options_(std::move(options)), vocabulary_(resources.tokenizer, options_.scope, kName) {}

std::string FreshInputTokens::id() const { return id_text(kName, options_, vocabulary_); }

TokenSegment FreshInputTokens::drawn(TokenSegment segment, Rng rng) const {
  for (Token& id : segment.ids) {
    const int c = vocabulary_.class_of(id);
    if (c < 0) continue;
    const auto& from = vocabulary_.classes()[static_cast<std::size_t>(c)];
    id = from[rng.below(from.size())];
  }
  return segment;
}

Episode<Text> FreshInputTokens::apply(Episode<Text> episode, const Rng& rng, int) const {
  auto& problem = episode.problem;
  InputTokens tokens(vocabulary_.tokenizer(), problem.format, kName);
  const Rng stream = rng.at("h").at(episode.index);  // per_query: a draw holds many episodes
  for (std::size_t i = 0; i < problem.demonstration.size(); ++i) {
    TextInput& x = problem.demonstration[i].x;
    x = drawn(tokens(x), stream.at("demonstration").at(i));
  }
  TANGRAM_CHECK(episode.query.size() == problem.questions.size());
  for (std::size_t q = 0; q < problem.questions.size(); ++q) {
    auto& [shots, x, candidates, reference] = problem.questions[q];
    x = drawn(tokens(x), stream.at(reference ? "reference" : "query").at(episode.query[q]));
  }
  return episode;
}

}  // namespace tangram
