#pragma once

#include <Eigen/Dense>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/episode.h"
#include "core/language_model.h"

namespace tangram {

class Trainable;

/// What a learner says to one question, raw: metrics and normalisations are read from it
/// later. Vector: y-hat. Text, Symbols: per candidate the log-probabilities (nats,
/// absolute) of its tokens; a learner without tokens gives one number per candidate.
struct Prediction {
  Eigen::VectorXd y;
  std::vector<std::vector<double>> candidate_logps;

  /// What was read to say so, one path per candidate, where the learner read tokens: kept
  /// with the scores, so that `tangram show` prints the prompt without a model.
  std::vector<Path> candidate_paths;

  /// The scored tokens are those of the question's input, read after each candidate (channel): its
  /// length, not the candidate's, is what a reading divides by.
  bool scores_input = false;
};

/// Anything that turns a problem into predictions: a pre-trained language model, a
/// transformer trained here, ridge regression, an exact Bayesian, a coin. They share this
/// one interface so that any two can be compared, question by question, on the same draws.
///
/// Contract (checked for every learner by tests/contract/learner_contract_test.cc):
///   causal         an answer depends only on demonstration[0, shots) and the question;
///   deterministic  the same problems give the same bits; a learner keeps its own Rng;
///   batch-free     together or one by one agree within tolerance().
/// Not thread-safe: a learner belongs to one worker.
template <class D>
class Learner {
 public:
  virtual ~Learner() = default;
  virtual std::string id() const = 0;  // with every parameter that can change an answer
  virtual double tolerance() const { return 1e-9; }

  /// True if answering costs the language model's time: `tangram plan` then counts it.
  virtual bool reads_model() const { return false; }

  /// What is trained before its first answer, in this order; empty: nothing (core/trainable.h).
  virtual std::vector<Trainable*> nets() { return {}; }

  /// result[p][q] answers problems[p].questions[q]. Where `stop` was asked: fewer problems,
  /// each of them complete.
  virtual std::vector<std::vector<Prediction>> answer(std::span<const Problem<D>> problems,
                                                      std::stop_token stop) = 0;
};

}  // namespace tangram
