#include "tests/cli/tangram.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "base/check.h"
#include "base/files.h"
#include "base/rng.h"
#include "tests/support/random_gguf.h"

namespace tangram {
namespace fs = std::filesystem;

namespace {

/// 40 reviews of each class, made of a few words: the class shows in one of them.
std::string reviews() {
  const std::array<const char*, 4> good{"good", "great", "fine", "happy"},
      bad{"bad", "poor", "dull", "sad"}, thing{"film", "story", "scene", "cast"};
  std::string out;
  Rng rng = Rng(11).at("reviews");
  for (int i = 0; i < 80; ++i) {
    const bool positive = i % 2 == 0;
    const char* word = positive ? good[rng.below(4)] : bad[rng.below(4)];
    out += fmt::format("{{\"text\": \"the {} was {} number {}\", \"label\": \"{}\"}}\n",
                       thing[rng.below(4)], word, i, positive ? "positive" : "negative");
  }
  return out;
}

}  // namespace

Sandbox::Sandbox() {
  std::string name = (fs::temp_directory_path() / "tangram-cli-XXXXXX").string();
  TANGRAM_CHECK(mkdtemp(name.data()) != nullptr);
  dir_ = name;
  write_random_gguf(model(), {});
  write("reviews.jsonl", reviews());
  write("reviews.toml", R"(name = "reviews"
description = "Generated reviews."
example = "Review: {x}\nSentiment: {y}"
labels = { negative = "negative", positive = "positive" }
)");
}

Sandbox::~Sandbox() {
  std::error_code ignored;
  fs::remove_all(dir_, ignored);
}

ProcessResult Sandbox::run(std::vector<std::string> args,
                           std::vector<std::string> environment) const {
  std::vector<std::string> command{"env"};
  command.insert(command.end(), environment.begin(), environment.end());
  command.insert(command.end(), {TANGRAM_PROGRAM, "--cache-dir", path("cache").string(),
                                 "--runs-dir", path("runs").string()});
  command.insert(command.end(), args.begin(), args.end());
  return run_process(command);
}

std::string Sandbox::output(const std::vector<std::string>& args) const {
  const ProcessResult result = run(args);
  EXPECT_EQ(result.exit_code, 0) << result.error_tail;
  return result.output;
}

std::string Sandbox::fault(const std::vector<std::string>& args) const {
  const ProcessResult result = run(args);
  EXPECT_EQ(result.exit_code, 2) << result.output << result.error_tail;
  return result.error_tail;
}

fs::path Sandbox::write(const std::string& name, const std::string& text) const {
  write_file(path(name), text);
  return path(name);
}

fs::path Sandbox::study() const {
  return write("study.toml", fmt::format(R"([study]
format = 1
id = "tiny"
question = "Does the program run end to end?"
domain = "text"
seed = 3
draws = 2
queries = 4

[grid]
task = ["reviews"]
shots = [0, 2, 4]
condition = ["original", "ra"]
learner = ["llm", "ngram"]

[task]
reviews = {{ use = "text_set", data = "{}" }}

[condition]
original = []
ra = [{{ use = "map_outputs", g = "random_tokens" }}]

[learner]
llm = {{ use = "prompt" }}
ngram = {{ use = "ngram_logistic" }}
)",
                                         data().string()));
}

}  // namespace tangram
