#include "tests/cli/vector_run.h"

#include "spec/study.h"
#include "store/store.h"

namespace tangram {

std::string vector_run(const Sandbox& box, const char* store, std::size_t n_done, double scale) {
  const Study study = parse_study(R"([study]
format  = 1
id      = "vectors"
domain  = "vector"
seed    = 1
design  = "per_query"
draws   = 5
queries = 1
[task]
linear = { use = "linear_regression" }
[grid]
shots   = [0, 4]
learner = ["ridge", "averaging"]
[[hypothesis]]
id        = "ridge"
says      = "Ridge errs less."
supported = { below = ["ridge", "averaging"] }
)",
                                  "vectors.toml");
  Provenance p;
  p.study_id = study.id;
  p.study_path = "vectors.toml";
  p.study_text = study.text;
  p.study_hash = study.hash;
  p.facts = {{"design", "per_query"}};
  std::vector<WorkUnit> units;
  for (int draw = 0; draw < 5; ++draw)
    for (const char* learner : {"ridge", "averaging"}) {
      WorkUnit& unit = units.emplace_back();
      unit.task = "linear";
      unit.condition = "original";
      unit.learner = learner;
      unit.draw = static_cast<std::uint64_t>(draw);
      unit.id = "linear/original/" + unit.learner + "/" + std::to_string(draw);
    }
  Store run = Store::create(box.path(store), p, units);
  for (std::size_t i = 0; i < n_done; ++i) {
    const bool is_ridge = units[i].learner == "ridge";
    const double off = scale * (is_ridge ? 1 : 2 + static_cast<double>(units[i].draw) / 8);
    UnitRecord record;
    record.vectors = {2, {{0, 0, {0.5}, {0.5 + off}}, {4, 0, {-1}, {-1 + off}}}};
    run.commit(units[i], record, {}, {});
  }
  return run.path().string();
}

}  // namespace tangram
