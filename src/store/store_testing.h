#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/rng.h"
#include "store/store.h"

// What the tests of stores and of what is read from them share. Not part of the program.
namespace tangram::store_testing {

inline constexpr auto kRead = Store::Mode::read, kWrite = Store::Mode::write;

/// An empty folder of its own, removed in the end. Anybody may write in it: tests that give
/// up root's rights work there.
class TempFolder {
 public:
  TempFolder() {
    // In memory where the system offers it: the tests flush thousands of times, and a power
    // cut is simulated above the system anyway.
    const bool shm = access("/dev/shm", W_OK) == 0;
    const std::filesystem::path parent =
        shm ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string name = (parent / "tangram-store-XXXXXX").string();
    TANGRAM_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
    std::filesystem::permissions(path_, std::filesystem::perms::all);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void spill(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

struct RecordSize {
  int variants = 2, shots = 2, queries = 3, candidates = 2, tokens = 12;
};

/// A record as a run makes it, every number drawn from the seed: `tokens` of each prompt
/// are shared by all of a variant, four are its own. One question of each is a reference.
inline UnitRecord sample_record(std::uint64_t seed, const RecordSize& size = {}) {
  Rng rng = Rng(seed).at("record");
  UnitRecord record;
  for (int v = 0; v < size.variants; ++v) {
    VariantRecord& variant = record.variants.emplace_back();
    auto& set = variant.candidate_sets.emplace_back();
    for (int c = 0; c < size.candidates; ++c)
      set.push_back({"wörd " + std::to_string(c + v), 1 + c, 6, 7});
    const auto draw = [&rng] { return static_cast<Token>(rng.below(50'000)); };
    auto& nodes = variant.prompt.nodes;
    nodes.push_back({-1, {}});
    for (int t = 0; t < size.tokens; ++t) nodes[0].tokens.push_back(draw());
    for (int s = 0; s < size.shots; ++s)
      for (int q = 0; q < size.queries; ++q) {
        QuestionRecord& question = variant.questions.emplace_back();
        question.shots = 4 * s;
        question.query = static_cast<std::uint64_t>(q) + (q == 0 ? 1ULL << 63 : 0);
        question.truth =
            q == 1 ? -1 : static_cast<int>(rng.below(static_cast<std::uint64_t>(size.candidates)));
        for (int c = 0; c < size.candidates; ++c) {
          question.candidate_logps.emplace_back();
          for (int t = 0; t <= c; ++t)
            question.candidate_logps.back().push_back(-8 * rng.uniform());
          question.leaf.push_back(static_cast<int>(nodes.size()));
          question.scored_from.push_back(size.tokens + 2);
          nodes.push_back({0, {draw(), draw(), draw(), draw()}});
        }
      }
  }
  return record;
}

inline std::vector<WorkUnit> sample_units(int n) {
  std::vector<WorkUnit> units;
  for (int i = 0; i < n; ++i) {
    WorkUnit& u = units.emplace_back();
    u.task = "sst2";
    u.condition = i % 2 == 0 ? "original" : "ra";
    u.learner = "llm";
    u.draw = static_cast<std::uint64_t>(i / 2);
    u.id = u.task + "/" + u.condition + "/" + u.learner + "/" + std::to_string(u.draw);
    u.task_id = "text_set(data='sst2')";
    u.condition_id = u.condition + "()";
    u.learner_id = "prompt(model='tiny')";
  }
  return units;
}

inline Provenance sample_provenance() {
  Provenance p;
  p.study_id = "first-light";
  p.study_path = "studies/first/study.toml";
  p.study_text = "[study]\nid = 'first-light'\n";
  p.study_canonical = "study.id='first-light'";
  p.study_hash = std::string(64, 'a');
  p.seed = 0xffff'ffff'ffff'fff0ULL;
  p.question = "Does it \"learn\"?";
  p.source = "ours";
  p.facts = {{"model.sha256", std::string(64, 'b')}, {"cpu", "any"}, {"threads", "2"}};
  return p;
}

inline std::map<Token, std::string> sample_bytes(const UnitRecord& record) {
  std::map<Token, std::string> bytes;
  for (const VariantRecord& variant : record.variants)
    for (const PromptRecord::Node& node : variant.prompt.nodes)
      for (const Token t : node.tokens) bytes[t] = "<" + std::to_string(t) + "\xff>";
  return bytes;
}

/// Commits the units that are not done yet, each with the record of its position, and
/// calls `after(position)`.
template <class F>
void write_rest(Store& store, F&& after) {
  for (std::size_t i = 0; i < store.units().size(); ++i) {
    const WorkUnit unit = store.units()[i];
    if (store.done(unit.id)) continue;
    const UnitRecord record = sample_record(i);
    store.commit(unit, record, {.seconds = 0.5, .tokens_evaluated = 10, .tokens_asked = 20},
                 sample_bytes(record));
    after(i);
  }
}

}  // namespace tangram::store_testing
