#include "llama/llama_language_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "core/prompt_tree.h"
#include "llama/testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

std::vector<Token> join(std::vector<Token> a, const std::vector<Token>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// A review-like text of about n tokens.
std::string text(Rng rng, int n) {
  constexpr const char* kWords[] = {" the", " movie", " good", " bad",  " plot", " story",
                                    " a",   " great", " weak", " gold", " and",  " never"};
  std::string out;
  for (int i = 0; i < n; ++i) out += kWords[rng.below(12)];
  return out;
}

/// Nested shots, queries, labels of one and of several tokens, short paths, a text scored whole,
/// a path twice: all that a run may bring.
std::vector<Path> paths_of_a_run(const Tokenizer& tokenizer) {
  const Rng rng = Rng(21).at("run");
  std::vector<Path> paths;
  std::vector<Token> trunk;
  if (tokenizer.bos() >= 0) trunk.push_back(tokenizer.bos());
  for (int shots = 0; shots <= 4; ++shots) {
    for (std::uint64_t q = 0; q < 3; ++q) {
      const int length = q == 0 ? 1 : 18;  // a stem of a few tokens, and a sentence
      const auto prompt =
          join(trunk,
               tokenizer.encode("Review:" + text(rng.at("query").at(q), length) + "\nSentiment:"));
      for (const char* label : {" good", " bad", " positive", " wonderful", " horribly"}) {
        auto tokens = join(prompt, tokenizer.encode_inside(label));
        paths.push_back({tokens, static_cast<int>(prompt.size())});
      }
      if (q == 1)
        paths.push_back({prompt, static_cast<int>(trunk.size()) + 1});  // the input scored
    }
    trunk =
        join(trunk, tokenizer.encode(
                        "Review:" + text(rng.at("shot").at(static_cast<std::uint64_t>(shots)), 25) +
                        "\nSentiment: good\n"));
  }
  paths.push_back(paths[7]);
  paths.push_back({join({5}, {6}), 1});
  paths.push_back({join(paths[0].tokens, {7, 8}), 1});
  return paths;
}

/// Alone, in company, in another order, what is left after an interruption: the same bits.
void expect_strict(LlamaLanguageModel& model, const std::string& exactness) {
  EXPECT_EQ(model.exactness(), exactness) << model.exactness_reason();
  const std::vector<Path> paths = paths_of_a_run(model.tokenizer());
  const auto together = score_all(model, paths);
  for (const auto& scores : together)
    for (double log_p : scores) {
      EXPECT_LE(log_p, 0.0);
      EXPECT_TRUE(std::isfinite(log_p));
    }

  for (std::size_t i = 0; i < paths.size(); ++i)
    EXPECT_EQ(score_all(model, {paths[i]})[0], together[i]) << "alone: path " << i;

  std::vector<std::size_t> order(paths.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::uint64_t round = 0; round < 3; ++round) {
    Rng rng = Rng(8).at("order").at(round);
    rng.shuffle(order);
    const std::size_t n = round == 0 ? order.size() : order.size() / 3;  // a part: resumed
    std::vector<Path> shuffled;
    for (std::size_t k = 0; k < n; ++k) shuffled.push_back(paths[order[k]]);
    const auto scores = score_all(model, shuffled);
    for (std::size_t k = 0; k < n; ++k)
      EXPECT_EQ(scores[k], together[order[k]]) << "round " << round << ", path " << order[k];
  }
}

TEST(LlamaLanguageModel, AScoreIsAPureFunctionOfThePath) {
  RandomModel file;
  for (int threads : {1, 2}) {
    LlamaOptions options;
    options.threads = threads;
    LlamaLanguageModel model = file.load(options);
    expect_strict(model, "strict");
  }
}

TEST(LlamaLanguageModel, AScoreIsPureWithQuantisedWeightsToo) {
  // K-quants have kernels for less than 8 rows and for more.
  for (const char* type : {"f16", "q8_0", "q4_k"}) {
    RandomModel file({.layers = 2, .width = 256, .feed_forward = 256, .type = type});
    LlamaLanguageModel model = file.load();
    SCOPED_TRACE(type);
    expect_strict(model, "strict");
  }
}

TEST(LlamaLanguageModel, AScoreIsPureWithoutBosAndWithAnFp32Cache) {
  RandomModel file({.vocabulary = RandomGguf::Vocabulary::bpe, .bos = false, .tied = true});
  LlamaOptions options;
  options.kv_type = "f32";
  LlamaLanguageModel model = file.load(options);
  expect_strict(model, "strict");
}

TEST(LlamaLanguageModel, AScoreIsPureWhereEachPathIsEvaluatedWhole) {
  RandomModel file;
  LlamaOptions options;
  options.exactness = "whole";
  LlamaLanguageModel model = file.load(options);
  expect_strict(model, "whole");
  EXPECT_EQ(model.exactness_reason(), "asked for");
}

TEST(LlamaLanguageModel, ARecurrentModelIsEvaluatedWhole) {
  RandomModel file({.kind = RandomGguf::Kind::recurrent});
  LlamaLanguageModel model = file.load();
  expect_strict(model, "whole");
  EXPECT_EQ(model.exactness_reason(), "the model is recurrent: its state cannot be cut back");
}

TEST(LlamaLanguageModel, TwoLoadedModelsAgree) {
  RandomModel file;
  LlamaLanguageModel a = file.load(), b = file.load();
  const auto paths = paths_of_a_run(a.tokenizer());
  EXPECT_EQ(score_all(a, paths), score_all(b, paths));
  EXPECT_EQ(a.fingerprint(), b.fingerprint());
}

// The labels of a prompt and all other tokens share out the probability of 1.
TEST(LlamaLanguageModel, TheProbabilitiesOfAllTokensAddUpToOne) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  std::vector<Path> paths;
  const auto prompt = join({1}, model.tokenizer().encode("Review: a good movie\nSentiment:"));
  for (Token token = 0; token < model.tokenizer().size(); ++token)
    paths.push_back({join(prompt, {token}), static_cast<int>(prompt.size())});
  double sum = 0.0;
  for (const auto& scores : score_all(model, paths)) sum += std::exp(scores[0]);
  EXPECT_NEAR(sum, 1.0, 1e-12);
  EXPECT_LT(model.work().tokens_evaluated, 2 * prompt.size()) << "one row scored them all";
}

