#include "tasks/token_map.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "base/hash.h"
#include "core/random_words.h"
#include "core/token_embeddings.h"
#include "tasks/questions.h"
#include "tasks/sampling.h"

namespace tangram {
namespace {

constexpr int kDefaultResponses = 4, kDefaultRank = 2;
constexpr std::uint64_t kTries = 1000;

std::size_t place(int i) { return static_cast<std::size_t>(i); }

std::vector<std::string> words_in(const Tokenizer& tokenizer, const PromptSlot& slot, int n,
                                  const std::vector<std::string>& taken, const Rng& rng) {
  RandomWords words(tokenizer, slot, {}, taken, rng);
  std::vector<std::string> out;
  while (static_cast<int>(out.size()) < n) {
    const auto word = words.next();
    require(word.has_value(),
            "token_map: {} words are asked for that are single tokens where they stand, but the "
            "vocabulary has only {}; ask for fewer (prompt_words, response_words)",
            n, out.size());
    out.push_back(*word);
  }
  return out;
}

std::vector<Token> ids_in(const Tokenizer& tokenizer, const PromptSlot& slot,
                          const std::vector<std::string>& words) {
  std::vector<Token> out;
  for (const std::string& word : words) {
    const auto tokens = tokens_in_slot(tokenizer, slot, word);
    TANGRAM_CHECK(tokens.size() == 1);  // RandomWords promises it
    out.push_back(tokens.front());
  }
  return out;
}

std::string bytes_of(const Eigen::MatrixXd& m) {
  return {reinterpret_cast<const char*>(m.data()),
          static_cast<std::size_t>(m.size()) * sizeof(double)};
}

}  // namespace

void TokenMapOptions::visit(FieldVisitor& v) {
  v({.name = "g",
     .help = "The map: 'random', or 'planted': the response nearest to a linear map of the "
             "prompt's embedding.",
     .choices = {"random", "planted"}},
    g);
  v({.name = "pairs", .help = "Pairs that a demonstration shows.", .min = 2, .max = 32}, pairs);
  v({.name = "held_out",
     .help = "Ask prompts that no demonstration shows; false: those that it shows."},
    held_out);
  v({.name = "responses",
     .help = "planted: candidates, from 2 to the number of pairs; 0: 4. A random g has as many as "
             "pairs.",
     .min = 0},
    responses);
  v({.name = "rank", .help = "planted: rank of the linear map; 0: 2.", .min = 0}, rank);
  v({.name = "prompt_words",
     .help = "Words in the pool of prompts; where held_out, the second half of them is asked.",
     .min = 2,
     .max = 4096},
    prompt_words);
  v({.name = "response_words",
     .help = "Words in the pool that candidates are drawn from.",
     .min = 2,
     .max = 4096},
    response_words);
  v({.name = "pool", .help = "Which pools: another number gives other words.", .min = 0}, pool);
  v({.name = "example", .help = "How a pair is written."}, format.example);
  v({.name = "separator", .help = "What stands between pairs."}, format.separator);
}

TokenMap::TokenMap(const TokenMapOptions& options, const Resources& resources)
    : options_(options), n_candidates_(options.pairs) {
  const bool planted = options.g == "planted";
  require(
      planted || (options.responses == 0 && options.rank == 0),
      "token_map: a random g reads neither responses nor rank; leave them out, or g = 'planted'");
  if (planted) {
    if (options_.responses == 0) options_.responses = std::min(kDefaultResponses, options.pairs);
    if (options_.rank == 0) options_.rank = kDefaultRank;
    n_candidates_ = options_.responses;
    require(n_candidates_ >= 2 && n_candidates_ <= options.pairs,
            "token_map: responses = {} must be from 2 to the number of pairs, {}", n_candidates_,
            options.pairs);
  }
  require(n_candidates_ <= options.response_words,
          "token_map: {} candidates need as many response words, but response_words = {}",
          n_candidates_, options.response_words);
  require(!options.held_out || options.prompt_words >= 4,
          "token_map: prompt_words = {} leaves fewer than 2 prompts to hold out; give at least 4",
          options.prompt_words);
  require(options.pairs <= n_shown(),
          "token_map: {} pairs need as many prompts, but {} of prompt_words = {} may be shown",
          options.pairs, n_shown(), options.prompt_words);
  require(resources.tokenizer != nullptr,
          "token_map: words are drawn from a tokenizer, and this command has none; give --model "
          "FILE.gguf");
  const Tokenizer& tokenizer = *resources.tokenizer;
  const Rng rng = Rng(static_cast<std::uint64_t>(options.pool)).at("token_map");
  prompts_ =
      words_in(tokenizer, input_slot(options.format), options.prompt_words, {}, rng.at("prompts"));
  responses_ = words_in(tokenizer, label_slot(options.format), options.response_words, prompts_,
                        rng.at("responses"));
  id_ = fmt::format("token_map(version=1, {}, tokenizer={}", options_text(options_),
                    tokenizer.fingerprint());
  if (planted) plant(resources.open_model, tokenizer);
  id_ += ")";
}

void TokenMap::plant(OpenModel* model, const Tokenizer& tokenizer) {
  require(model != nullptr,
          "token_map: g = 'planted' reads a model's embeddings, and this command has none; give "
          "--model FILE.gguf");
  const auto prompt_ids = ids_in(tokenizer, input_slot(options_.format), prompts_);
  const auto response_ids = ids_in(tokenizer, label_slot(options_.format), responses_);
  const Eigen::MatrixXd prompts = token_embeddings(*model, prompt_ids);
  Eigen::MatrixXd responses = token_embeddings(*model, response_ids);
  id_ += ", embeddings=" + sha256(bytes_of(prompts) + bytes_of(responses));
  maps_.emplace(prompts, std::move(responses), options_.rank);
}

int TokenMap::n_shown() const {
  return options_.prompt_words - (options_.held_out ? options_.prompt_words / 2 : 0);
}

Episode<Text> TokenMap::draw(const Rng& rng, std::uint64_t index, const Shape& shape) const {
  check_shape(shape, "token_map", {.domain_words = false});
  Drawn d;
  d.candidates =
      permutation_prefix(rng.at("responses").at(index), options_.response_words, n_candidates_);
  d.g.assign(prompts_.size(), -1);
  if (options_.held_out)
    draw_held_out(rng, index, shape, d);
  else
    draw_published(rng, index, shape, d);
  d.references = draw_references(rng.at("references").at(index), shape.references.pool, d.shown);

  auto words = std::make_shared<std::vector<std::string>>();
  for (const int c : d.candidates) words->push_back(responses_[place(c)]);
  const Candidates candidates = words;
  Episode<Text> episode{id_, index, {{}, {}, options_.format}, {}, {}};
  Rng repeats = rng.at("demo").at(index).at("repeats");
  for (int i = 0; i < shape.shots.back(); ++i) {
    const int pair =
        i < options_.pairs
            ? i
            : static_cast<int>(repeats.below(static_cast<std::uint64_t>(options_.pairs)));
    const int p = d.shown[place(pair)];
    episode.problem.demonstration.push_back({prompts_[place(p)], candidates, d.g[place(p)]});
  }
  std::vector<AskedItem> items;
  for (const int p : d.asked)
    items.push_back({prompts_[place(p)], static_cast<std::uint64_t>(p), d.g[place(p)]});
  for (const int p : d.references)
    items.push_back(
        {prompts_[place(p)], reference_number(ReferenceKind::pool, static_cast<std::uint64_t>(p))});
  append_questions(items, candidates, shape.shots, episode);
  return episode;
}

void TokenMap::draw_published(const Rng& rng, std::uint64_t index, const Shape& shape,
                              Drawn& d) const {
  require(
      shape.queries <= options_.pairs,
      "token_map: {} queries were asked for, but only the prompts of the {} pairs can be asked; "
      "ask for fewer, or set held_out = true",
      shape.queries, options_.pairs);
  d.shown =
      permutation_prefix(query_stream(rng, index, shape), options_.prompt_words, options_.pairs);
  d.asked = asked_in_draw({d.shown.begin(), d.shown.begin() + shape.queries}, index, shape);
  if (maps_) {
    draw_planted(rng.at("map").at(index), d);
  } else {
    const auto g = permutation_prefix(rng.at("g").at(index), options_.pairs, options_.pairs);
    for (std::size_t i = 0; i < g.size(); ++i) d.g[place(d.shown[i])] = g[i];
  }
  Rng order = rng.at("demo").at(index);
  order.shuffle(d.shown);
}

void TokenMap::draw_held_out(const Rng& rng, std::uint64_t index, const Shape& shape,
                             Drawn& d) const {
  const int n_asked = options_.prompt_words - n_shown();
  require(shape.queries <= n_asked,
          "token_map: {} queries were asked for, but {} prompts are held out; ask for fewer, or "
          "give more prompt_words",
          shape.queries, n_asked);
  d.asked = asked_in_draw(
      permutation_prefix(query_stream(rng, index, shape), n_asked, shape.queries), index, shape);
  for (int& p : d.asked) p += n_shown();
  const auto order = permutation_prefix(rng.at("demo").at(index), n_shown(), n_shown());
  if (!maps_) {
    d.shown.assign(order.begin(), order.begin() + options_.pairs);
    const Rng stream = rng.at("g").at(index);
    const auto g = permutation_prefix(stream, options_.pairs, options_.pairs);
    for (std::size_t i = 0; i < g.size(); ++i) d.g[place(d.shown[i])] = g[i];
    for (const int p : d.asked)
      d.g[place(p)] = static_cast<int>(
          stream.at("asked").at(static_cast<std::uint64_t>(p)).below(d.candidates.size()));
    return;
  }
  draw_planted(rng.at("map").at(index), d);
  std::set<int> seen;
  std::vector<int> others;
  for (const int p : order) (seen.insert(d.g[place(p)]).second ? d.shown : others).push_back(p);
  d.shown.insert(d.shown.end(), others.begin(), others.end());
  d.shown.resize(place(options_.pairs));
}

bool TokenMap::tells_apart(const Drawn& d) const {
  if (!options_.held_out) {
    std::set<int> met;
    for (const int p : d.shown) met.insert(d.g[place(p)]);
    return met.size() >= 2;
  }
  const auto middle = d.g.begin() + n_shown();
  const std::set<int> shown(d.g.begin(), middle), asked(middle, d.g.end());
  return static_cast<int>(shown.size()) == n_candidates_ && asked.size() >= 2;
}

void TokenMap::draw_planted(const Rng& rng, Drawn& d) const {
  for (std::uint64_t i = 0; i < kTries; ++i) {
    d.g = maps_->draw(d.candidates, rng.at(i));
    if (tells_apart(d)) return;
  }
  fail(
      "token_map: none of {} maps of rank {} takes the prompts to all of {} responses; give fewer "
      "responses, a higher rank or more prompt_words",
      kTries, options_.rank, n_candidates_);
}

std::vector<int> TokenMap::draw_references(const Rng& rng, int n,
                                           const std::vector<int>& shown) const {
  const int left = n_shown() - options_.pairs;
  require(n <= left,
          "token_map: {} references need as many prompts that are not shown, but there "
          "are {}; give more prompt_words",
          n, left);
  return permutation_without(rng, n_shown(), n, shown);
}

std::unique_ptr<Task<Text>> make_token_map(const Value& options, const Resources& resources) {
  return std::make_unique<TokenMap>(parse_options<TokenMapOptions>(options, "token_map"),
                                    resources);
}

}  // namespace tangram
