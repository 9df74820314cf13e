#pragma once

#include <string>
#include <vector>

#include "spec/study_fixture.h"
#include "verdict/simulated_arms_testing.h"
#include "verdict/verdicts.h"

// The whole verdict path on simulated arms. Not part of the program.
namespace tangram::verdict_testing {

/// A hypothesis of claims_study(): refuted where ra lies above its shuffled arm.
inline constexpr const char* kRaClaim = "refuted = { above = ['ra/llm', 'sh/llm'], by = 0.05 }\n";

/// A study of the arms ra, sh, pa, pf at 4 shots with one hypothesis 'h' that goes on as given.
inline Study claims_study(const std::string& hypothesis) {
  return spec::parsed(R"([study]
format  = 1
id      = "small"
domain  = "text"
seed    = 7
draws   = 12
queries = 48
[grid]
task  = ["sst2"]
shots = [4]
[condition]
ra = []
sh = ["shuffle_outputs"]
pa = ["permute_input_tokens"]
pf = ["fresh_input_tokens"]
[learner]
llm = { use = "prompt" }
[claims]
shots      = 4
by         = 0.05
learner    = "llm"
comparator = { ra = "sh" }
[[hypothesis]]
id   = "h"
says = "x"
)" + hypothesis);
}

/// The separation of ra and pa; sh and pf have none.
struct Truth {
  int draws = 12, queries = 48;
  double ra = 0, pa = 0;
  std::uint64_t seed = 1;
};

inline std::vector<Arm> arms_with(const Truth& truth) {
  Simulation s{.draws = truth.draws, .queries = truth.queries};
  const Rng rng = Rng(20240604).at("arms").at(truth.seed);
  std::vector<Arm> arms;
  for (const auto& [condition, separation] :
       {std::pair{"ra", truth.ra}, {"sh", 0.0}, {"pa", truth.pa}, {"pf", 0.0}}) {
    s.separation = separation;
    arms.push_back(simulated_arm(condition, "llm", s, rng.at("queries"), rng.at(condition)));
  }
  return arms;
}

/// In how many of `n_sets` families, all of whose nulls are true and at their edge (no effect,
/// margin 0), anything is decided.
inline int n_wrong(int n_sets, Truth truth) {
  const Study study = claims_study(R"(refuted = { above = ["ra/llm", "sh/llm"], by = 0 }
[[hypothesis]]
id = "g"
says = "x"
supported = { above = ["pa/llm", "pf/llm"], by = 0 }
refuted = { below = ["pa/llm", "pf/llm"], by = 0 }
)");
  int wrong = 0;
  for (int set = 0; set < n_sets; ++set) {
    truth.seed = static_cast<std::uint64_t>(set);
    bool decided = false;
    for (const HypothesisResult& h : decide(study, arms_with(truth)).hypotheses)
      decided = decided || h.decision != Decision::inconclusive;
    wrong += decided ? 1 : 0;
  }
  return wrong;
}

}  // namespace tangram::verdict_testing