// log p(a b | x) = log p(a | x) + log p(b | x a), each part asked for by itself.
TEST(LlamaLanguageModel, ATextsScoreIsTheSumOfItsParts) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const auto prompt = join({1}, model.tokenizer().encode("Review: a good movie\nSentiment:"));
  const auto label = model.tokenizer().encode_inside(" wonderful");
  ASSERT_GT(label.size(), 3u);
  std::vector<Path> paths = {{join(prompt, label), static_cast<int>(prompt.size())}};
  for (std::size_t n = 1; n <= label.size(); ++n) {
    const std::vector<Token> part(label.begin(), label.begin() + static_cast<std::ptrdiff_t>(n));
    paths.push_back({join(prompt, part), static_cast<int>(prompt.size() + n) - 1});
  }
  const auto scores = score_all(model, paths);
  for (std::size_t n = 0; n < label.size(); ++n)
    EXPECT_NEAR(scores[0][n], scores[n + 1][0], label.size() > 7 ? 1e-3 : 0.0) << n;
}

// 80 candidates of two tokens that share no token: 80 rows below one prompt, and 64 may be read
// at once.
TEST(LlamaLanguageModel, MoreCandidatesThanRowsPerDecode) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const auto prompt = join({1}, model.tokenizer().encode("Review: a good movie\nSentiment:"));
  std::vector<Path> paths;
  for (int c = 0; c < 80; ++c)
    paths.push_back({join(prompt, {300 + c, 400 + c}), static_cast<int>(prompt.size())});
  const auto together = score_all(model, paths);
  for (std::size_t i : {std::size_t{0}, std::size_t{41}, std::size_t{79}})
    EXPECT_EQ(score_all(model, {paths[i]})[0], together[i]);
  // A text of 200 tokens scored from its second token on.
  Path whole{join({1}, model.tokenizer().encode(text(Rng(3), 200))), 1};
  const auto alone = score_all(model, {whole})[0];
  EXPECT_EQ(alone.size(), whole.tokens.size() - 1);
  paths.push_back(whole);
  EXPECT_EQ(score_all(model, paths).back(), alone);
}

TEST(LlamaLanguageModel, EvaluatesSharedPrefixesOnce) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const auto trunk = join({1}, model.tokenizer().encode(text(Rng(4), 400)));
  std::vector<Path> paths;
  for (std::uint64_t q = 0; q < 12; ++q) {
    const auto prompt = join(
        trunk, join({500 + static_cast<int>(q)}, model.tokenizer().encode(text(Rng(5).at(q), 30))));
    for (Token label : {600, 601})
      paths.push_back({join(prompt, {label}), static_cast<int>(prompt.size())});
  }
  const std::size_t before = model.work().tokens_evaluated;
  score_all(model, paths);
  EXPECT_EQ(model.work().tokens_evaluated - before, make_tree(paths).n_tokens);
  EXPECT_EQ(model.work().paths, paths.size());
  std::size_t asked = 0;
  for (const Path& path : paths) asked += path.tokens.size();
  EXPECT_EQ(model.work().tokens_asked, asked);
}

