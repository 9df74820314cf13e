#include "tests/cli/analyses_run.h"

namespace tangram {

std::string analyses_run(const Sandbox& box) {
  const std::string study = box.write("analyses.toml", R"([study]
format = 1
id = "analyses"
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
[[trend]]
id = "distance"
name = "distance from the <label>"
shots = 10
x = [0, 1, 3]
y = ["original/llm", "uppercase/llm", "symbols/llm"]
given = { arms = ["uppercase/llm", "symbols/llm", "flip/llm"], metric = "log_loss" }
[[ratio]]
id = "lost"
name = "share that new <words> lose"
shots = 10
numerator = ["original/llm", "symbols/llm"]
denominator = ["original/llm", { arm = "flip/llm", metric = "auc" }]
[[block]]
[[block]]
id = "lapses"
grid = { condition = ["original"], lapse = [0.0, 0.2, 0.4] }
[[spread]]
id = "lapse"
score = "lapses:original/llm"
over = "lapse"
shots = 10
[[correlation]]
id = "ease"
shots = 10
metric = "log_loss"
x = "uppercase/llm"
y = "symbols/llm"
)")
                                .string();
  std::string store = box.path("analyses.db").string();
  box.output({"--quiet", "run", study, "--out", store});
  return store;
}

}  // namespace tangram
