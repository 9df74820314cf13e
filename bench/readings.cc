// What readings cost, on the desk size of li2024_structured_task.
//
// bench-readings tokens MODEL.gguf CACHE_DIR SHARE_DIR: tokens that each kind of reference question
// adds to the study's; one JSON object on standard output. Of the model only the vocabulary is
// read. bench-readings store OUT.db SHARE_DIR: a run of that size with every kind of reference
// question, its answers drawn at random and its prompts as long as those of review sentences.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog.h"
#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "base/rng.h"
#include "core/recording_language_model.h"
#include "core/reference.h"
#include "llama/llama_tokenizer.h"
#include "spec/study.h"
#include "store/store.h"
#include "study/plan.h"
#include "study/record_unit.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

constexpr double kMostPercent = 5;
constexpr const char* kKinds[] = {"content_free = ['N/A', '', '[MASK]']", "domain_words = 2",
                                  "pool = 2", "unconditional = true"};

fs::path study_path(const fs::path& share_dir) {
  return share_dir / "studies" / "li2024_structured_task" / "study.toml";
}

std::string setting(const std::string& kinds) { return "references={ " + kinds + " }"; }

/// Tokens that the study evaluates with these references; "": with none.
std::uint64_t tokens_with(const std::string& kinds, const fs::path& share_dir,
                          const Resources& resources) {
  const Study study = load_study(study_path(share_dir), {"desk", "", {setting(kinds)}});
  const Catalog<Text> catalog = text_catalog();
  DomainLaboratory<Text> laboratory(study, catalog, resources);
  return make_plan(laboratory, resources.model, {})->tokens_evaluated;
}

int tokens(const char* model, const char* cache_dir, const fs::path& share_dir) {
  NullLog log;
  const LlamaTokenizer tokenizer(model, log);
  RecordingLanguageModel recording(tokenizer, 32768, 18, 640);
  Resources resources;
  resources.tokenizer = &tokenizer;
  resources.model = &recording;
  resources.open_model = &recording;
  resources.share_dir = share_dir / "data";
  resources.cache_dir = cache_dir;
  resources.log = &log;
  const auto none = static_cast<double>(tokens_with("", share_dir, resources));
  std::vector<double> percent;
  for (const char* kind : kKinds) {
    const auto with = static_cast<double>(tokens_with(kind, share_dir, resources));
    percent.push_back(100 * (with / none - 1));
    fmt::print(stderr, "{}: {:.2f} % more than {:.0f} tokens\n", kind, percent.back(), none);
  }
  const auto [least, most] = std::minmax_element(percent.begin(), percent.end());
  fmt::print("{}\n", to_json(json_object({{"bench", json("readings")},
                                          {"value", json(*most)},
                                          {"unit", json("% more tokens for a kind of references")},
                                          {"against", json(fmt::format("{} %", kMostPercent))},
                                          {"ratio", json(*most / kMostPercent)},
                                          {"min", json(*least)},
                                          {"max", json(*most)},
                                          {"runs", json(static_cast<int>(percent.size()))}})));
  return 0;
}

/// The questions of a draw with their references, at every number of shots of the block.
Episode<Text> episode_of(const Block& block) {
  static const auto words = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"negative", "positive"});
  Episode<Text> episode{"random", 0, {}, {}, {}};
  const auto ask = [&](int shots, std::uint64_t number, bool reference) {
    episode.problem.questions.push_back({shots, "a sentence of a review", words, reference});
    episode.query.push_back(number);
  };
  const ReferencesSpec& r = block.references;
  for (const int shots : block.shots) {
    for (int q = 0; q < block.queries; ++q) {
      ask(shots, static_cast<std::uint64_t>(q), false);
      episode.truth.push_back(q % 2);
    }
    for (int i = 0; i < r.pool; ++i)
      ask(shots, reference_number(ReferenceKind::pool, static_cast<std::uint64_t>(i)), true);
    for (int i = 0; i < r.domain_words; ++i)
      ask(shots, reference_number(ReferenceKind::domain_words, static_cast<std::uint64_t>(i)),
          true);
  }
  append_references({r.pool, r.domain_words, r.content_free, r.unconditional}, episode);
  return episode;
}