TEST(LlamaLanguageModel, StopsBetweenDecodesAndGoesOnWithTheSameBits) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const auto paths = paths_of_a_run(model.tokenizer());
  const auto all = score_all(model, paths);

  struct StopAfter final : ScoreSink {
    void done(std::size_t i, PathScore score) override {
      scores[i] = std::move(score.token_logps);
      if (scores.size() == 9) source.request_stop();
    }
    std::map<std::size_t, std::vector<double>> scores;
    std::stop_source source;
  } sink;
  EXPECT_EQ(model.score(paths, sink, sink.source.get_token()), Outcome::stopped);
  EXPECT_GE(sink.scores.size(), 9u);
  EXPECT_LT(sink.scores.size(), paths.size());
  std::vector<Path> rest;
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (const auto found = sink.scores.find(i); found != sink.scores.end()) {
      EXPECT_EQ(found->second, all[i]);
    } else {
      rest.push_back(paths[i]);
      index.push_back(i);
    }
  }
  const auto scores = score_all(model, rest);
  for (std::size_t k = 0; k < rest.size(); ++k) EXPECT_EQ(scores[k], all[index[k]]);
}

TEST(LlamaLanguageModel, TheLengthsOfOtherPathsDoNotChangeAScore) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const Path shorter{join({1}, model.tokenizer().encode(text(Rng(1), 40))), 30};
  const auto before = score_all(model, {shorter})[0];
  Path longer{join({1}, model.tokenizer().encode(text(Rng(2), 1500))), 1400};
  score_all(model, {longer});  // makes the context longer
  EXPECT_EQ(score_all(model, {shorter})[0], before);
  EXPECT_EQ(score_all(model, {longer, shorter})[1], before);
}

TEST(LlamaLanguageModel, RefusesAPathBeyondTheContextBeforeAnyWork) {
  RandomModel file;
  LlamaOptions options;
  options.context = 100;
  LlamaLanguageModel model = file.load(options);
  EXPECT_EQ(model.context_length(), 100);
  const std::size_t before = model.work().tokens_evaluated;
  KeepScores keep;
  const std::vector<Path> paths = {{{1, 5, 6}, 1}, {std::vector<Token>(101, 5), 90}};
  EXPECT_EQ(error_text([&] { model.score(paths, keep, {}); }),
            "path 1 of 2 is the longest and does not fit: 101 tokens, the context holds 100; use "
            "fewer shots or shorter texts, or a larger context if the model was trained for one");
  EXPECT_EQ(model.work().tokens_evaluated, before);
  EXPECT_TRUE(keep.scores.empty());
  const std::vector<Path> fits = {{std::vector<Token>(100, 5), 90}};
  EXPECT_EQ(score_all(model, fits)[0].size(), 10u);
}

TEST(LlamaLanguageModel, RefusesAContextThatTheModelWasNotTrainedFor) {
  RandomModel file({.context = 512});
  LlamaOptions options;
  options.context = 513;
  const std::string message = error_text([&] { file.load(options); });
  EXPECT_EQ(message, "context = 513, but " + file.path.string() +
                         " was trained with 512 tokens; give at most that");
  EXPECT_EQ(file.load().context_length(), 512);
}

TEST(LlamaLanguageModel, AModelWithoutBosSaysWhatToGiveForAnEmptyPrompt) {
  RandomModel file({.bos = false});
  LlamaLanguageModel model = file.load();
  KeepScores keep;
  const std::vector<Path> paths = {{{5, 6}, 0}};
  EXPECT_EQ(error_text([&] { model.score(paths, keep, {}); }),
            "path 0 scores its first token, and this model has no BOS to stand before it: give at "
            "least one token of context (a non-empty prompt), or name a BOS with the option bos = "
            "TOKEN");
}

TEST(LlamaLanguageModel, TheFingerprintHoldsWhatCanChangeAScore) {
  RandomModel file;
  const auto fingerprint = [&](auto change) {
    LlamaOptions options;
    options.threads = 1;
    change(options);
    return file.load(options).fingerprint();
  };
  const std::string plain = fingerprint([](LlamaOptions&) {});
  EXPECT_EQ(plain.size(), 64u);
  EXPECT_NE(plain, fingerprint([](LlamaOptions& o) { o.threads = 2; }));
  EXPECT_NE(plain, fingerprint([](LlamaOptions& o) { o.kv_type = "f32"; }));
  EXPECT_NE(plain, fingerprint([](LlamaOptions& o) { o.exactness = "whole"; }));
  EXPECT_EQ(plain, fingerprint([](LlamaOptions& o) { o.context = 300; }))
      << "the room for other paths changes no score";
}

