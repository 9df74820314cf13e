#pragma once

#include <string>
#include <string_view>

#include "base/check.h"
#include "spec/study.h"

namespace tangram::spec {

/// A small study in which everything is right; `extra` stands at its end, from line 15 on.
inline std::string small_study(std::string_view extra = {}) {
  return R"([study]
format  = 1
id      = "small"
domain  = "text"
seed    = 7
draws   = 2
queries = 4
[grid]
task      = ["sst2"]
shots     = [0, 4]
condition = ["original"]
[condition]
original = []
[learner.guess]
use = "uniform_guess"
)" + std::string(extra);
}

/// A study of answers in words with two conditions and one learner, 15 lines: the learners go on.
inline constexpr const char* kTwoConditions = R"([study]
format  = 1
id      = "small"
domain  = "text"
seed    = 7
draws   = 8
queries = 4
[grid]
task  = ["sst2"]
shots = [0, 4]
[condition]
ra = ["map_outputs"]
sh = ["map_outputs", "shuffle_outputs"]
[learner]
llm = { use = "prompt" }
)";

/// A study of answers that are vectors, 9 lines: the grid goes on.
inline constexpr const char* kVectors = R"([study]
format = 1
id     = "v"
domain = "vector"
seed   = 1
draws  = 8
[task]
linear = { use = "linear_regression" }
[grid]
)";

/// `text` with its first `from` replaced by `to`.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  TANGRAM_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

inline Study parsed(const std::string& text, const StudyOverrides& overrides = {}) {
  return parse_study(text, "s.toml", overrides);
}

/// What parsing says; "no error" where it says nothing.
inline std::string error_of(const std::string& text, const StudyOverrides& overrides = {}) {
  try {
    parsed(text, overrides);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace tangram::spec