/// Random answers; where the learner reads tokens, behind prompts that share a demonstration.
std::vector<Prediction> random_answers(const Problem<Text>& problem, bool reads_tokens, Rng rng) {
  constexpr int kExampleTokens = 30;  // of an example or a query
  std::vector<Prediction> out;
  for (std::size_t q = 0; q < problem.questions.size(); ++q) {
    Prediction& prediction = out.emplace_back();
    Path prompt;
    for (int i = 0; i < kExampleTokens * problem.questions[q].shots; ++i)
      prompt.tokens.push_back(100 + i);
    for (int i = 0; i < kExampleTokens; ++i)
      prompt.tokens.push_back(2000 + static_cast<Token>(rng.below(200'000)));
    prompt.scored_from = static_cast<int>(prompt.tokens.size());
    for (const Token candidate : {11, 12}) {
      prediction.candidate_logps.push_back({-8 * rng.uniform()});
      if (!reads_tokens) continue;
      prediction.candidate_paths.push_back(prompt);
      prediction.candidate_paths.back().tokens.push_back(candidate);
    }
  }
  return out;
}

/// Two rotations where labels are mapped, as of two labels.
int variants_of(const ConditionSpec& condition) {
  const auto& steps = condition.transformations;
  return std::any_of(steps.begin(), steps.end(),
                     [](const ComponentSpec& step) { return step.use == "map_outputs"; })
             ? 2
             : 1;
}

struct PlannedUnit {
  WorkUnit unit;
  const Block* block = nullptr;
  const ConditionSpec* condition = nullptr;
  bool reads_tokens = false;
};

std::vector<PlannedUnit> units_of(const Study& study) {
  std::vector<PlannedUnit> out;
  for (const Block& block : study.blocks)
    for (int draw = 0; draw < block.draws; ++draw)
      for (const ConditionSpec& condition : block.conditions)
        for (const NamedComponent& learner : block.learners) {
          WorkUnit unit{{},
                        block.id,
                        block.tasks.at(0).name,
                        condition.name,
                        learner.name,
                        {},
                        block.first_draw + static_cast<std::uint64_t>(draw),
                        {},
                        {},
                        {}};
          unit.id = fmt::format("{}/{}", cell_name(unit), unit.draw);
          out.push_back({std::move(unit), &block, &condition, learner.spec.use == "prompt"});
        }
  return out;
}

int write_store(const fs::path& path, const fs::path& share_dir) {
  const std::string references = setting(fmt::format("{}", fmt::join(kKinds, ", ")));
  const Study study = load_study(study_path(share_dir), {"desk", "", {references}});
  Provenance provenance;
  provenance.study_id = study.id;
  provenance.study_path = study_path(share_dir).string();
  provenance.study_text = read_file(study_path(share_dir));
  provenance.study_canonical = study.canonical;
  provenance.study_hash = study.hash;
  provenance.profile = "desk";
  provenance.facts = {{"override.set", references}};
  const std::vector<PlannedUnit> planned = units_of(study);
  std::vector<WorkUnit> units;
  units.reserve(planned.size());
  for (const PlannedUnit& p : planned) units.push_back(p.unit);
  Store store = Store::create(path, provenance, units);
  for (const PlannedUnit& p : planned) {
    const Episode<Text> episode = episode_of(*p.block);
    UnitRecord record;
    for (int v = 0; v < variants_of(*p.condition); ++v) {
      RecordBuilder builder;
      builder.add(episode, episode.problem,
                  random_answers(episode.problem, p.reads_tokens,
                                 Rng(study.seed).at(p.unit.id).at(static_cast<std::uint64_t>(v))));
      record.variants.push_back(builder.finish());
    }
    store.commit(p.unit, record, {}, {});
  }
  return 0;
}

}  // namespace
}  // namespace tangram

int main(int argc, char** argv) {
  const std::vector<std::string_view> args(argv, argv + argc);
  try {
    if (argc == 5 && args[1] == "tokens") return tangram::tokens(argv[2], argv[3], argv[4]);
    if (argc == 4 && args[1] == "store") return tangram::write_store(argv[2], argv[3]);
    fmt::print(stderr,
               "usage: bench-readings tokens MODEL.gguf CACHE_DIR SHARE_DIR | store OUT.db "
               "SHARE_DIR\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench-readings: {}\n", error.what());
  }
  return 2;
}
