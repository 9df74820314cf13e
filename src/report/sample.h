#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/store.h"

namespace tangram {

struct SampledCandidate {
  std::string word;
  double log_p = 0;           // nats, the sum over its tokens; may be -inf
  double probability = 0;     // among the candidates
  std::vector<Token> tokens;  // that were scored; empty: the learner reads none
  std::vector<double> token_log_ps;
};

struct SampledQuestion {
  std::uint64_t query = 0;
  int truth = 0;
  std::vector<Token> prompt_rest;  // behind SampledUnit::prompt_start
  std::vector<SampledCandidate> candidates;
};

/// Questions of one variant of a unit with what was asked and answered, token by token.
struct SampledUnit {
  WorkUnit unit;
  int shots = 0, variant = 0, n_variants = 0;
  std::vector<Token> prompt_start;  // that all its questions share
  std::vector<SampledQuestion> questions;
};

struct SampleOptions {
  int units = 32;                // at most, one an arm
  int variants = 2;              // of a unit, at most
  int questions = 4;             // of a variant, at most
  std::size_t tokens = 400'000;  // kept in all; the unit that passes it is the last
};

/// A stated part of a run to read with one's own eyes.
struct Sample {
  std::vector<SampledUnit> units;
  std::map<Token, std::string> bytes;  // of every token in `units`
  int n_arms = 0, n_arms_shown = 0;    // with a finished unit
  std::string how;                     // it was chosen, as a sentence
};

/// Of each arm (block, task, condition, learner, axes), in the order of the units: its first
/// finished unit, at its largest number of shots the first questions in stored order;
/// reference questions left out.
Sample read_sample(const Store& store, const SampleOptions& options);

}  // namespace tangram
