#include "tests/cli/claiming_run.h"

#include "base/files.h"

namespace tangram {

std::string claiming_study(const Sandbox& box) {
  std::string text = read_file(box.study());
  text.replace(text.find("draws = 2"), 9, "draws = 8");
  text.replace(text.find("queries = 4"), 11, "queries = 12");
  text.replace(text.find("[0, 2, 4]"), 9, "[0, 16]");
  text.replace(text.find("learner = [\"llm\", \"ngram\"]"), 26, "learner = [\"ngram\", \"guess\"]");
  text += R"(
[learner.guess]
use = "uniform_guess"
[claims]
shots = 16
[[hypothesis]]
id = "learns"
says = "Sixteen examples are enough for the words."
supported = { above = ["original/ngram", "original/guess"], by = 0.1 }
[[hypothesis]]
id = "perfect"
says = "One example a class says everything."
refuted = { below = ["original/ngram", 1.5] }
)";
  return box.write("claims.toml", text).string();
}

std::string run_of(const Sandbox& box, const char* store, const char* seed) {
  std::string path = box.path(store).string();
  box.output({"--quiet", "run", claiming_study(box), "--out", path, "--set", "condition.ra=[]",
              "--set", seed});
  return path;
}

}  // namespace tangram