TEST(LlamaLanguageModel, HashesTheFileUnlessTheHashIsKnown) {
  RandomModel file;
  LlamaOptions options;
  options.threads = 1;
  LlamaLanguageModel model(file.path, options, file.log);
  EXPECT_EQ(model.file_sha256().size(), 64u);
  EXPECT_EQ(file.load().file_sha256(), "hash");
}

TEST(LlamaLanguageModel, ResolvesItsOptions) {
  RandomModel file;
  LlamaLanguageModel model(file.path, {}, file.log, "hash");
  EXPECT_GE(model.options().threads, 1);
  EXPECT_EQ(model.options().context, 2048);
  // 2 layers, 2 heads of 16 entries for keys and for values, 2 bytes each.
  EXPECT_EQ(model.facts().kv_bytes_per_token, 2u * 2u * (16u + 16u) * 2u);
}

TEST(LlamaLanguageModel, ReadsTheResidualStreamOfEveryLayer) {
  RandomModel file({.layers = 3});
  LlamaLanguageModel model = file.load();
  EXPECT_EQ(model.n_layers(), 3);
  EXPECT_EQ(model.width(), 64);
  const auto tokens = join({1}, model.tokenizer().encode(text(Rng(6), 20)));
  const std::vector<std::vector<Token>> paths = {tokens};
  const std::vector<Site> sites = {
      {SiteKind::residual, 3}, {SiteKind::residual, 1}, {SiteKind::residual, 2}};
  const auto states = model.read_last(paths, sites, {});
  ASSERT_EQ(states.size(), 1u);
  ASSERT_EQ(states[0].rows(), 64);
  ASSERT_EQ(states[0].cols(), 3);
  EXPECT_TRUE(states[0].allFinite());
  for (int k = 0; k < 3; ++k) EXPECT_GT(states[0].col(k).norm(), 0.1F);
  EXPECT_NE(states[0].col(0), states[0].col(1));
  const std::vector<Site> first = {{SiteKind::residual, 1}};
  EXPECT_EQ(model.read_last(paths, first, {})[0].col(0), states[0].col(1));
}

// A random one-layer model whose last token is the same: its state differs, because it has read
// different contexts; the first token's does not.
TEST(LlamaLanguageModel, AStateIsAPureFunctionOfThePath) {
  for (const auto kind : {RandomGguf::Kind::causal, RandomGguf::Kind::recurrent}) {
    RandomModel file({.kind = kind, .layers = 2});
    LlamaLanguageModel model = file.load();
    std::vector<std::vector<Token>> paths = {{1}, {1, 7, 8}, {1, 9, 8}};
    paths.push_back(join({1}, model.tokenizer().encode(text(Rng(6), 60))));
    paths.push_back(join({1}, model.tokenizer().encode(text(Rng(6), 600))));
    paths.push_back(paths[1]);
    std::vector<Site> sites = {{SiteKind::residual, 1}, {SiteKind::residual, 2}};
    if (kind == RandomGguf::Kind::recurrent) sites.pop_back();
    const auto together = model.read_last(paths, sites, {});
    ASSERT_EQ(together.size(), paths.size());
    EXPECT_EQ(together[1], together[5]);
    EXPECT_NE(together[1], together[2]);
    score_all(model, paths_of_a_run(model.tokenizer()));
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const std::vector<std::vector<Token>> one = {paths[i]};
      EXPECT_EQ(model.read_last(one, sites, {})[0], together[i]) << i;
    }
  }
}

TEST(LlamaLanguageModel, RefusesLayersThatItCannotShow) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  const std::vector<std::vector<Token>> paths = {{1, 5}};
  for (int layer : {-1, 3}) {
    const std::vector<Site> sites = {{SiteKind::residual, layer}};
    EXPECT_EQ(error_text([&] { model.read_last(paths, sites, {}); }),
              "layer " + std::to_string(layer) +
                  " cannot be read from this model: it shows layers 0 (the token embedding) .. 2");
  }
}

TEST(LlamaLanguageModel, ReadingStopsBetweenPaths) {
  RandomModel file;
  LlamaLanguageModel model = file.load();
  std::stop_source stop;
  stop.request_stop();
  const std::vector<std::vector<Token>> paths = {{1, 5}};
  EXPECT_TRUE(model.read_last(paths, {}, stop.get_token()).empty());
}

}  // namespace
}  // namespace tangram
