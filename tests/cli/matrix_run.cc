#include "tests/cli/matrix_run.h"

namespace tangram {

std::string matrix_run(const Sandbox& box) {
  const std::string study = box.write("matrix.toml", R"([study]
format = 1
id = "matrix"
question = "Which pairs compose?"
domain = "text"
seed = 3
draws = 6
queries = 10
[task]
polarity = { use = "made_texts", labels = "polarity" }
stars = { use = "made_texts", labels = "stars" }
[grid]
shots = [10]
[condition]
original = []
flip = [{ use = "map_outputs", g = "flip" }]
uppercase = [{ use = "map_outputs", g = "uppercase" }]
symbols = [{ use = "map_outputs", g = "symbols" }]
[learner]
llm = { use = "known_mechanism", mechanism = "symbol_binder" }
[[matrix]]
id = "pairs"
learner = "llm"
shots = 10
)")
                                .string();
  std::string store = box.path("matrix.db").string();
  box.output({"--quiet", "run", study, "--out", store});
  return store;
}

}  // namespace tangram
