// Everything of a run that is not llama.cpp: drawing, transforming, tokenising, storing,
// measuring, at 32 shots. The model is one that scores nothing, so what is left is ours.
//
// bench-overhead MODEL.gguf CACHE_DIR SHARE_DIR: one JSON object on standard output.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "app/catalog.h"
#include "base/json.h"
#include "core/recording_language_model.h"
#include "llama/llama_tokenizer.h"
#include "spec/study.h"
#include "study/run.h"
#include "verdict/measure.h"

namespace tangram {
namespace {

constexpr int kRuns = 5, kQueries = 256;

std::string study_text() {
  return fmt::format(R"([study]
format = 1
id = "overhead"
domain = "text"
seed = 1
draws = 1
queries = {}

[grid]
task = ["vader_movie"]
shots = [32]
condition = ["original", "ra", "pa"]
learner = ["llm"]

[condition]
original = []
ra = [{{ use = "map_outputs", g = "random_tokens" }}]
pa = [{{ use = "permute_input_tokens" }}]

[learner]
llm = {{ use = "prompt" }}
)",
                     kQueries);
}

struct Silent final : RunObserver {
  void committed(const WorkUnit&, const UnitCost&, std::size_t) override {}
};

/// Milliseconds a question of one run, from the first draw to the metrics.
double run_once(const Study& study, const Catalog<Text>& catalog, const Resources& resources,
                const std::filesystem::path& store_path) {
  std::filesystem::remove(store_path);
  DomainLaboratory<Text> laboratory(study, catalog,
                                    resources);  // reads the data: once a run, not timed
  const auto start = std::chrono::steady_clock::now();
  Store store = Store::create(store_path, {}, laboratory.units());
  Silent observer;
  run_units(laboratory, store, resources, observer, {});
  std::size_t questions = 0;
  for (const Cell& cell : measure(store)) questions += static_cast<std::size_t>(cell.n_questions);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
  return spent.count() / static_cast<double>(questions);
}

int bench(const char* model, const char* cache_dir, const char* share_dir) {
  NullLog log;
  const LlamaTokenizer tokenizer(model, log);
  RecordingLanguageModel recording(tokenizer, 32768, 18, 640);
  Resources resources;
  resources.tokenizer = &tokenizer;
  resources.model = &recording;
  resources.open_model = &recording;
  resources.share_dir = std::filesystem::path(share_dir) / "data";
  resources.cache_dir = cache_dir;
  resources.log = &log;
  const Study study = parse_study(study_text(), "overhead.toml");
  const Catalog<Text> catalog = text_catalog();
  const auto store = std::filesystem::temp_directory_path() / "tangram-bench-overhead.db";
  std::vector<double> ms;
  for (int i = 0; i < kRuns; ++i) ms.push_back(run_once(study, catalog, resources, store));
  std::filesystem::remove(store);
  std::sort(ms.begin(), ms.end());
  fmt::print("{}\n", to_json(json_object({{"bench", json("overhead")},
                                          {"value", json(ms[kRuns / 2])},
                                          {"unit", json("ms/question")},
                                          {"against", json("1 ms a question at 32 shots")},
                                          {"ratio", json(ms[kRuns / 2])},
                                          {"min", json(ms.front())},
                                          {"max", json(ms.back())},
                                          {"runs", json(kRuns)}})));
  return 0;
}

}  // namespace
}  // namespace tangram

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: bench-overhead MODEL.gguf CACHE_DIR SHARE_DIR\n");
    return 2;
  }
  try {
    return tangram::bench(argv[1], argv[2], argv[3]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-overhead: {}\n", error.what());
    return 2;
  }
}
