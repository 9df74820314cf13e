// Scoring behind a shared demonstration, on real reviews and a real model.
//
//   bench-scoring NAME MODEL.gguf CACHE_DIR SHARE_DIR THREADS
//
// scoring_shared_prefix   32 shots, 256 queries, 2 labels: the share of the token-count bound (time
//                         of the tree's tokens at the model's own prefill rate / wall time), and
//                         the ratio to one evaluation a query and label
// scoring_nested_shots    0 to 32 shots in one request: tokens evaluated / tokens of the tree
// strictness              nested shots scored together, alone, and in parts in another order: how
//                         many scores differ in any bit
// memory                  peak resident memory less the model's file and its KV cache

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/json.h"
#include "base/rng.h"
#include "core/prompt_tree.h"
#include "learners/prompt_learner.h"
#include "llama/llama_language_model.h"
#include "tasks/text_set.h"

namespace tangram {
namespace {

constexpr int kRuns = 5;

struct Ignore final : ScoreSink {
  void done(std::size_t, PathScore) override {}
};

/// Keeps the paths that it is asked for and scores them as equally likely.
class PathCollector final : public LanguageModel {
 public:
  explicit PathCollector(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}
  const Tokenizer& tokenizer() const override { return tokenizer_; }
  const std::string& fingerprint() const override { return name_; }
  int context_length() const override { return 1 << 20; }
  Work work() const override { return {}; }
  Outcome score(std::span<const Path> asked, ScoreSink& sink, std::stop_token) override {
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto n = asked[i].tokens.size() - static_cast<std::size_t>(asked[i].scored_from);
      sink.done(i, {std::vector<double>(n, -1)});
      paths.push_back(asked[i]);
    }
    return Outcome::done;
  }
  std::vector<Path> paths;

