#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/language_model.h"
#include "llama/llama_language_model.h"
#include "tests/support/random_gguf.h"
#include "tests/support/temp_folder.h"

namespace tangram {

/// Keeps what it is given; a second score for a path is a failure.
class KeepScores final : public ScoreSink {
 public:
  void done(std::size_t i, PathScore score) override {
    EXPECT_TRUE(scores.emplace(i, std::move(score.token_logps)).second) << "path " << i << " twice";
  }
  std::map<std::size_t, std::vector<double>> scores;
};

inline std::vector<std::vector<double>> score_all(LanguageModel& model,
                                                  const std::vector<Path>& paths) {
  KeepScores keep;
  EXPECT_EQ(model.score(paths, keep, {}), Outcome::done);
  std::vector<std::vector<double>> scores;
  for (std::size_t i = 0; i < paths.size(); ++i) scores.push_back(keep.scores[i]);
  return scores;
}

/// A random model in a folder of its own.
struct RandomModel {
  explicit RandomModel(const RandomGguf& model = {}) : path(folder.path() / "model.gguf") {
    write_random_gguf(path, model);
  }
  LlamaLanguageModel load(LlamaOptions options = {}) {
    if (options.threads == 0) options.threads = 1;
    return LlamaLanguageModel(path, options, log, "hash");
  }

  TempFolder folder;
  std::filesystem::path path;
  NullLog log;
};

}  // namespace tangram
