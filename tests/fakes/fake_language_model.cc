#include "tests/fakes/fake_language_model.h"

#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/rng.h"
#include "core/prompt_tree.h"

namespace tangram {
namespace {

std::uint64_t hash_of(std::span<const Token> tokens) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (Token t : tokens) h = (h ^ static_cast<std::uint64_t>(t)) * 0x100000001b3ULL;
  return h;
}

}  // namespace

TokenScorer hash_scorer(std::uint64_t seed, int size) {
  return [seed, size](std::span<const Token> prefix, Token next) {
    TANGRAM_CHECK(next >= 0 && next < size);
    Rng rng = Rng(seed).at(hash_of(prefix));
    double sum = 0, own = 0;
    for (Token t = 0; t < size; ++t) {
      const double logit = 3.0 * rng.uniform();
      sum += std::exp(logit);
      if (t == next) own = logit;
    }
    return own - std::log(sum);
  };
}

TokenScorer table_scorer(ScoreTable table, double otherwise) {
  return [table = std::move(table), otherwise](std::span<const Token> prefix, Token next) {
    std::vector<Token> key(prefix.begin(), prefix.end());
    key.push_back(next);
    const auto found = table.find(key);
    return found == table.end() ? otherwise : found->second;
  };
}

StateReader hash_states(std::uint64_t seed) {
  return [seed](std::span<const Token> tokens, int layer, int width) {
    Rng rng = Rng(seed).at(hash_of(tokens)).at(static_cast<std::uint64_t>(layer));
    std::vector<float> out;
    for (int i = 0; i < width; ++i) out.push_back(static_cast<float>(2 * rng.uniform() - 1));
    return out;
  };
}

FakeLanguageModel::FakeLanguageModel(const Tokenizer& tokenizer, FakeModelOptions options)
    : tokenizer_(tokenizer), options_(std::move(options)) {
  if (!options_.scorer) options_.scorer = hash_scorer(1, tokenizer.size());
  if (!options_.states) options_.states = hash_states(1);
}

Outcome FakeLanguageModel::score(std::span<const Path> paths, ScoreSink& sink,
                                 std::stop_token stop) {
  ++score_calls_;
  for (const auto& path : paths) {
    TANGRAM_CHECK(path.scored_from >= 1 && path.scored_from < static_cast<int>(path.tokens.size()));
    require(static_cast<int>(path.tokens.size()) <= options_.context_length,
            "fake model: a path has {} tokens, the context holds {}", path.tokens.size(),
            options_.context_length);
  }
  work_.tokens_evaluated += make_tree(paths).n_tokens;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (stop.stop_requested()) return Outcome::stopped;
    const std::span<const Token> tokens = paths[i].tokens;
    PathScore score;
    for (auto t = static_cast<std::size_t>(paths[i].scored_from); t < tokens.size(); ++t)
      score.token_logps.push_back(options_.scorer(tokens.first(t), tokens[t]));
    work_.tokens_asked += tokens.size();
    ++work_.paths;
    asked_.push_back(paths[i]);
    sink.done(i, std::move(score));
  }
  return Outcome::done;
}

std::vector<Eigen::MatrixXf> FakeLanguageModel::read_last(std::span<const std::vector<Token>> paths,
                                                          std::span<const Site> sites,
                                                          std::stop_token stop) {
  ++read_calls_;
  std::vector<Eigen::MatrixXf> out;
  for (const auto& path : paths) {
    if (stop.stop_requested()) break;
    TANGRAM_CHECK(!path.empty());
    Eigen::MatrixXf states(options_.width, static_cast<Eigen::Index>(sites.size()));
    for (std::size_t s = 0; s < sites.size(); ++s) {
      const auto column = options_.states(path, sites[s].layer, options_.width);
      states.col(static_cast<Eigen::Index>(s)) =
          Eigen::Map<const Eigen::VectorXf>(column.data(), options_.width);
    }
    work_.tokens_evaluated += path.size();
    work_.tokens_asked += path.size();
    ++work_.paths;
    out.push_back(std::move(states));
  }
  return out;
}

}  // namespace tangram