 private:
  const Tokenizer& tokenizer_;
  std::string name_ = "collector";
};

struct Arguments {
  std::string name, model, cache_dir, share_dir;
  int threads = 2;
};

/// The paths of one draw of the default reviews.
std::vector<Path> paths_of(const Arguments& arguments, const Tokenizer& tokenizer,
                           std::vector<int> shots, int queries, std::uint64_t draw) {
  NullLog log;
  Resources resources;
  resources.share_dir = arguments.share_dir + "/data";
  resources.cache_dir = arguments.cache_dir;
  resources.log = &log;
  const auto task = make_text_set({Table{}, {"bench", 0, 0}}, resources);
  const auto episode = task->draw(Rng(1), draw, {Design::crossed, std::move(shots), queries, 0});
  PathCollector collector(tokenizer);
  PromptLearner learner({}, collector, &log);
  learner.answer({&episode.problem, 1}, {});
  return collector.paths;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

LlamaLanguageModel load(const Arguments& arguments, const char* exactness, Log& log) {
  LlamaOptions options;
  options.threads = arguments.threads;
  options.exactness = exactness;
  return LlamaLanguageModel(arguments.model, options, log);
}

void report(const char* bench, double value, const char* unit, const std::string& against,
            double ratio, const std::vector<double>& ratios, std::vector<Table::Entry> more = {}) {
  const auto [low, high] = std::minmax_element(ratios.begin(), ratios.end());
  std::vector<Table::Entry> object{
      {"bench", json(bench)}, {"value", json(value)},
      {"unit", json(unit)},   {"against", json(against)},
      {"ratio", json(ratio)}, {"min", json(*low)},
      {"max", json(*high)},   {"runs", json(static_cast<std::int64_t>(ratios.size()))}};
  object.insert(object.end(), more.begin(), more.end());
  fmt::print("{}\n", to_json(json_object(std::move(object))));
}

int shared_prefix(const Arguments& arguments) {
  NullLog log;
  LlamaLanguageModel model = load(arguments, "strict", log);
  LlamaLanguageModel whole = load(arguments, "whole", log);
  Ignore sink;
  const auto paths = paths_of(arguments, model.tokenizer(), {32}, 256, 0);
  // One job in five parts, the demonstration in the first; a whole evaluation, the measure of the
  // model's own rate, before each. Runs of the whole job would take minutes.
  std::vector<double> shares, pair_seconds;
  double seconds = 0, bound = 0;
  std::size_t begin = 0, tokens_before = 0;
  for (std::size_t run = 1; run <= kRuns; ++run) {
    const std::size_t end = paths.size() * run / kRuns;
    const double pair = seconds_of([&] { whole.score({&paths[begin], 1}, sink, {}); });
    const double rate = static_cast<double>(paths[begin].tokens.size() - 1) / pair;
    const double part = seconds_of([&] { model.score({&paths[begin], end - begin}, sink, {}); });
    const std::size_t tokens = make_tree({paths.data(), end}).n_tokens;
    const double part_bound = static_cast<double>(tokens - tokens_before) / rate;
    shares.push_back(part_bound / part);
    pair_seconds.push_back(pair);
    seconds += part;
    bound += part_bound;
    begin = end;
    tokens_before = tokens;
  }
  report("scoring_shared_prefix", seconds, "s for 32 shots x 256 queries x 2 labels",
         "the token-count bound: ratio = its time at the prefill rate / wall time; min, max of "
         "five parts",
         bound / seconds, shares,
         {{"times_one_evaluation_a_query_and_label",
           json(median(pair_seconds) * static_cast<double>(paths.size()) / seconds)},
          {"evaluates", json(model.exactness())}});
  return 0;
}

int nested_shots(const Arguments& arguments) {
  NullLog log;
  LlamaLanguageModel model = load(arguments, "strict", log);
  Ignore sink;
  std::vector<double> ratios;
  double evaluated = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto paths = paths_of(arguments, model.tokenizer(), {0, 1, 2, 4, 8, 16, 32}, 6,
                                static_cast<std::uint64_t>(run));
    const std::size_t before = model.work().tokens_evaluated;
    model.score(paths, sink, {});
    evaluated = static_cast<double>(model.work().tokens_evaluated - before);
    ratios.push_back(evaluated / static_cast<double>(make_tree(paths).n_tokens));
  }
  report("scoring_nested_shots", evaluated, "tokens for 0,1,2,4,8,16,32 shots x 6 queries",
         "tokens of the tree: ratio = evaluated / tree", median(ratios), ratios);
  return 0;
}

struct Keep final : ScoreSink {
  explicit Keep(std::size_t n) : scores(n) {}
  void done(std::size_t i, PathScore score) override { scores[i] = std::move(score.token_logps); }
  std::vector<std::vector<double>> scores;
};

std::vector<std::vector<double>> score_all(LanguageModel& model, const std::vector<Path>& paths) {
  Keep keep(paths.size());
  model.score(paths, keep, {});
  return keep.scores;
}

/// Candidates of several tokens and inputs scored whole beside the labels.
std::vector<Path> with_long_candidates(std::vector<Path> paths, const Tokenizer& tokenizer) {
  const std::size_t n = paths.size();
  const auto longer = tokenizer.encode_inside(" unquestionably disappointing");
  for (std::size_t i = 0; i < n; i += 5) {
    Path path = paths[i];
    path.tokens.insert(path.tokens.end(), longer.begin(), longer.end());
    paths.push_back(path);
    path.scored_from = std::max(1, path.scored_from - 20);
    paths.push_back(path);
  }
  return paths;
}

int strictness(const Arguments& arguments) {
  NullLog log;
  LlamaLanguageModel model = load(arguments, "strict", log);
  const auto paths = with_long_candidates(
      paths_of(arguments, model.tokenizer(), {0, 1, 4, 8}, 6, 0), model.tokenizer());
  const auto together = score_all(model, paths);
  std::size_t compared = 0, different = 0;
  const auto compare = [&](const std::vector<double>& scores, std::size_t i) {
    ++compared;
    different += scores == together[i] ? 0 : 1;
  };
  LlamaLanguageModel fresh = load(arguments, "strict", log);
  for (std::size_t i = 0; i < paths.size(); i += 3) compare(score_all(fresh, {paths[i]})[0], i);
  std::vector<std::size_t> order(paths.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Rng(2).shuffle(order);
  for (std::size_t begin = 0; begin < order.size(); begin += 17) {
    std::vector<Path> part;
    const std::size_t end = std::min(order.size(), begin + 17);
    for (std::size_t k = begin; k < end; ++k) part.push_back(paths[order[k]]);
    const auto scores = score_all(fresh, part);
    for (std::size_t k = begin; k < end; ++k) compare(scores[k - begin], order[k]);
  }
  const double share = static_cast<double>(different) / static_cast<double>(compared);
  report("strictness", static_cast<double>(different),
         "paths whose scores differ from those of the whole request", "none: ratio = share", share,
         {share},
         {{"compared", json(static_cast<std::int64_t>(compared))},
          {"evaluates", json(model.exactness())},
          {"reason", json(model.exactness_reason())}});
  return 0;
}

int memory(const Arguments& arguments) {
  NullLog log;
  LlamaLanguageModel model = load(arguments, "strict", log);
  Ignore sink;
  model.score(paths_of(arguments, model.tokenizer(), {32}, 128, 0), sink, {});
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double peak = static_cast<double>(usage.ru_maxrss) * 1024;
  const LlamaFacts facts = model.facts();
  const double own =
      peak - static_cast<double>(facts.model_bytes) - static_cast<double>(facts.kv_bytes);
  report("memory", own / 1e6, "MB beyond model and KV cache", "300 MB: ratio = measured / 300",
         own / 300e6, {own / 300e6},
         {{"peak_mb", json(peak / 1e6)},
          {"model_mb", json(static_cast<double>(facts.model_bytes) / 1e6)},
          {"kv_mb", json(static_cast<double>(facts.kv_bytes) / 1e6)}});
  return 0;
}

int bench(const Arguments& arguments) {
  if (arguments.name == "scoring_shared_prefix") return shared_prefix(arguments);
  if (arguments.name == "scoring_nested_shots") return nested_shots(arguments);
  if (arguments.name == "strictness") return strictness(arguments);
  if (arguments.name == "memory") return memory(arguments);
  fail("no bench is called '{}'", arguments.name);
}

}  // namespace
}  // namespace tangram

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: bench-scoring NAME MODEL.gguf CACHE_DIR SHARE_DIR THREADS\n");
    return 2;
  }
  try {
    return tangram::bench({argv[1], argv[2], argv[3], argv[4], std::stoi(argv[5])});
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-scoring: {}\n", error.what());
    return 2;
  }
}
